/** Rules by which a single half hour is left out of its month (SOURCES.md, 1). */
export interface Screening {
  /** Least robust sd in the spike test, unit of the values; absent where bursts are the signal (rain, light). */
  readonly spikeFloor?: number;
  /** Stuck: so many slots without spread; absent where standing still is natural. */
  readonly stuck?: {
    readonly slots: number;
    /** Largest spread as a share of the series' own sd. */
    readonly share: number;
    /** Values between these may stand still: thawing and freezing soil stays at 0 degC for weeks. */
    readonly except?: readonly [number, number];
  };
}

export interface Screened {
  readonly spikes: number;
  readonly stuck: number;
}

const WINDOW = 6; // days each side, the day itself included: 13 values of the same hour
const SPIKE = 7;
const LEAST = 5;

/**
 * Puts NaN where a sensor stood still or gave a spike.
 * @param x changed in place
 * @param perDay slots of a day
 */
export function screen(x: Float32Array, perDay: number, rules: Screening): Screened {
  const stuck = rules.stuck ? dropStuck(x, rules.stuck) : 0;
  return { stuck, spikes: rules.spikeFloor === undefined ? 0 : dropSpikes(x, perDay, rules.spikeFloor) };
}

function dropStuck(x: Float32Array, rule: NonNullable<Screening['stuck']>): number {
  const limit = rule.share * sdOf(x);
  if (Number.isNaN(limit)) return 0;
  const [low, high] = rule.except ?? [Number.NaN, Number.NaN];
  let dropped = 0;
  let start = 0;
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i <= x.length; i++) {
    const v = i < x.length ? (x[i] as number) : Number.NaN;
    const [lo, hi] = [Math.min(min, v), Math.max(max, v)]; // NaN ends a run
    if (hi - lo <= limit || lo === hi) {
      [min, max] = [lo, hi];
      continue;
    }
    if (i - start >= rule.slots && !(min >= low && max <= high)) {
      x.fill(Number.NaN, start, i);
      dropped += i - start;
    }
    start = Number.isNaN(v) ? i + 1 : i;
    [min, max] = Number.isNaN(v) ? [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY] : [v, v];
  }
  return dropped;
}

function sdOf(x: Float32Array): number {
  let [n, sum] = [0, 0];
  for (const v of x) {
    if (Number.isNaN(v)) continue;
    n++;
    sum += v;
  }
  if (n < 2) return Number.NaN;
  const mean = sum / n;
  let square = 0;
  for (const v of x) if (!Number.isNaN(v)) square += (v - mean) ** 2;
  return Math.sqrt(square / n);
}

/** Robust z above 7 among the 13 values of the same time of day; judged on the values as they came, then dropped together. */
function dropSpikes(x: Float32Array, perDay: number, floor: number): number {
  const near = new Float64Array(2 * WINDOW + 1);
  const found: number[] = [];
  const [low, high] = [extremes(x, perDay, -1), extremes(x, perDay, 1)];
  const far = SPIKE * floor;
  for (let i = 0; i < x.length; i++) {
    const v = x[i] as number;
    // Nearer to all than the limit: nearer to their median too.
    if (!((high[i] as number) - v > far || v - (low[i] as number) > far)) continue;
    let n = 0;
    for (let d = -WINDOW; d <= WINDOW; d++) {
      const w = x[i + d * perDay];
      if (w !== undefined && !Number.isNaN(w)) near[n++] = w;
    }
    if (n < LEAST) continue;
    const middle = middleOf(near, n);
    for (let k = 0; k < n; k++) near[k] = Math.abs((near[k] as number) - middle);
    const sd = Math.max(floor, 1.4826 * middleOf(near, n));
    if (Math.abs(v - middle) > SPIKE * sd) found.push(i);
  }
  for (const i of found) x[i] = Number.NaN;
  return found.length;
}

/**
 * Largest (sign 1) or smallest (-1) value among the same time of the days around each, NaN left out: windows of 2, 4 and 8 days made of
 * two smaller ones, and 13 days of two of 8.
 */
function extremes(x: Float32Array, perDay: number, sign: 1 | -1): Float32Array {
  const worst = sign * Number.NEGATIVE_INFINITY;
  const n = x.length;
  const pad = WINDOW * perDay;
  const a = new Float32Array(n + 2 * pad).fill(worst);
  for (let i = 0; i < n; i++) if (!Number.isNaN(x[i] as number)) a[i + pad] = x[i] as number;
  const combine = (length: number, step: number) => {
    for (let i = 0; i < length; i++) {
      const other = a[i + step] as number;
      if (sign * other > sign * (a[i] as number)) a[i] = other;
    }
  };
  for (const days of [1, 2, 4]) combine(a.length - days * perDay, days * perDay);
  combine(n, (2 * WINDOW + 1 - 8) * perDay);
  return a.subarray(0, n);
}

/** Median of the first n values, sorted in place: n is at most 13. */
function middleOf(a: Float64Array, n: number): number {
  for (let i = 1; i < n; i++) {
    const v = a[i] as number;
    let j = i - 1;
    while (j >= 0 && (a[j] as number) > v) {
      a[j + 1] = a[j] as number;
      j--;
    }
    a[j + 1] = v;
  }
  const half = n >> 1;
  return n % 2 === 1 ? (a[half] as number) : ((a[half - 1] as number) + (a[half] as number)) / 2;
}
