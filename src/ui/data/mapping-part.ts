import type { Sample } from '../../sources/mapped-csv/propose-mapping.ts';
import type { MappingDraft } from '../../state/mapping-draft.ts';

/** What each part of the mapping form is given. */
export interface MappingPart {
  readonly sample: Sample;
  readonly draft: MappingDraft;
  readonly set: (part: Partial<MappingDraft>) => void;
  /** What is still to be said at that part, once somebody tried to go on without. */
  readonly lackAt: (at: string) => string | undefined;
}

/** Headings as options, after an option for none. */
export const headingOptions = (sample: Sample, none: string): readonly { value: string; label: string }[] => [
  { value: '', label: none },
  ...sample.headings.filter((h) => h !== '').map((h) => ({ value: h, label: h })),
];
