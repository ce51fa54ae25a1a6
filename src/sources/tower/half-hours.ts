/** Slots of one block of memory: about a year of half hours. */
const BITS = 14;
const BLOCK = 1 << BITS;

/**
 * Values of several columns on an even time axis, in blocks made when first written: rows may come in any order, overlap
 * (files of single years do) or leave years out. Slot = whole steps since 1969-01-01 UTC; NaN where nothing was written.
 */
export class HalfHours {
  readonly #blocks = new Map<number, Float32Array>();
  first = Number.POSITIVE_INFINITY;
  last = Number.NEGATIVE_INFINITY;
  constructor(
    readonly columns: number,
    /** Minutes. */
    readonly step: number,
    /** Minutes that local standard time is ahead of UTC; negative in Alaska. */
    readonly offset: number,
  ) {}

  /** False when the slot was taken already; what stands there stays. The first column is the mark and must be a number. */
  put(slot: number, values: Float64Array, from: number): boolean {
    const at = slot & (BLOCK - 1);
    const block = this.#block(slot >> BITS);
    if (!Number.isNaN(block[at] as number)) return false;
    block[at] = 1;
    for (let c = 0; c < this.columns; c++) block[(c + 1) * BLOCK + at] = values[from + c] as number;
    if (slot < this.first) this.first = slot;
    if (slot > this.last) this.last = slot;
    return true;
  }

  /** Whole series of one column from `first` to `last`. */
  series(column: number): Float32Array {
    if (this.last < this.first) return new Float32Array(0);
    const out = new Float32Array(this.last - this.first + 1).fill(Number.NaN);
    for (const [key, block] of this.#blocks) {
      const start = key * BLOCK;
      const from = Math.max(start, this.first);
      const to = Math.min(start + BLOCK, this.last + 1);
      const base = (column + 1) * BLOCK - start;
      if (to > from) out.set(block.subarray(base + from, base + to), from - this.first);
    }
    return out;
  }

  #block(key: number): Float32Array {
    let block = this.#blocks.get(key);
    if (!block) {
      block = new Float32Array(BLOCK * (this.columns + 1)).fill(Number.NaN);
      this.#blocks.set(key, block);
    }
    return block;
  }
}

const EPOCH_DAY = Date.UTC(1969, 0, 1) / 86_400_000;

/**
 * Minutes since 1969-01-01 of `YYYYMMDDHHMM` (or `YYYYMMDD`) as a number, the clock read as it stands; `2400` is the end of
 * the day. NaN when it is no time of 1969 to 2100.
 */
export function minutesOf(stamp: number): number {
  if (!Number.isInteger(stamp)) return Number.NaN;
  const long = stamp >= 1e11;
  const date = long ? Math.floor(stamp / 10_000) : stamp;
  const clock = long ? stamp % 10_000 : 0;
  const [year, month, day] = [Math.floor(date / 10_000), Math.floor(date / 100) % 100, date % 100];
  const [hour, minute] = [Math.floor(clock / 100), clock % 100];
  if (!(year >= 1969 && year <= 2100 && month >= 1 && month <= 12 && minute < 60)) return Number.NaN;
  if (hour > 24 || (hour === 24 && minute > 0) || day < 1 || day > daysIn(year, month)) return Number.NaN;
  return (dayNumber(year, month, day) - EPOCH_DAY) * 1440 + hour * 60 + minute;
}

const daysIn = (year: number, month: number): number =>
  month === 2
    ? year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
      ? 29
      : 28
    : month === 4 || month === 6 || month === 9 || month === 11
      ? 30
      : 31;

/** Days since 1970-01-01 in the Gregorian calendar, without making a Date. */
function dayNumber(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year; // years from March, so that the leap day is the last
  const m = (month + 9) % 12;
  return (
    365 * y +
    Math.floor(y / 4) -
    Math.floor(y / 100) +
    Math.floor(y / 400) +
    Math.floor((m * 306 + 5) / 10) +
    day -
    1 -
    719_468
  );
}
