import { VARIABLES } from '../core/variable.ts';
import type { Level } from '../grid/level.ts';
import { windowOf } from '../grid/window.ts';
import { memoryStorage } from '../store/memory.ts';
import { openStore } from '../store/open.ts';
import type { Store } from '../store/store.ts';
import { testMeta } from '../store/test-meta.ts';
import { createStore } from '../store/writer.ts';

/** A store for tests: `t_air`, `land`, and `alt` with quantiles where those are given, known in every cell. */
export interface SmallStore {
  readonly store: Store;
  /** What a cell of the window holds; NaN for nothing. Quantile and month are places on their axes. */
  readonly value: (field: string, row: number, col: number, month?: number, quantile?: number) => number;
}

export interface SmallOrder {
  readonly level: Level;
  readonly firstMonth: number;
  readonly months: number;
  readonly quantiles?: readonly number[];
  /** Every how-manieth cell holds nothing; 0 for none. */
  readonly holes: number;
  /** Months without a single value. */
  readonly gaps?: readonly number[];
  /** Fields without a single value. */
  readonly empty?: readonly string[];
}

export async function smallStore(order: SmallOrder): Promise<SmallStore> {
  const { level, firstMonth, months, quantiles, holes, gaps = [], empty = [] } = order;
  const { rows, cols } = windowOf(level);
  const storage = memoryStorage('small');
  const meta = testMeta({ firstMonth, months, levels: [level], ...(quantiles ? { quantiles } : {}) });
  const value: SmallStore['value'] = (field, row, col, month = 0, quantile = 0) => {
    const n = row * 31 + col * 17 + month * 7 + quantile * 3;
    if (empty.includes(field) || (holes > 0 && n % holes === 0)) return Number.NaN;
    if (field === 'land') return steps(n % 1000, 'land');
    return gaps.includes(month)
      ? Number.NaN
      : steps((n % 4000) - (field === 'alt' ? 0 : 2000), field as 'alt' | 't_air');
  };
  const writer = await createStore(storage, meta);
  for (const { name, axes } of meta.fields) {
    if (empty.includes(name)) continue;
    const count = axes.includes('month') ? months : 1;
    for (const q of axes.includes('quantile') ? (quantiles ?? []).keys() : [0]) {
      const values = new Float32Array(count * rows * cols);
      for (let t = 0, i = 0; t < count; t++)
        for (let r = 0; r < rows; r++) for (let c = 0; c < cols; c++, i++) values[i] = value(name, r, c, t, q);
      await writer.writeBlock({
        field: name,
        level,
        rows: [0, rows],
        cols: [0, cols],
        values,
        ...(axes.includes('month') ? { months: [firstMonth, firstMonth + months] as const } : {}),
        ...(axes.includes('quantile') ? { quantile: q } : {}),
      });
    }
  }
  await writer.finish();
  return { store: await openStore(storage), value };
}

/** A number that int16 holds exactly. */
const steps = (n: number, field: 'alt' | 't_air' | 'land'): number =>
  n * VARIABLES[field].scale + VARIABLES[field].offset;
