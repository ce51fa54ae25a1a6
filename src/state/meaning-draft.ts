import { VARIABLES, type Variable, type VariableName } from '../core/variable.ts';
import { intoCanonical } from '../sources/raster/into-canonical.ts';
import { parseMeaning, type RasterMeaning, timeOf } from '../sources/raster/raster-meaning.ts';

/** What a person says of one band, as typed. */
export interface BandDraft {
  /** Number from 1, or the band's description. */
  readonly band: string;
  readonly variable: VariableName | '';
  readonly unit: string;
  readonly positive: string;
  readonly when: string;
}

/** The form beside a raster. */
export interface MeaningDraft {
  readonly crs: string;
  readonly bands: readonly BandDraft[];
}

export const emptyBand = (band: number): BandDraft => ({
  band: String(band),
  variable: '',
  unit: '',
  positive: '',
  when: '',
});

/** Both ways a quantity with a sign can be counted; none for one without. */
export function waysOf(variable: VariableName | ''): readonly string[] {
  const way = variable === '' ? undefined : (VARIABLES[variable] as Variable).positive;
  if (way === undefined) return [];
  return [
    way,
    { up: 'down', down: 'up', 'to the atmosphere': 'uptake', uptake: 'to the atmosphere' }[way] ?? 'below the surface',
  ];
}

/** @returns the answer, or sentences on what is still to be said */
export function meaningOf({ crs, bands }: MeaningDraft): RasterMeaning | readonly string[] {
  const lacks: string[] = [];
  for (const { band, variable, unit, positive, when } of bands) {
    const lack = (text: string): void => void lacks.push(`Band ${band || '?'}: ${text}`);
    if (band.trim() === '') lack('which one? A number from 1, or its description');
    if (variable === '') lack('what does it show?');
    else {
      const convert = unit.trim() === '' ? 'in which unit?' : intoCanonical(variable, unit, positive || undefined);
      if (typeof convert === 'string') lack(convert);
    }
    if (!timeOf(when.trim())) lack('of when? A month such as 2017-07, “static”, or a day such as 2017-07-14');
  }
  if (lacks.length > 0) return lacks;
  const meaning = parseMeaning({
    ...(crs.trim() === '' ? {} : { crs: crs.trim() }),
    bands: bands.map(({ band, variable, unit, positive, when }) => ({
      band: /^[1-9]\d*$/.test(band.trim()) ? Number(band) : band.trim(),
      variable,
      unit: unit.trim(),
      when: when.trim(),
      ...(positive === '' ? {} : { positive }),
    })),
  });
  return typeof meaning === 'string' ? [meaning] : meaning;
}
