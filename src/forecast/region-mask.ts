import type { Store } from '../store/store.ts';
import type { RegionMask } from './region/tile-plan.ts';
import type { Box } from './tile-job.ts';

/** Where something is forecast, and where the networks work for it. */
export interface ForecastMask {
  /** `[row, col]`, 1 on cells with land and climate. */
  readonly land: Uint8Array;
  /**
   * Land and what lies beside it. A network learns on squares of 3 x 3 cells, so a cell of the shore has seen its neighbours at sea,
   * and nothing beyond: so it is here.
   */
  readonly region: RegionMask;
}

/** @param box any window of a level; what lies outside it does not exist for the networks */
export async function forecastMask(store: Store, box: Box, signal?: AbortSignal): Promise<ForecastMask> {
  const { level, rows, cols } = box;
  const at = { level, rows: [box.row, box.row + rows], cols: [box.col, box.col + cols] } as const;
  const land = new Uint8Array(rows * cols);
  const has = (name: string) => store.meta.fields.find((f) => f.name === name)?.levels.includes(level);
  if (has('land') && has('t_air')) {
    const end = store.meta.firstMonth + store.meta.months;
    const share = await store.readBlock({ ...at, field: 'land' }, signal);
    const air = await store.readBlock({ ...at, field: 't_air', months: [end - 1, end] }, signal);
    for (let i = 0; i < land.length; i++) {
      land[i] = (share.values[i] as number) > 0 && !Number.isNaN(air.values[i] as number) ? 1 : 0;
    }
  }
  return { land, region: { rows, cols, active: beside(land, rows, cols) } };
}

/** Cells marked, and the eight around each. */
function beside(land: Uint8Array, rows: number, cols: number): Uint8Array {
  const out = new Uint8Array(land.length);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < cols; c++) {
      if (land[r * cols + c] === 0) continue;
      for (let y = Math.max(0, r - 1); y <= Math.min(rows - 1, r + 1); y++) {
        out.fill(1, y * cols + Math.max(0, c - 1), y * cols + Math.min(cols, c + 2));
      }
    }
  }
  return out;
}
