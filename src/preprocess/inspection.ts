import type { Proposal, Sample } from '../sources/mapped-csv/propose-mapping.ts';
import type { Confidence } from '../sources/source.ts';

/** What a look at files tells before anything is built: plain data for the page and for `inspect --json`. */
export interface Inspection {
  readonly files: readonly InspectedFile[];
}

export interface InspectedFile {
  readonly file: string;
  /** Id of the source that knows it, `archive` for a container, `part` for what belongs to another file, `none` when nobody does. */
  readonly source: string;
  /** Its title for a person. */
  readonly title: string;
  readonly confidence: Confidence;
  readonly observations: number;
  /** By variable: n, unit and range of observations and series, in canonical units. */
  readonly variables: Readonly<Record<string, ValueSummary>>;
  /** Gridded fields in it. */
  readonly fields: readonly InspectedField[];
  /** Values, rows or files not taken over. */
  readonly rejected: number;
  readonly reasons: readonly Reason[];
  /** Sentences: what was understood and assumed. */
  readonly notes: readonly string[];
  /** A table that could be read through a column mapping: its beginning, and what is proposed and asked. */
  readonly table?: { readonly sample: Sample; readonly proposal: Proposal };
  /** A raster's or archive table's companion that would answer what is asked, `scene.tif.meaning.json`. */
  readonly answer?: string;
}

export interface ValueSummary {
  readonly n: number;
  readonly unit: string;
  readonly mean: number;
  readonly min: number;
  readonly max: number;
}

export interface InspectedField extends ValueSummary {
  readonly name: string;
  readonly variable: string;
  readonly rows: number;
  readonly cols: number;
  readonly steps: number;
  readonly time: 'months' | 'years' | 'static' | 'span';
}

/** Rejections with the same rule, together. */
export interface Reason {
  readonly rule: string;
  readonly todo: string;
  readonly count: number;
  /** Some of the places, in the file's own line numbers. */
  readonly places: readonly string[];
}
