import { monthOf, monthOfYear, yearOf } from '../../core/month.ts';
import { Random } from '../../core/random.ts';
import type { ObservationTable } from '../../store/schema.ts';
import { type ObservationRow, tableFromRows } from '../../store/table.ts';
import { FLUX_SITES, type NetworkSite, SEASONAL_SITES, THAW_SITES } from './network.ts';
import { planeAt, smoothNoise } from './noise.ts';
import { groupsOf } from './site-group.ts';

/** What the models say at a site, `[month]`. */
export interface SiteSeries {
  readonly alt: ArrayLike<number>;
  readonly co2: ArrayLike<number>;
  readonly ch4: ArrayLike<number>;
}

export interface Span {
  readonly firstMonth: number;
  readonly months: number;
}

/** One sd of a mean of many probings, m; instrument and sampling. */
const PROBE_ERROR = 0.03;
/** Dates of seasonal probing: month and share of it that has passed. */
const SEASON = [
  [6, 0.7],
  [7, 0.6],
  [8, 0.5],
] as const;
/** A probe does not reach further, m: such a value says 'at least'. */
const PROBE_LENGTH = 1.2;

/**
 * Observations as the networks would have made them in the modelled world: nature differs from the process models by a smooth
 * regional factor, a factor of the site and one of the year; then come instrument error, gaps, gap-filled months and flags.
 */
export function pseudoObservations(
  at: (lon: number, lat: number) => SiteSeries,
  span: Span,
  seed: number,
): ObservationTable {
  const all = [...THAW_SITES, ...FLUX_SITES];
  const groups = groupsOf(all);
  const random = new Random(seed).fork('observations');
  const rows: ObservationRow[] = [];
  THAW_SITES.forEach((site, i) => {
    rows.push(
      ...thawRows(site, groups[i] as string, at(site.lon, site.lat), span, seed, random.fork(`thaw ${site.code}`)),
    );
  });
  FLUX_SITES.forEach((site, i) => {
    const group = groups[THAW_SITES.length + i] as string;
    rows.push(...fluxRows(site, group, at(site.lon, site.lat), span, seed, random.fork(`flux ${site.code}`)));
  });
  return tableFromRows(rows.sort((a, b) => a.month - b.month));
}

/** Smooth departure of nature from the models over some 400 km, spread near 1. */
const regional = ({ lon, lat }: NetworkSite, seed: number, what: number): number => {
  const { x, y } = planeAt(lon, lat);
  return smoothNoise(seed + what, x, y, 400);
};

function row(
  site: NetworkSite,
  group: string,
  kind: string,
  rest: Pick<ObservationRow, 'month' | 'value' | 'uncertainty' | 'filled' | 'flag' | 'variable'>,
): ObservationRow {
  return {
    lat: site.lat,
    lon: site.lon,
    locationSd: 500,
    site: `reference-alaska/${kind}/${site.code}`,
    group,
    method: 'pseudo-observation',
    source: 'reference-alaska',
    origin: 'process models with drawn error',
    ...rest,
  };
}

function thawRows(
  site: NetworkSite,
  group: string,
  series: SiteSeries,
  { firstMonth, months }: Span,
  seed: number,
  random: Random,
): ObservationRow[] {
  const factor = Math.exp(0.12 * regional(site, seed, 101) + 0.1 * random.normal());
  const rows: ObservationRow[] = [];
  const measure = (depth: number) => Math.max(0.02, depth + PROBE_ERROR * random.normal());
  for (let year = site.years[0]; year <= site.years[1]; year++) {
    const ofYear = Math.exp(0.06 * random.normal());
    const missed = random.uniform() < 0.08;
    const end = monthOf(year, site.lat > 68 ? 8 : 9);
    if (end < firstMonth || end >= firstMonth + months || missed) continue;
    const depth = series.alt[end - firstMonth] as number;
    if (!(depth > 0.05)) continue;
    const value = measure(depth * factor * ofYear);
    const tooDeep = value >= PROBE_LENGTH;
    const flag = tooDeep ? 'censored' : random.uniform() < 0.02 ? 'suspect' : 'ok';
    const seen = Math.min(value, PROBE_LENGTH) * (flag === 'suspect' ? 1.6 : 1);
    rows.push(
      row(site, group, 'thaw', { month: end, value: seen, uncertainty: PROBE_ERROR, filled: 0, flag, variable: 'alt' }),
    );
    if (!SEASONAL_SITES.includes(site.code) || tooDeep) continue;
    for (const [calendar, share] of SEASON) {
      const month = monthOf(year, calendar);
      const i = month - firstMonth;
      const before = i > 0 ? (series.alt[i - 1] as number) : 0;
      const now = before + share * ((series.alt[i] as number) - before);
      if (!(now > 0.03)) continue;
      const probed = measure(now * factor * ofYear);
      rows.push(
        row(site, group, 'thaw', {
          month,
          value: probed,
          uncertainty: PROBE_ERROR,
          filled: 0,
          flag: 'ok',
          variable: 'thaw_depth',
        }),
      );
    }
  }
  return rows;
}

function fluxRows(
  site: NetworkSite,
  group: string,
  series: SiteSeries,
  { firstMonth, months }: Span,
  seed: number,
  random: Random,
): ObservationRow[] {
  const carbon = Math.exp(0.15 * regional(site, seed, 202) + 0.15 * random.normal());
  const methane = Math.exp(0.3 * regional(site, seed, 303) + 0.3 * random.normal());
  const offset = 0.04 * random.normal();
  const hasMethane = random.uniform() < 0.7;
  const rows: ObservationRow[] = [];
  for (let i = 0; i < months; i++) {
    const month = firstMonth + i;
    const year = yearOf(month);
    if (year < site.years[0] || year > site.years[1]) continue;
    const calendar = monthOfYear(month);
    const summer = calendar >= 5 && calendar <= 9;
    const down = random.uniform() < (summer ? 0.05 : 0.2);
    const filled =
      random.uniform() < (summer ? 0.02 : 0.2) ? 1 : Math.min(0.95, (summer ? 0.35 : 0.6) + 0.15 * random.normal());
    const spread = 1 / Math.sqrt(Math.max(0.1, 1 - filled));
    const [e1, e2] = [random.normal(), random.normal()];
    if (down) continue;
    const nee = carbon * (series.co2[i] as number) + offset;
    const neeError = Math.max(0.05, 0.1 * Math.abs(nee)) * spread;
    const share = Math.max(0, filled);
    rows.push(
      row(site, group, 'flux', {
        month,
        value: nee + neeError * e1,
        uncertainty: neeError,
        filled: share,
        flag: 'ok',
        variable: 'co2',
      }),
    );
    if (!hasMethane) continue;
    const ch4 = methane * (series.ch4[i] as number);
    const ch4Error = Math.max(0.5, 0.12 * Math.abs(ch4)) * spread;
    rows.push(
      row(site, group, 'flux', {
        month,
        value: ch4 + ch4Error * e2,
        uncertainty: ch4Error,
        filled: share,
        flag: 'ok',
        variable: 'ch4',
      }),
    );
  }
  return rows.filter((r) => Number.isFinite(r.value));
}
