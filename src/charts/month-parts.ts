import type { MonthUncertainty } from '../preprocess/diagnostics/diagnostics.ts';

export interface VarianceParts {
  readonly sampling: number;
  readonly instrument: number;
  readonly resampling: number;
}

/** Shares of the variance that sum to 1; a part that is not known counts as none. Undefined where nothing is known. */
export function variancePartsOf(month: MonthUncertainty): VarianceParts | undefined {
  const square = (sd: number): number => (Number.isFinite(sd) ? sd * sd : 0);
  const [s, i, r] = [square(month.sampling), square(month.instrument), square(month.resampling)];
  const all = s + i + r;
  return all > 0 ? { sampling: s / all, instrument: i / all, resampling: r / all } : undefined;
}
