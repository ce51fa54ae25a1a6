import type { Distribution } from './diagnostics.ts';
import { histogram } from './histogram.ts';
import { moments } from './moments.ts';
import { quantilePlot } from './qq.ts';
import { quantile } from './quantile.ts';

/**
 * Summary, histogram and quantile plot of a sample.
 * @param values any numbers; what is not finite counts as missing
 * @param missing further values known to be missing
 * @returns undefined when no value is finite: there is nothing to summarise
 */
export function distribution(values: ArrayLike<number>, missing = 0): Distribution | undefined {
  const sorted = Float64Array.from(values).filter(Number.isFinite).sort();
  if (sorted.length === 0) return undefined;
  const { n, mean, sd, skewness, kurtosis } = moments(sorted);
  const at = (p: number) => quantile(sorted, p);
  return {
    n,
    missing: missing + values.length - n,
    mean,
    sd,
    min: at(0),
    q05: at(0.05),
    q25: at(0.25),
    median: at(0.5),
    q75: at(0.75),
    q95: at(0.95),
    max: at(1),
    skewness,
    kurtosis,
    histogram: histogram(sorted),
    qq: quantilePlot(sorted, mean, sd),
  };
}
