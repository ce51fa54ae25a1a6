import { isoMonth } from '../core/month.ts';
import { VARIABLES } from '../core/variable.ts';
import type { ObservationTable } from '../store/schema.ts';
import { float32Text } from './number-text.ts';

/** Columns of the file; the unit of value and uncertainty stands in its own column, as it differs from row to row. */
export const OBSERVATION_COLUMNS: readonly (readonly [
  name: string,
  text: (t: ObservationTable, row: number) => string,
])[] = [
  ['variable', (t, i) => t.variable[i] as string],
  ['month', (t, i) => isoMonth(t.month[i] as number)],
  ['lat', (t, i) => String(t.lat[i])],
  ['lon', (t, i) => String(t.lon[i])],
  ['location_sd_m', (t, i) => float32Text(t.locationSd[i] as number)],
  ['value', (t, i) => float32Text(t.value[i] as number)],
  ['uncertainty', (t, i) => float32Text(t.uncertainty[i] as number)],
  ['unit', (t, i) => VARIABLES[t.variable[i] as keyof typeof VARIABLES].unit],
  ['depth_top_m', (t, i) => float32Text(t.depthTop[i] as number)],
  ['depth_bottom_m', (t, i) => float32Text(t.depthBottom[i] as number)],
  ['filled', (t, i) => float32Text(t.filled[i] as number)],
  ['flag', (t, i) => t.flag[i] as string],
  ['site', (t, i) => t.site[i] as string],
  ['group', (t, i) => t.group[i] as string],
  ['method', (t, i) => t.method[i] as string],
  ['source', (t, i) => t.source[i] as string],
  ['origin', (t, i) => t.origin[i] as string],
];
