import { VARIABLES, type VariableName } from '../../core/variable.ts';
import type { GridTime, NativeGrid, Rejection } from '../source.ts';
import { companionMeaningHint } from './companion-json.ts';
import { gridOfRaster } from './grid-of-raster.ts';
import { intoCanonical } from './into-canonical.ts';
import type { Raster } from './raster.ts';
import { type BandMeaning, timeOf } from './raster-meaning.ts';

/** What a band holds, once that is known. */
export interface Understood {
  readonly variable: VariableName;
  /** Into the canonical unit. */
  readonly convert: (x: number) => number;
  readonly time: GridTime;
  readonly note: string;
  /** True when scatter between pixels is instrument noise. */
  readonly noisy?: boolean;
}

/** One band as its file describes it. */
export interface BandAsk {
  readonly description: string;
  /** What the file itself says, if it says enough. */
  readonly own: Understood | undefined;
  /** Why it does not. */
  readonly question: string;
  /** True for bands that are for looking at only: they are counted and not asked about. */
  readonly display?: boolean;
}

export interface BandsRead {
  readonly grids: readonly NativeGrid[];
  readonly rejected: readonly Rejection[];
}

/**
 * Reads the bands whose meaning is known, by a person's answer or by the file itself; each of the others becomes a question.
 * A person's answer goes before the file's own words.
 */
export async function readBands(
  raster: Raster,
  bands: readonly BandAsk[],
  answers: readonly BandMeaning[],
  source: string,
  signal?: AbortSignal,
): Promise<BandsRead> {
  const grids: NativeGrid[] = [];
  const rejected: Rejection[] = [];
  const reject = (where: string, rule: string, todo: string) => rejected.push({ file: raster.file, where, rule, todo });
  for (const answer of answers) {
    if (!bands.some((band, i) => isMeant(answer, band, i)))
      reject(
        `band ${answer.band}`,
        'a meaning was given for a band that is not there',
        `bands here: ${bands.map((b, i) => b.description || i + 1).join(', ')}`,
      );
  }
  for (const [i, band] of bands.entries()) {
    const where = `band ${i + 1}${band.description ? ` "${band.description}"` : ''}`;
    const answer = answers.find((a) => isMeant(a, band, i));
    const known = answer ? understand(answer) : band.own;
    if (typeof known === 'string') reject(where, known, 'correct the meaning given for this band');
    else if (known) {
      const grid = await gridOfRaster(
        raster,
        { ...known, band: i, name: answer ? known.variable : band.description || known.variable, source },
        rejected,
        signal,
      );
      if (grid) grids.push(grid);
    } else if (band.display) reject(where, 'for display only', 'nothing');
    else reject(where, band.question, companionMeaningHint(raster.file, i + 1));
  }
  return { grids, rejected };
}

const isMeant = ({ band }: BandMeaning, { description }: BandAsk, index: number): boolean =>
  typeof band === 'number' ? band === index + 1 : band === description;

function understand({ variable, unit, positive, when }: BandMeaning): Understood | string {
  const convert = intoCanonical(variable, unit, positive);
  if (typeof convert === 'string') return convert;
  const time = timeOf(when);
  if (!time) return `"${when}" is no month, span or "static"`;
  const sign = positive === undefined ? '' : `, positive ${positive}`;
  return { variable, convert, time, note: `${VARIABLES[variable].label} as stated by the person: ${unit}${sign}` };
}
