import { monthOfYear } from '../core/month.ts';
import type { Analysis } from '../learn/analysis.ts';
import type { Place } from '../learn/covariance.ts';

/** Months of the year at which the variance is told; between them it is interpolated around the year. */
const SEASONS = [1, 4, 7, 10];

/**
 * Variance of the analysis over a square, latent units squared: exact at nodes a given number of cells apart, in four months of the
 * first and of the last year, linear between. It is smooth there: what is not is within a few kilometres of a site.
 */
export class MapVariance {
  readonly #rows: readonly number[];
  readonly #cols: readonly number[];
  /** `[node row, node col, first or last year, season]` */
  readonly #values: Float64Array;

  constructor(
    analysis: Analysis,
    private readonly firstMonth: number,
    private readonly months: number,
    shape: { readonly rows: number; readonly cols: number },
    step: number,
    placeAt: (row: number, col: number) => Place,
  ) {
    this.#rows = nodes(shape.rows, step);
    this.#cols = nodes(shape.cols, step);
    const asked = [0, Math.max(0, months - 12)].flatMap((offset) =>
      SEASONS.map((s) => firstMonth + offset + ((s - monthOfYear(firstMonth + offset) + 12) % 12)),
    );
    this.#values = new Float64Array(this.#rows.length * this.#cols.length * asked.length);
    let at = 0;
    for (const r of this.#rows) {
      for (const c of this.#cols) {
        this.#values.set(analysis.beliefAt(placeAt(r, c), asked).variance, at);
        at += asked.length;
      }
    }
  }

  /** Variance at one cell of the months from `from` on, as many as `out` holds. */
  fill(row: number, col: number, from: number, out: Float64Array): void {
    const [r, wr] = between(this.#rows, row);
    const [c, wc] = between(this.#cols, col);
    const table = new Float64Array(8);
    for (const [dr, a] of [
      [0, 1 - wr],
      [1, wr],
    ] as const) {
      for (const [dc, b] of [
        [0, 1 - wc],
        [1, wc],
      ] as const) {
        if (a * b === 0) continue;
        const node = ((r + dr) * this.#cols.length + c + dc) * 8;
        for (let i = 0; i < 8; i++) table[i] = (table[i] as number) + a * b * (this.#values[node + i] as number);
      }
    }
    for (let k = 0; k < out.length; k++) {
      const m = from + k;
      const lead = this.months > 12 ? Math.min(1, m / (this.months - 1)) : 0;
      const phase = ((monthOfYear(this.firstMonth + m) - 1) / 3 + 4) % 4;
      const s = Math.floor(phase);
      const w = phase - s;
      const next = (s + 1) % 4;
      const first = (1 - w) * (table[s] as number) + w * (table[next] as number);
      const last = (1 - w) * (table[4 + s] as number) + w * (table[4 + next] as number);
      out[k] = (1 - lead) * first + lead * last;
    }
  }
}

/** 0, step, 2 step … and the last cell. */
function nodes(length: number, step: number): number[] {
  const out: number[] = [];
  for (let i = 0; i < length - 1; i += step) out.push(i);
  out.push(length - 1);
  return out;
}

/** Index of the node before, and the weight of the one after. */
function between(list: readonly number[], at: number): [number, number] {
  let i = 0;
  while (i + 2 < list.length && (list[i + 1] as number) <= at) i++;
  const [a, b] = [list[i] as number, list[i + 1] ?? (list[i] as number)];
  return [i, b === a ? 0 : Math.min(1, (at - a) / (b - a))];
}
