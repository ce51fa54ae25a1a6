import type { Store } from '../store/store.ts';
import type { Box } from './forecast-tile.ts';

/** Months of history in which a cell that can thaw has shown it: two whole years. */
const LOOK = 24;

/**
 * Takes thaw depth out where the store's own history has none: without permafrost there is no active layer, and a forecast must not
 * claim one next to a history that is blank. A store that holds no thaw depth at the box's level says nothing, and nothing is taken.
 *
 * @param layers thaw depth `[month, row, col]` by quantile, m; changed in place, NaN where taken out
 */
export async function maskThaw(
  store: Store,
  box: Box,
  layers: readonly Float32Array[],
  signal?: AbortSignal,
): Promise<void> {
  const field = store.meta.fields.find((f) => f.name === 'alt');
  if (!field?.levels.includes(box.level)) return;
  const end = store.meta.firstMonth + store.meta.months;
  const rows = [box.row, box.row + box.rows] as const;
  const cols = [box.col, box.col + box.cols] as const;
  const { values } = await store.readBlock(
    { field: 'alt', level: box.level, months: [end - LOOK, end], rows, cols },
    signal,
  );
  const cells = box.rows * box.cols;
  const thaws = new Uint8Array(cells);
  values.forEach((v, i) => {
    if (!Number.isNaN(v)) thaws[i % cells] = 1;
  });
  for (const layer of layers) {
    for (let i = 0; i < layer.length; i++) if (thaws[i % cells] === 0) layer[i] = Number.NaN;
  }
}
