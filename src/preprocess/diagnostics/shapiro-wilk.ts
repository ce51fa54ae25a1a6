import { normalQuantile, normalTail } from './normal.ts';
import { type TestResult, untestableBecause } from './tested.ts';

const FEWEST = 3;
/** The approximation of p was fitted up to here. */
export const SHAPIRO_MOST = 5000;

const C1 = [0, 0.221157, -0.147981, -2.07119, 4.434685, -2.706056];
const C2 = [0, 0.042981, -0.293762, -1.752461, 5.682633, -3.582633];
const C3 = [0.544, -0.39978, 0.025054, -6.714e-4];
const C4 = [1.3822, -0.77857, 0.062767, -0.0020322];
const C5 = [-1.5861, -0.31082, -0.083751, 0.0038915];
const C6 = [-0.4803, -0.082676, 0.0030302];
const G = [-2.273, 0.459];

const poly = (c: readonly number[], x: number): number => c.reduceRight((sum, a) => sum * x + a, 0);

/**
 * Shapiro and Wilk's W test of normality for 3 to 5000 values.
 * @param x in any order
 * @see Royston 1995, Algorithm AS R94, Appl. Statist. 44, 547
 */
export function shapiroWilk(x: ArrayLike<number>): TestResult {
  const bad = untestableBecause(x, FEWEST);
  if (bad) return bad;
  const n = x.length;
  if (n > SHAPIRO_MOST) return { untestable: `its p is known for up to ${SHAPIRO_MOST} values only` };
  const sorted = Float64Array.from(x).sort();
  // 1 - W, formed so that it keeps its digits where W is close to 1.
  const lack = departure(sorted, weights(n));
  return { statistic: 1 - lack, p: pOf(lack, n), n, detail: {} };
}

/** Upper half of the antisymmetric weights, from the outermost inwards. */
function weights(n: number): Float64Array {
  const half = n >> 1;
  if (n === 3) return Float64Array.of(Math.SQRT1_2);
  const m = Float64Array.from({ length: half }, (_, i) => normalQuantile((i + 1 - 0.375) / (n + 0.25)));
  const sum = 2 * m.reduce((s, v) => s + v * v, 0);
  const root = Math.sqrt(sum);
  const rsn = 1 / Math.sqrt(n);
  const [m1, m2] = [m[0] as number, (m[1] ?? 0) as number];
  const a1 = poly(C1, rsn) - m1 / root;
  if (n <= 5) {
    const scale = Math.sqrt((sum - 2 * m1 * m1) / (1 - 2 * a1 * a1));
    return m.map((v, i) => (i === 0 ? a1 : -v / scale));
  }
  const a2 = poly(C2, rsn) - m2 / root;
  const scale = Math.sqrt((sum - 2 * m1 * m1 - 2 * m2 * m2) / (1 - 2 * a1 * a1 - 2 * a2 * a2));
  return m.map((v, i) => (i === 0 ? a1 : i === 1 ? a2 : -v / scale));
}

function departure(sorted: Float64Array, a: Float64Array): number {
  const n = sorted.length;
  const range = (sorted[n - 1] as number) - (sorted[0] as number);
  const weight = (i: number) => {
    const opposite = n - 1 - i;
    return i === opposite ? 0 : i < opposite ? -(a[i] as number) : (a[opposite] as number);
  };
  let mean = 0;
  for (const v of sorted) mean += v / range / n;
  let [ssa, ssx, sax] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const w = weight(i);
    const d = (sorted[i] as number) / range - mean;
    ssa += w * w;
    ssx += d * d;
    sax += w * d;
  }
  const root = Math.sqrt(ssa * ssx);
  return Math.max(0, ((root - sax) * (root + sax)) / (ssa * ssx));
}

function pOf(lack: number, n: number): number {
  if (n === 3) {
    const p = (6 / Math.PI) * (Math.asin(Math.sqrt(1 - lack)) - Math.asin(Math.sqrt(0.75)));
    return Math.min(1, Math.max(0, p));
  }
  // A sample that lies exactly on the line has W of 1.
  if (lack === 0) return 1;
  const y = Math.log(lack);
  if (n > 11) {
    const log = Math.log(n);
    return normalTail((y - poly(C5, log)) / Math.exp(poly(C6, log)));
  }
  const gamma = poly(G, n);
  if (y >= gamma) return 0;
  return normalTail((-Math.log(gamma - y) - poly(C3, n)) / Math.exp(poly(C4, n)));
}
