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
  for (let i = 0; i < x.length; i++) {
    const v = x[i] as number;
    if (Number.isNaN(v)) continue;
    let n = 0;
    let far = 0;
    for (let d = -WINDOW; d <= WINDOW; d++) {
      const at = i + d * perDay;
      if (at < 0 || at >= x.length) continue;
      const w = x[at] as number;
      if (Number.isNaN(w)) continue;
      near[n++] = w;
      const apart = Math.abs(v - w);
      if (apart > far) far = apart;
    }
    if (n < LEAST || far <= SPIKE * floor) continue; // nearer to all than the limit: nearer to their median too
    const middle = middleOf(near, n);
    for (let k = 0; k < n; k++) near[k] = Math.abs((near[k] as number) - middle);
    const sd = Math.max(floor, 1.4826 * middleOf(near, n));
    if (Math.abs(v - middle) > SPIKE * sd) found.push(i);
  }
  for (const i of found) x[i] = Number.NaN;
  return found.length;
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
