import { median, relativeSpread } from './statistics.ts';

/** One measurement of ours beside one of a peer, taken in the same run. */
export interface Row {
  readonly name: string;
  /** `small`, `studio`, `alaska`, or what it was measured on. */
  readonly shape: string;
  readonly backend: string;
  /** Adapter, instruction set, host. */
  readonly device: string;
  readonly unit: string;
  /** Median over `n` repeats. */
  readonly ours: number;
  readonly peerName: string;
  /** Median over the same repeats. */
  readonly peer: number;
  /** ours / peer. */
  readonly ratio: number;
  /** Interquartile range of the ratios of single repeats over their median; 0 for a count. */
  readonly spread: number;
  readonly n: number;
}

/** A row that could not be measured here. */
export interface Skip {
  readonly name: string;
  readonly why: string;
}

export type RowAbout = Pick<Row, 'name' | 'shape' | 'backend' | 'device' | 'unit' | 'peerName'>;

/**
 * A row of paired repeats: `ours[i]` and `peer[i]` were taken one after the other. The longer list is cut.
 *
 * @throws RangeError when a list is empty or a number is not finite
 */
export function rowOf(about: RowAbout, ours: readonly number[], peer: readonly number[]): Row {
  const n = Math.min(ours.length, peer.length);
  const [a, b] = [ours.slice(0, n), peer.slice(0, n)];
  if (n === 0 || ![...a, ...b].every(Number.isFinite)) throw new RangeError(`${about.name}: nothing was measured`);
  const [mine, theirs] = [median(a), median(b)];
  const { name, shape, backend, device, unit, peerName } = about;
  const spread = relativeSpread(a.map((v, i) => v / (b[i] as number)));
  return { name, shape, backend, device, unit, ours: mine, peerName, peer: theirs, ratio: mine / theirs, spread, n };
}
