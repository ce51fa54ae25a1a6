/** Months and cells that are kept at the same time; beyond, a table has to be given in parts. */
export const MOST_BINS = 1_000_000;

const CELLS = 1080 * 3456;
/** Keys stay whole and positive: months count from year 1. */
const MONTH_ZERO = 12 * 1969;

/** Values of one variable gathered by month and cell of M01 (numbered in the Alaska window, row by row). */
export class CellMonths {
  #size = 0;
  #keys = new Float64Array(1024).fill(-1);
  #n = new Int32Array(1024);
  #mean = new Float64Array(1024);
  #squares = new Float64Array(1024);
  #days = new Int32Array(1024);
  /** Values that found no room. */
  refused = 0;

  constructor(readonly limit = MOST_BINS) {}

  get size(): number {
    return this.#size;
  }

  /**
   * @param month since 1969-01, may be negative
   * @param day of the month, 1-31
   */
  add(month: number, cell: number, day: number, value: number): void {
    const key = (month + MONTH_ZERO) * CELLS + cell;
    let i = this.#slot(key);
    if (this.#keys[i] !== key) {
      if (this.#size >= this.limit) {
        this.refused++;
        return;
      }
      if (this.#size * 2 >= this.#keys.length) {
        this.#grow();
        i = this.#slot(key);
      }
      this.#keys[i] = key;
      this.#size++;
    }
    const n = (this.#n[i] as number) + 1;
    const step = value - (this.#mean[i] as number);
    this.#n[i] = n;
    this.#mean[i] = (this.#mean[i] as number) + step / n;
    this.#squares[i] = (this.#squares[i] as number) + step * (value - (this.#mean[i] as number));
    this.#days[i] = (this.#days[i] as number) | (1 << (day - 1));
  }

  /** All of them, by month and then cell. */
  sorted(): CellMonth[] {
    const slots = [...this.#keys.keys()].filter((i) => (this.#keys[i] as number) >= 0);
    slots.sort((a, b) => (this.#keys[a] as number) - (this.#keys[b] as number));
    return slots.map((i) => {
      const key = this.#keys[i] as number;
      const n = this.#n[i] as number;
      return {
        month: Math.floor(key / CELLS) - MONTH_ZERO,
        cell: key % CELLS,
        n,
        mean: this.#mean[i] as number,
        sd: n > 1 ? Math.sqrt((this.#squares[i] as number) / (n - 1)) : Number.NaN,
        days: bits(this.#days[i] as number),
      };
    });
  }

  #slot(key: number): number {
    const mask = this.#keys.length - 1;
    // Months of a cell differ by a multiple of 1024: all bits have to take part.
    let h = Math.imul((key % 4294967296) | 0, 0x9e3779b1) ^ Math.floor(key / 4294967296);
    h = Math.imul(h ^ (h >>> 15), 0x85ebca6b);
    let i = (h ^ (h >>> 13)) & mask;
    while (this.#keys[i] !== key && (this.#keys[i] as number) >= 0) i = (i + 1) & mask;
    return i;
  }

  #grow(): void {
    const old = { keys: this.#keys, n: this.#n, mean: this.#mean, squares: this.#squares, days: this.#days };
    const length = old.keys.length * 2;
    this.#keys = new Float64Array(length).fill(-1);
    this.#n = new Int32Array(length);
    this.#mean = new Float64Array(length);
    this.#squares = new Float64Array(length);
    this.#days = new Int32Array(length);
    for (const [from, key] of old.keys.entries()) {
      if (key < 0) continue;
      const to = this.#slot(key);
      this.#keys[to] = key;
      this.#n[to] = old.n[from] as number;
      this.#mean[to] = old.mean[from] as number;
      this.#squares[to] = old.squares[from] as number;
      this.#days[to] = old.days[from] as number;
    }
  }
}

export interface CellMonth {
  readonly month: number;
  readonly cell: number;
  readonly n: number;
  readonly mean: number;
  /** Between the values in the cell and month; NaN for a single one. */
  readonly sd: number;
  /** Distinct days of the month. */
  readonly days: number;
}

function bits(x: number): number {
  let n = 0;
  for (let rest = x; rest !== 0; rest &= rest - 1) n++;
  return n;
}
