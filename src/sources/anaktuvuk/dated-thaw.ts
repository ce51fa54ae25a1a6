import { monthOfDate } from '../../core/month.ts';
import { metresFromCm } from '../../core/unit.ts';
import type { CsvRow } from '../csv.ts';
import { groupBy } from '../group-by.ts';
import { readNumber } from '../number.ts';
import { isSeasonEnd } from '../season-end.ts';
import type { Observed, Rejection } from '../source.ts';
import type { BurnSite } from './burn-sites.ts';

/** Thaw at one place on one day, m. */
export interface DatedThaw {
  readonly site: string;
  readonly date: Date;
  readonly mean: number;
  readonly sd: number;
  readonly n: number;
  readonly origin: string;
}

const DEEPEST_CM = 500;
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** `22-Jun-2008` or `2008-06-22` as a UTC day (ARF-6). */
export function parseDay(text: string): Date | undefined {
  const named = /^(\d{1,2})-([a-z]{3})-(\d{4})$/i.exec(text.trim());
  const iso = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text.trim());
  const [year, month, day] = named
    ? [Number(named[3]), MONTHS.indexOf((named[2] as string).toLowerCase()), Number(named[1])]
    : [Number(iso?.[1]), Number(iso?.[2]) - 1, Number(iso?.[3])];
  const date = new Date(Date.UTC(year, month, day));
  if (!(year >= 1900 && year <= 2200)) return undefined;
  return date.getUTCFullYear() === year && date.getUTCMonth() === month && date.getUTCDate() === day ? date : undefined;
}

/** Probings: `Date, Thaw depth Unburned, …` in cm. The columns are three places; a row is no common node (ARF-9). */
export function probingsByDate(
  header: readonly string[],
  rows: readonly CsvRow[],
  file: string,
  rejected: Rejection[],
): DatedThaw[] {
  const readings = rows.flatMap((row) => {
    const date = parseDay(row.cells[0] ?? '');
    if (!date) {
      rejected.push({
        file,
        where: `line ${row.line}`,
        column: 'Date',
        found: row.cells[0] ?? '',
        rule: 'not a date D-Mon-YYYY',
        todo: 'correct the date',
      });
      return [];
    }
    return header.slice(1).flatMap((name, i) => {
      const cm = readNumber(row.cells[i + 1]);
      if (cm === 'missing') return [];
      if (cm === 'bad' || cm < 0 || cm > DEEPEST_CM) {
        rejected.push({
          file,
          where: `line ${row.line}`,
          column: name,
          found: row.cells[i + 1] ?? '',
          rule: `not a thaw depth in cm (0-${DEEPEST_CM})`,
          todo: 'correct the cell',
        });
        return [];
      }
      return [{ site: name.replace(/^thaw depth\s+/i, '').toLowerCase(), date, m: metresFromCm(cm), line: row.line }];
    });
  });
  return [...groupBy(readings, (r) => `${r.site} ${r.date.toISOString()}`).values()].map((of) => {
    const [first] = of as [(typeof of)[number], ...typeof of];
    const mean = of.reduce((s, r) => s + r.m, 0) / of.length;
    const sd = of.length > 1 ? Math.sqrt(of.reduce((s, r) => s + (r.m - mean) ** 2, 0) / (of.length - 1)) : Number.NaN;
    return { site: first.site, date: first.date, mean, sd, n: of.length, origin: `${file}:${first.line}` };
  });
}

/** The same by date already: `date, unburned_count, unburned_mean, unburned_std, …` in cm. */
export function summaryByDate(
  header: readonly string[],
  rows: readonly CsvRow[],
  file: string,
  rejected: Rejection[],
): DatedThaw[] {
  const sites = header.flatMap((h, i) =>
    h.endsWith('_mean')
      ? [
          {
            site: h.slice(0, -5),
            mean: i,
            count: header.indexOf(h.replace('_mean', '_count')),
            sd: header.indexOf(h.replace('_mean', '_std')),
          },
        ]
      : [],
  );
  return rows.flatMap((row) => {
    const date = parseDay(row.cells[0] ?? '');
    if (!date)
      rejected.push({
        file,
        where: `line ${row.line}`,
        column: 'date',
        found: row.cells[0] ?? '',
        rule: 'not a date',
        todo: 'correct the date',
      });
    return sites.flatMap((s) => {
      const [mean, n, sd] = [s.mean, s.count, s.sd].map((i) => readNumber(row.cells[i]));
      if (!date || typeof mean !== 'number' || typeof n !== 'number') return [];
      if (!(mean >= 0 && mean <= DEEPEST_CM && n >= 1)) {
        rejected.push({
          file,
          where: `line ${row.line}`,
          column: header[s.mean] ?? '',
          found: `${mean} of ${n} points`,
          rule: `not a mean thaw depth in cm (0-${DEEPEST_CM}) of points`,
          todo: 'correct the cell',
        });
        return [];
      }
      return [
        {
          site: s.site,
          date,
          mean: metresFromCm(mean),
          sd: typeof sd === 'number' && sd >= 0 && sd <= DEEPEST_CM ? metresFromCm(sd) : Number.NaN,
          n,
          origin: `${file}:${row.line}`,
        },
      ];
    });
  });
}

const PROBE_SD = 0.03;

/** `alt` for a year's last visit in August to October, `thaw_depth` for the others; one mean a place and day. */
export function thawObservations(
  thaw: readonly DatedThaw[],
  sites: ReadonlyMap<string, BurnSite>,
  rank: number,
): Observed[] {
  return [...groupBy(thaw, (t) => t.site).values()].flatMap((of) => {
    const days = of.map((t) => t.date);
    return of.flatMap((t): Observed[] => {
      const site = sites.get(t.site);
      if (!site) return [];
      const day = t.date.toISOString().slice(0, 10);
      const alt = isSeasonEnd(t.date, days);
      return [
        {
          variable: alt ? 'alt' : 'thaw_depth',
          lat: site.lat,
          lon: site.lon,
          locationSd: 600, // two decimals of a degree
          month: monthOfDate(t.date),
          value: t.mean,
          uncertainty: Math.hypot(PROBE_SD, Number.isNaN(t.sd) ? 0 : t.sd / Math.sqrt(t.n)),
          filled: 0,
          flag: 'ok',
          site: `anaktuvuk/${site.name}`,
          method: `thaw probe, ${t.n} points, sd between points ${t.sd.toFixed(3)} m, ${day}`,
          source: 'anaktuvuk',
          origin: t.origin,
          identity: `thaw/${t.site}/${day}`,
          rank,
        },
      ];
    });
  });
}
