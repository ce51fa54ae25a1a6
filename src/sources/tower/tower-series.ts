import type { Observed, Series } from '../source.ts';
import type { TowerSite } from './site-sheet.ts';

const LEAST_MONTHS = 12;

/** Air temperature of a tower that passed its checks, as a series for the climate; none of less than a year. */
export function airSeries(observations: readonly Observed[], site: TowerSite, source: string, file: string): Series[] {
  const good = observations.filter((o) => o.variable === 't_air' && o.flag === 'ok');
  if (good.length < LEAST_MONTHS) return [];
  return [
    {
      site: `${source}/${site.id}`,
      name: site.id,
      lat: site.lat,
      lon: site.lon,
      elevation: site.elevation,
      variable: 't_air',
      month: Int32Array.from(good, (o) => o.month),
      value: Float32Array.from(good, (o) => o.value),
      source,
      origin: file,
    },
  ];
}
