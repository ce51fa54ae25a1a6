import type { Store } from '../store/store.ts';
import type { Box } from './tile-job.ts';

/** Months of history in which a cell that can thaw has shown it: two whole years. */
const LOOK = 24;

/**
 * Where the store's own history has thaw depth: without permafrost there is no active layer, and a forecast must not claim one next
 * to a history that is blank.
 *
 * @returns `[row, col]`, 1 where it thaws; undefined when the store holds no thaw depth at the box's level, which says nothing
 */
export async function thawsIn(store: Store, box: Box, signal?: AbortSignal): Promise<Uint8Array | undefined> {
  const field = store.meta.fields.find((f) => f.name === 'alt');
  if (!field?.levels.includes(box.level)) return undefined;
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
  return thaws;
}
