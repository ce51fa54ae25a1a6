import { groupBy } from '../sources/group-by.ts';
import type { Rejection, Series } from '../sources/source.ts';
import { checkAirSeries } from './check-series.ts';
import type { Import } from './import-files.ts';
import { patchSeries } from './patch.ts';

/** A series shorter than this says nothing about weather or climate. */
const LEAST_MONTHS = 6;

export interface ClimateSeries {
  readonly series: readonly Series[];
  readonly rejected: readonly Rejection[];
  readonly notes: readonly string[];
  /** Sites whose air temperature was rejected whole: their single values are not to be believed either. */
  readonly distrusted: ReadonlySet<string>;
}

/** The series that may shape the climate: one a site and variable (the longest), checked, and the area means of fine grids. */
export function climateSeries({ series, grids }: Pick<Import, 'series' | 'grids'>): ClimateSeries {
  const used = [...series, ...patchSeries(grids)].filter(
    (s) => (s.variable === 't_air' || s.variable === 'precip') && s.month.length >= LEAST_MONTHS,
  );
  const one = [...groupBy(used, (s) => `${s.site} ${s.variable}`).values()].map((of) =>
    of.reduce((b, s) => (s.month.length > b.month.length ? s : b)),
  );
  const checked = one.map((s) => (s.variable === 't_air' ? checkAirSeries(s) : { series: s, rejected: [] }));
  const good = checked.flatMap((c) => (c.series ? [c.series] : []));
  const names = (v: string) => good.filter((s) => s.variable === v).map((s) => s.name);
  const projections = grids.filter((g) => g.projection).length;
  return {
    series: good,
    rejected: checked.flatMap((c) => c.rejected),
    distrusted: new Set(checked.flatMap((c, i) => (c.series ? [] : [(one[i] as Series).site]))),
    notes: [
      `air temperature from ${names('t_air').length} series: ${names('t_air').join(', ') || 'none; background only'}`,
      `precipitation from ${names('precip').length} series: ${names('precip').join(', ') || 'none; background only'}`,
      ...(projections > 0 ? [`${projections} grids are projections of a climate model: kept out of the history`] : []),
    ],
  };
}
