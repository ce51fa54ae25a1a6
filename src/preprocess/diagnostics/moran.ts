import { Random } from '../../core/random.ts';
import { greatCircle } from '../../grid/distance.ts';
import { RAD } from '../../grid/ellipsoid.ts';
import { meanOf } from './moments.ts';
import { normalTail } from './normal.ts';
import { type TestResult, untestableBecause } from './tested.ts';

const FEWEST = 8;

export interface Place {
  readonly lat: number;
  readonly lon: number;
}

/** Neighbours of each place with their weights, which add up to 1. */
export interface Neighbours {
  readonly of: readonly Int32Array[];
  readonly weight: readonly Float64Array[];
}

/** The k nearest others by great-circle distance, equal weights; ties by order. */
export function nearestNeighbours(places: readonly Place[], k: number): Neighbours {
  const used = Math.min(k, places.length - 1);
  const of = distancesBetween(places).map((row, i) => {
    const order = Array.from(row.keys()).filter((j) => j !== i);
    order.sort((a, b) => (row[a] as number) - (row[b] as number) || a - b);
    return Int32Array.from(order.slice(0, used));
  });
  return { of, weight: of.map((n) => new Float64Array(n.length).fill(1 / n.length)) };
}

function distancesBetween(places: readonly Place[]): Float64Array[] {
  const rows = places.map(() => new Float64Array(places.length));
  places.forEach((a, i) => {
    for (let j = 0; j < i; j++) {
      const b = places[j] as Place;
      const d = greatCircle(a.lat * RAD, b.lat * RAD, (b.lon - a.lon) * RAD);
      (rows[i] as Float64Array)[j] = d;
      (rows[j] as Float64Array)[i] = d;
    }
  });
  return rows;
}

/**
 * Moran's I of values at places. Expectation and variance under randomisation, p of the two-sided normal approximation; `detail` also
 * holds p of a seeded permutation test, one-sided for clustering, (r + 1) / (m + 1).
 *
 * @param x one value a place
 * @see Cliff and Ord 1981, Spatial Processes, chapter 2
 */
export function moran(x: ArrayLike<number>, neighbours: Neighbours, seed: number, permutations = 999): TestResult {
  const bad = untestableBecause(x, FEWEST);
  if (bad) return bad;
  const n = x.length;
  const mean = meanOf(x);
  const z = Float64Array.from(x, (v) => v - mean);
  const sums = weightSums(neighbours);
  const scale = n / sums.s0 / z.reduce((s, v) => s + v * v, 0);
  const statistic = scale * lagged(z, neighbours);
  const expected = -1 / (n - 1);
  const sd = Math.sqrt(varianceOf(z, sums));
  if (!(sd > 0)) return { untestable: 'every place is a neighbour of every other, so that nothing can cluster' };
  const score = (statistic - expected) / sd;
  const random = new Random(seed).fork('moran');
  const shuffled = Array.from(z);
  let reached = 0;
  for (let m = 0; m < permutations; m++)
    if (scale * lagged(random.shuffle(shuffled), neighbours) >= statistic - 1e-12) reached++;
  return {
    statistic,
    p: Math.min(1, 2 * normalTail(Math.abs(score))),
    n,
    detail: { expected, z: score, 'p by permutation': (reached + 1) / (permutations + 1), permutations },
  };
}

function lagged(z: ArrayLike<number>, { of, weight }: Neighbours): number {
  let sum = 0;
  for (let i = 0; i < of.length; i++) {
    const [at, w] = [of[i] as Int32Array, weight[i] as Float64Array];
    let around = 0;
    for (let j = 0; j < at.length; j++) around += (w[j] as number) * (z[at[j] as number] as number);
    sum += (z[i] as number) * around;
  }
  return sum;
}

interface WeightSums {
  readonly s0: number;
  readonly s1: number;
  readonly s2: number;
}

/** S0 = Σw, S1 = ½ Σ (w_ij + w_ji)², S2 = Σ (row sum + column sum)². */
function weightSums({ of, weight }: Neighbours): WeightSums {
  const back = of.map(() => new Map<number, number>());
  const [rows, cols] = [new Float64Array(of.length), new Float64Array(of.length)];
  let s0 = 0;
  of.forEach((at, i) => {
    at.forEach((j, k) => {
      const w = (weight[i] as Float64Array)[k] as number;
      (back[i] as Map<number, number>).set(j, w);
      rows[i] = (rows[i] as number) + w;
      cols[j] = (cols[j] as number) + w;
      s0 += w;
    });
  });
  let s1 = 0;
  back.forEach((row, i) => {
    for (const [j, w] of row) {
      const other = back[j]?.get(i);
      // A pair that is stored in one direction only stands twice in the double sum.
      s1 += other === undefined ? w * w : (w + other) ** 2 / 2;
    }
  });
  const s2 = rows.reduce((sum, r, i) => sum + (r + (cols[i] as number)) ** 2, 0);
  return { s0, s1, s2 };
}

function varianceOf(z: Float64Array, { s0, s1, s2 }: WeightSums): number {
  const n = z.length;
  const m2 = z.reduce((s, v) => s + v * v, 0) / n;
  const b2 = z.reduce((s, v) => s + v ** 4, 0) / n / (m2 * m2);
  const a = n * ((n * n - 3 * n + 3) * s1 - n * s2 + 3 * s0 * s0);
  const b = b2 * ((n * n - n) * s1 - 2 * n * s2 + 6 * s0 * s0);
  return (a - b) / ((n - 1) * (n - 2) * (n - 3) * s0 * s0) - 1 / (n - 1) ** 2;
}
