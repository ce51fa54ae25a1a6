/**
 * Quantile by linear interpolation between order statistics (type 7 of Hyndman and Fan 1996, the default of R and numpy).
 * @param sorted ascending, finite, at least one
 */
export function quantile(sorted: ArrayLike<number>, p: number): number {
  const at = (sorted.length - 1) * p;
  const below = Math.floor(at);
  const low = sorted[below] as number;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] as number;
  return low + (high - low) * (at - below);
}
