import type { OnProgress } from '../core/progress.ts';
import { ProgressMeter } from '../core/progress.ts';
import { turn } from '../core/turn.ts';
import { TILE } from '../grid/tile.ts';
import { CHUNK_MONTHS } from '../store/layout.ts';
import type { FieldInfo } from '../store/schema.ts';
import type { Store } from '../store/store.ts';
import type { Selection } from './selection.ts';

/** Months of a field, `[month, row, col]`, canonical unit, NaN where there is nothing; valid until the next one is asked for. */
export interface MonthSlab {
  readonly field: FieldInfo;
  readonly quantile: number | undefined;
  /** First month of the slab, absolute; the store's first for a static field. */
  readonly month: number;
  readonly months: number;
  readonly values: Float32Array;
}

/** Most of a slab, bytes. */
const SLAB = 32 << 20;

export interface ReadOptions {
  readonly onProgress?: OnProgress | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * A field of a selection, quantile after quantile, then month after month: the order in which files hold it. A slab is at most the
 * months of one chunk, so that no chunk is decoded for one month alone, and as few of them as memory asks for.
 */
export async function* slabsOf(
  store: Store,
  field: FieldInfo,
  selection: Selection,
  options: ReadOptions = {},
): AsyncGenerator<MonthSlab> {
  const { rows, cols } = selection;
  const cells = (rows[1] - rows[0]) * (cols[1] - cols[0]);
  const dated = field.axes.includes('month');
  const spans = dated
    ? monthSpans(selection.months, store.meta.firstMonth, cells)
    : [[store.meta.firstMonth, store.meta.firstMonth + 1] as const];
  const quantiles = field.axes.includes('quantile') ? selection.quantiles.map((q) => q.index) : [undefined];
  const meter = new ProgressMeter(`export ${field.name}`, spans.length * quantiles.length, options.onProgress);
  // One buffer for all: large ones that come and go outrun the collector.
  const room = new Float32Array(spans.reduce((most, [from, to]) => Math.max(most, to - from), 0) * cells);
  for (const quantile of quantiles)
    for (const [from, to] of spans) {
      const values = room.subarray(0, (to - from) * cells);
      // In bands of a tile's height: a block and the slab together are then little more than the slab.
      for (let row = rows[0]; row < rows[1]; row = Math.min(rows[1], (Math.floor(row / TILE) + 1) * TILE)) {
        const end = Math.min(rows[1], (Math.floor(row / TILE) + 1) * TILE);
        const block = await store.readBlock(
          {
            field: field.name,
            level: selection.level,
            months: [from, to],
            rows: [row, end],
            cols,
            ...(quantile === undefined ? {} : { quantile }),
          },
          options.signal,
        );
        const size = block.rows * block.cols;
        for (let m = 0; m < block.months; m++)
          values.set(block.values.subarray(m * size, (m + 1) * size), m * cells + (row - rows[0]) * block.cols);
        await turn(options.signal);
      }
      yield { field, quantile, month: from, months: to - from, values };
      meter.advance();
    }
}

/** Spans that end where chunks do. */
function monthSpans(
  [first, end]: readonly [number, number],
  origin: number,
  cells: number,
): (readonly [number, number])[] {
  const most = Math.max(1, Math.min(CHUNK_MONTHS, Math.floor(SLAB / (4 * cells))));
  const spans: (readonly [number, number])[] = [];
  for (let from = first; from < end; ) {
    const chunkEnd = from + CHUNK_MONTHS - ((from - origin) % CHUNK_MONTHS);
    const to = Math.min(end, chunkEnd, from + most);
    spans.push([from, to]);
    from = to;
  }
  return spans;
}
