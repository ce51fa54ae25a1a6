import { isoMonth } from '../../core/month.ts';
import { fractionFromPercent } from '../../core/unit.ts';
import type { CsvRow } from '../csv.ts';
import { monthlyMeans } from '../daily-mean.ts';
import { dayOfYear } from '../date-text.ts';
import { readNumber } from '../number.ts';
import type { Observed, Rejection } from '../source.ts';
import type { BurnSite } from './burn-sites.ts';

/**
 * UTC instant of `Year, Day, Hour_Min` with the clock read as UTC: only months are made of it. `2400` of a day is 0:00 of
 * the next (ARF-6).
 */
export function instantOf(year: number, day: number, hourMinute: number): Date | undefined {
  const [hour, minute] = [Math.floor(hourMinute / 100), hourMinute % 100];
  const date = Number.isInteger(day) && year > 1990 ? dayOfYear(year, day) : undefined;
  if (!date || !(hour >= 0 && hour <= 24 && minute < 60)) return undefined;
  return new Date(date.getTime() + (60 * hour + minute) * 60_000);
}

/** Six points of soil temperature (degC) and moisture (%, ARF-5), 30 or 60 minutes, as monthly means over time and points. */
export function monthlySoil(
  header: readonly string[],
  rows: readonly CsvRow[],
  site: BurnSite,
  file: string,
  rejected: Rejection[],
): Observed[] {
  const columns = (word: RegExp) => header.flatMap((h, i) => (word.test(h) ? [i] : []));
  const at = (name: string) => header.indexOf(name);
  const [year, day, clock] = [at('Year'), at('Day'), at('Hour_Min')];
  const kinds = [
    { variable: 't_soil', columns: columns(/ Temp \d$/), range: [-50, 40], convert: (x: number) => x, sd: 1 },
    { variable: 'vwc', columns: columns(/VWC \d$/), range: [0, 105], convert: fractionFromPercent, sd: 0.05 },
  ] as const;
  return kinds.flatMap((kind) => {
    const readings = rows.flatMap((row) => {
      const date = instantOf(Number(row.cells[year]), Number(row.cells[day]), Number(row.cells[clock]));
      if (!date) {
        if (kind.variable === 't_soil')
          rejected.push({
            file,
            where: `line ${row.line}`,
            column: 'Hour_Min',
            found: `${row.cells[year]} ${row.cells[day]} ${row.cells[clock]}`,
            rule: 'not a time',
            todo: 'correct year, day and clock',
          });
        return [];
      }
      const points = kind.columns.flatMap((c) => {
        const x = readNumber(row.cells[c]);
        if (x === 'missing') return [];
        if (x !== 'bad' && x >= kind.range[0] && x <= kind.range[1]) return [kind.convert(x)];
        rejected.push({
          file,
          where: `line ${row.line}`,
          column: header[c] ?? '',
          found: row.cells[c] ?? '',
          rule: `outside ${kind.range[0]} to ${kind.range[1]}`,
          todo: 'correct or delete the cell',
        });
        return [];
      });
      return points.length === 0 ? [] : [{ date, value: points.reduce((s, v) => s + v, 0) / points.length }];
    });
    return monthlyMeans(readings).map(
      (m): Observed => ({
        variable: kind.variable,
        lat: site.lat,
        lon: site.lon,
        locationSd: 600,
        month: m.month,
        value: m.mean,
        uncertainty: kind.sd,
        filled: 0,
        flag: 'suspect', // the depth of the probes is not stated
        site: `anaktuvuk/${site.name} soil`,
        method: `soil probes at ${kind.columns.length} points, depth not stated, mean of ${m.days} days`,
        source: 'anaktuvuk',
        origin: `${file}:${kind.variable}`,
        identity: `${kind.variable}/anaktuvuk ${site.name} soil/${isoMonth(m.month)}`,
        rank: 1,
      }),
    );
  });
}
