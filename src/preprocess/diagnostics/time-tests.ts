import { isoMonth } from '../../core/month.ts';
import { adf } from './adf.ts';
import { autocorrelation, partialAutocorrelation } from './autocorrelation.ts';
import type { Correlogram } from './diagnostics.ts';
import { durbinWatson } from './durbin-watson.ts';
import type { EvenSeries } from './even-series.ts';
import { kpss } from './kpss.ts';
import { ljungBox } from './ljung-box.ts';
import { autocorrelationMeaning, durbinWatsonMeaning, stationarityMeaning } from './meaning.ts';
import type { Outcomes } from './outcome.ts';
import { isTested, type TestResult, untestableBecause } from './tested.ts';

const LONGEST_LAG = { 1: 48, 12: 20 } as const;

/**
 * ADF, KPSS, Ljung-Box and Durbin-Watson of one even series, into `out`.
 * @param of where the series is from, for the detail: a site, or how many cells
 * @returns its correlogram, lags in months; undefined for a series too short to have one
 */
export function timeTests(series: EvenSeries, of: string, out: Outcomes): Correlogram | undefined {
  const { values, step, from } = series;
  const detail = { series: of, from: isoMonth(from), step: step === 1 ? 'month' : 'year' };
  const told = (r: TestResult): TestResult => (isTested(r) ? { ...r, detail: { ...r.detail, ...detail } } : r);
  const [root, level] = [told(adf(values)), told(kpss(values))];
  const stationary = () => stationarityMeaning(isTested(root) ? root : undefined, isTested(level) ? level : undefined);
  out.add('ADF', root, stationary);
  out.add('KPSS', level, stationary);
  const correlogram = correlogramOf(series);
  const { memory, first } = memoryOf(correlogram);
  // Two seasons or a fifth of the series: Hyndman and Athanasopoulos, Forecasting: principles and practice, 5.4.
  const lags = Math.max(1, Math.min(step === 1 ? 24 : 10, Math.floor(values.length / 5)));
  out.add('Ljung-Box', told(ljungBox(values, lags)), (r) => autocorrelationMeaning(r, first, memory, step));
  out.add('Durbin-Watson', told(durbinWatson(values)), durbinWatsonMeaning);
  return correlogram;
}

function correlogramOf({ values, step }: EvenSeries): Correlogram | undefined {
  const n = values.length;
  const most = Math.min(LONGEST_LAG[step], Math.floor(n / 4));
  if (most < 1 || untestableBecause(values, 8)) return undefined;
  const acf = autocorrelation(values, most);
  return {
    lags: Array.from(acf, (_, k) => k * step),
    acf: Array.from(acf),
    pacf: Array.from(partialAutocorrelation(acf)),
    band: 1.96 / Math.sqrt(n),
    n,
  };
}

/** First lag, in steps, at which the autocorrelation is inside the band of white noise, and the autocorrelation at lag 1. */
function memoryOf(c: Correlogram | undefined): { memory: number; first: number } {
  const inside = c?.acf.findIndex((v, k) => k > 0 && Math.abs(v) < c.band) ?? 1;
  return { memory: inside > 0 ? inside : (c?.acf.length ?? 1), first: c?.acf[1] ?? 0 };
}
