import { CELL_M01 } from '../../grid/ease2.ts';
import type { NativeGrid, Rejection } from '../source.ts';
import type { NativeThaw } from './native-thaw.ts';
import type { Season } from './season.ts';
import type { ThawMean } from './thaw-mean.ts';

/** What a grid is called in the report. */
export interface ThawLabel {
  readonly file: string;
  /** Array or column. */
  readonly name: string;
  readonly unit: string;
}

/** What was left out of a mean, and why. */
export function lossesOf(mean: ThawMean, file: string, name: string, which: 'alt' | 'uz'): Rejection[] {
  const one = (count: number, rule: string, todo: string): Rejection[] =>
    count > 0 ? [{ file, where: name, count, rule, todo }] : [];
  return [
    ...one(
      mean.impossible,
      `pixels outside ${which === 'alt' ? '0 to 3 m of thaw' : '0.5 m of motion'}`,
      'check the unit',
    ),
    ...one(mean.withoutSd, 'pixels without an uncertainty above 0', 'nothing: their weight is not known'),
    ...one(mean.leftOut, 'cells of which less than a fifth was seen', 'nothing'),
  ];
}

/** Means of 1-km cells as a field of a season; none when no cell was seen enough. */
export function gridOfThaw(
  mean: ThawMean,
  which: 'alt' | 'uz',
  season: Season,
  { file, name, unit }: ThawLabel,
): NativeThaw {
  if (mean.cells === 0)
    return {
      grids: [],
      notes: [],
      rejected: [
        { file, where: name, rule: 'no cell of which a fifth was seen', todo: 'check fill values and uncertainty' },
      ],
    };
  const { rows, cols, lat, lon, values, sd } = mean;
  const note = [
    which === 'alt'
      ? 'active-layer thickness by radar, down positive'
      : 'seasonal subsidence by radar, downward in the file, so negative here',
    season.note,
    sd
      ? 'weighted by the inverse variance of pixels; sd: their own, taken as shared within a cell, and their scatter'
      : 'plain mean of pixels; no uncertainty given',
    `${Math.round(100 * mean.share)} % of the cells seen on average`,
  ].join('; ');
  const grid: NativeGrid = {
    name: which === 'alt' ? 'alt' : 'uz',
    variable: which,
    ...{ rows, cols, lat, lon, values },
    ...(sd ? { sd } : {}),
    cell: CELL_M01,
    time: season.time,
    projection: false,
    source: 'resalt',
    origin: `${file}:${name}`,
    note,
  };
  return {
    grids: [grid],
    rejected: [],
    notes: [`${name} (${unit}): ${mean.taken} pixels in ${mean.cells} cells; ${note}`],
  };
}
