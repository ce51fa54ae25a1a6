import { monthOfYear } from '../core/month.ts';
import { layerOf, layerSeries, type Patch } from './patch.ts';
import type { TileCell } from './tile-cell.ts';
import type { ExactDrivers } from './tile-climate.ts';

/** Years at the end of a file whose deviation from the interpolated climate carries on beyond the file. */
const LAST_YEARS = 20;

/** What the files of a patch give at one of its cells: elevation, and drivers exact while the file lasts. */
export interface PatchValues {
  readonly elevation: number | undefined;
  readonly exact: ExactDrivers;
}

/**
 * Values of a patch cell over the span. Beyond the file's last month temperature and precipitation keep the file's mean deviation
 * (ratio) by calendar month from the interpolated climate: the step from file to climate would otherwise look like a change.
 */
export function patchValues(
  patch: Patch,
  cell: number,
  maker: TileCell,
  firstMonth: number,
  months: number,
): PatchValues {
  const at = patch.cells[cell] as Patch['cells'][number];
  const terrain = layerOf(patch, 'elevation');
  const height = terrain ? (layerSeries(terrain, patch, cell)[0] as number) : Number.NaN;
  const elevation = Number.isNaN(height) ? undefined : height;
  const around = maker.air(at.lon, at.lat, elevation);
  const exact: Partial<Record<'t_air' | 'precip' | 'sw_in' | 'vp', Float64Array>> = {};
  for (const variable of ['t_air', 'precip', 'sw_in', 'vp'] as const) {
    const layer = layerOf(patch, variable);
    if (layer?.grid.time.at !== 'months') continue;
    const values = onSpan(layerSeries(layer, patch, cell), layer.grid.time.months, firstMonth, months);
    if (variable === 't_air')
      continueBy(
        values,
        around.t_air,
        firstMonth,
        (x, a) => x - a,
        (a, d) => a + d,
      );
    if (variable === 'precip')
      continueBy(
        values,
        around.precip,
        firstMonth,
        (x, a) => Math.log((x + 3) / (a + 3)),
        (a, d) => Math.max(0, (a + 3) * Math.exp(d) - 3),
      );
    exact[variable] = values;
  }
  return { elevation, exact };
}

function onSpan(values: Float64Array, at: Int32Array, firstMonth: number, months: number): Float64Array {
  const out = new Float64Array(months).fill(Number.NaN);
  at.forEach((m, i) => {
    if (m >= firstMonth && m < firstMonth + months) out[m - firstMonth] = values[i] as number;
  });
  return out;
}

/** Fills what comes after the last known month. */
function continueBy(
  values: Float64Array,
  around: Float64Array,
  firstMonth: number,
  difference: (x: number, a: number) => number,
  apply: (a: number, d: number) => number,
): void {
  const last = values.findLastIndex((v) => !Number.isNaN(v));
  const from = Math.max(0, last - 12 * LAST_YEARS + 1);
  const sum = new Float64Array(12);
  const count = new Float64Array(12);
  for (let m = from; m <= last; m++) {
    const c = monthOfYear(firstMonth + m) - 1;
    const d = difference(values[m] as number, around[m] as number);
    if (Number.isNaN(d)) continue;
    sum[c] = (sum[c] as number) + d;
    count[c] = (count[c] as number) + 1;
  }
  for (let m = last + 1; m < values.length && last >= 0; m++) {
    const c = monthOfYear(firstMonth + m) - 1;
    if ((count[c] as number) > 0) values[m] = apply(around[m] as number, (sum[c] as number) / (count[c] as number));
  }
}
