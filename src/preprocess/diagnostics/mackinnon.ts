import { normalCdf } from './normal.ts';

const STAR = -1.61;
const LEAST = -18.83;
const MOST = 2.74;
const SMALL = [2.1659, 1.4412, 0.038269] as const;
const LARGE = [1.7339, 0.93202, -0.12745, -0.010368] as const;

/**
 * Approximate p of the Dickey-Fuller statistic with a constant: response surface of MacKinnon (1994), J. Bus. Econ. Stat. 12, 167,
 * table 3, good to about three digits. Exactly 0 and 1 beyond -18.83 and 2.74.
 */
export function mackinnonP(tau: number): number {
  if (tau > MOST) return 1;
  if (tau < LEAST) return 0;
  return normalCdf((tau <= STAR ? SMALL : LARGE).reduceRight((sum: number, c) => sum * tau + c, 0));
}

const CRITICAL = {
  '1%': [-3.43035, -6.5393, -16.786, -79.433],
  '5%': [-2.86154, -2.8903, -4.234, -40.04],
  '10%': [-2.56677, -1.5384, -2.809, 0],
} as const;

/**
 * Critical value of the statistic with a constant for n observations.
 * @see MacKinnon (2010), Critical values for cointegration tests, Queen's Economics Department working paper 1227, table 2
 */
export const mackinnonCritical = (level: keyof typeof CRITICAL, n: number): number =>
  CRITICAL[level].reduceRight((sum: number, c) => sum / n + c, 0);
