import { describe, expect, it } from 'vitest';
import {
  autocorrelationMeaning,
  clusteringMeaning,
  distanceMeaning,
  durbinWatsonMeaning,
  equalSpreadMeaning,
  normalityMeaning,
  stationarityMeaning,
} from './meaning.ts';
import type { Tested } from './tested.ts';

const result = (p: number, statistic = 0, detail: Tested['detail'] = {}, n = 100): Tested => ({
  statistic,
  p,
  n,
  detail,
});
const shape = (skewness: number, kurtosis = 0, min = -1) => ({ skewness, kurtosis, min });

describe('what a result means', () => {
  it.each([
    [0.01, 0.1, 'fine', /without differencing/],
    [0.5, 0.01, 'concern', /first differences/],
    [0.01, 0.01, 'note', /differencing would be too much/],
    [0.5, 0.1, 'note', /too short or too noisy/],
  ])('of ADF p %d with KPSS p %d is %s', (adf, kpss, weight, words) => {
    const m = stationarityMeaning(result(adf), result(kpss));
    expect(m.weight).toBe(weight);
    expect(m.meaning).toMatch(words);
  });

  it('of one of ADF and KPSS alone is never that both agree', () => {
    for (const [a, k] of [[result(0.01)], [undefined, result(0.1)], [result(0.5)], [undefined, result(0.01)]])
      expect(stationarityMeaning(a, k).meaning).toMatch(/other test could not/);
  });

  it('of correlation in time is a length of blocks in the time that steps stand for', () => {
    expect(autocorrelationMeaning(result(0.001), 0.6, 5, 1)).toEqual({
      weight: 'concern',
      meaning:
        'Correlated in time beyond the season (lag 1: 0.6): validate on blocks of at least 5 months, never on random values, and offer lagged values as inputs. 100 values are worth about 25 independent ones.',
    });
    expect(autocorrelationMeaning(result(0.001), 0.3, 1, 12).meaning).toMatch(/at least 1 year, /);
    expect(autocorrelationMeaning(result(0.001), -0.4, 2, 12)).toMatchObject({ weight: 'note' });
    expect(autocorrelationMeaning(result(0.001), -0.4, 2, 12).meaning).not.toMatch(/worth/);
    expect(autocorrelationMeaning(result(0.3, 0, {}, 20), 0.2, 1, 12).meaning).toMatch(
      /20 steps would show only a strong one/,
    );
    expect(autocorrelationMeaning(result(0.3), 0.02, 1, 1).meaning).toMatch(/may be treated as independent/);
  });

  it.each([
    [0.5, 'concern'],
    [1.3, 'note'],
    [2, 'fine'],
    [2.8, 'note'],
  ])('of Durbin-Watson %d is %s', (statistic, weight) => {
    expect(durbinWatsonMeaning(result(1, statistic)).weight).toBe(weight);
  });

  it('of skewness is a scale that the values allow, and differs for what is forecast and what is told', () => {
    const of = (s: Parameters<typeof normalityMeaning>[1], role: 'target' | 'input') =>
      normalityMeaning(result(0), s, role);
    expect(of(shape(2, 5, 0.1), 'target').meaning).toMatch(/on a log scale/);
    expect(of(shape(2, 5, 0), 'target').meaning).toMatch(/square root or log/);
    expect(of(shape(2, 5, -1), 'target').meaning).toMatch(/on an asinh scale/);
    expect(of(shape(-2, 5), 'target').meaning).toMatch(/quantile loss/);
    expect(of(shape(2), 'target').weight).toBe('concern');
    expect(of(shape(2), 'input').weight).toBe('note');
    expect(of(shape(0, 4), 'target').meaning).toMatch(/robust loss/);
    expect(of(shape(0, -1.5), 'target').meaning).toMatch(/two groups/);
    expect(of(shape(0.2, 0.3), 'target').weight).toBe('fine');
    expect(normalityMeaning(result(0.4), shape(2), 'target').weight).toBe('fine');
  });

  it('goes by the size of an effect where p alone says little', () => {
    const spread = (largest: number) =>
      result(0, 9, { 'largest mean departure': largest, 'smallest mean departure': 1 });
    expect(equalSpreadMeaning(spread(1.2), 'seasons').weight).toBe('fine');
    expect(equalSpreadMeaning(spread(2), 'seasons').weight).toBe('note');
    expect(equalSpreadMeaning(spread(4), 'sites').meaning).toMatch(/4 times.*by site\./);
    const silent = result(0, 9, { 'largest mean departure': 1, 'smallest mean departure': 0 });
    expect(equalSpreadMeaning(silent, 'seasons')).toMatchObject({ weight: 'concern' });
    expect(equalSpreadMeaning(silent, 'seasons').meaning).not.toMatch(/Infinity/);
    expect(distanceMeaning(result(0, 0.03), 'values').weight).toBe('fine');
    expect(distanceMeaning(result(0, 0.3), 'values').weight).toBe('concern');
    expect(distanceMeaning(result(0, 0.3), 'field').weight).toBe('note');
    expect(distanceMeaning(result(0, 0.1), 'means').meaning).toMatch(/means of their points/);
  });

  it('of order in space is how to split', () => {
    const moran = (statistic: number, permuted: number, p = 0) =>
      result(p, statistic, { 'p by permutation': permuted });
    expect(clusteringMeaning(moran(0.5, 0.001), 'sites')).toMatchObject({ weight: 'concern' });
    expect(clusteringMeaning(moran(0.1, 0.001), 'sites').meaning).toMatch(/25 km/);
    expect(clusteringMeaning(moran(0.5, 0.001), 'cells').meaning).toMatch(/split by blocks/);
    expect(clusteringMeaning(moran(-0.5, 1), 'sites').meaning).toMatch(/less alike/);
    expect(clusteringMeaning(moran(0, 0.5, 0.9), 'cells')).toMatchObject({ weight: 'fine' });
  });
});
