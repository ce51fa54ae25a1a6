import type { Target } from '../core/variable.ts';
import type { Component } from './covariance.ts';
import type { CovarianceModel } from './fit-covariance.ts';

const part = (
  name: string,
  sd: number,
  rest: Partial<Pick<Component, 'km' | 'landscape' | 'memory' | 'season'>>,
): Component => ({ name, sd, km: null, landscape: null, memory: null, season: null, ...rest });

/**
 * Where the fit of each covariance starts, and the ranges it keeps.
 *
 * Ranges say what is known beforehand: a site is about a kilometre, a region some 150 km, a summer's weather 300 km; permafrost
 * drifts over a decade, an ecosystem over some years, a dry month is forgotten in two. The data then decide how much each explains.
 */
export const PRIOR_COVARIANCE: Readonly<Record<Target, CovarianceModel>> = {
  alt: {
    white: 0.06,
    components: [
      part('bias', 0.15, {}),
      part('landscape', 0.2, { landscape: 1.5 }),
      part('region', 0.15, { km: 150 }),
      part('site', 0.2, { km: 1 }),
      part('long drift', 0.1, { km: 250, memory: 120 }),
      part('site drift', 0.08, { km: 1, memory: 72 }),
      part('summer', 0.06, { km: 300, memory: 4 }),
      part('season', 0.1, { km: 500, season: 0.8 }),
    ],
  },
  co2: {
    white: 0.3,
    components: [
      part('bias', 0.5, { season: 1 }),
      part('landscape', 0.4, { landscape: 1, season: 1 }),
      part('region', 0.3, { km: 150, season: 1 }),
      part('site', 0.3, { km: 1, season: 1 }),
      part('site level', 0.2, { km: 1 }),
      part('site drift', 0.4, { km: 1, memory: 60, season: 1 }),
      part('weather', 0.25, { km: 200, memory: 2 }),
      part('site weather', 0.2, { km: 1, memory: 2 }),
    ],
  },
  ch4: {
    white: 0.15,
    components: [
      part('bias', 0.4, { season: 1 }),
      part('landscape', 0.6, { landscape: 1, season: 2 }),
      part('region', 0.4, { km: 150, season: 1.5 }),
      part('site', 0.4, { km: 1, season: 1 }),
      part('site level', 0.7, { km: 1 }),
      part('site drift', 0.3, { km: 1, memory: 60, season: 1 }),
      part('weather', 0.1, { km: 200, memory: 2 }),
      part('site weather', 0.15, { km: 1, memory: 2 }),
    ],
  },
};
