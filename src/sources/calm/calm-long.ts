import { halfStepOf } from '../coordinate.ts';
import { readNumber } from '../number.ts';
import type { Rejection, Source } from '../source.ts';
import { Columns, readTextTable } from '../text-table.ts';
import { CALM_PROVENANCE, type CalmSite, type CalmValue, calmKey, notesOf, observedOf } from './thaw-record.ts';

const REQUIRED = ['code', 'name', 'lat', 'lon', 'year', 'alt_cm'];

/** CALM as a long table: a row a site and year, thaw depth in cm. */
export const calmLong: Source = {
  id: 'calm-long',
  title: 'CALM, one row a site and year (CSV)',
  probe: ({ text }) => {
    const header = (text.split(/\r?\n/, 1)[0] ?? '').split(',').map((c) => c.trim());
    return REQUIRED.every((c) => header.includes(c)) ? 'certain' : 'no';
  },
  async read({ file }) {
    const table = await readTextTable(file, REQUIRED);
    const columns = new Columns(table.header);
    const rejected: Rejection[] = [...table.ragged];
    const sites = new Map<string, CalmSite & { values: CalmValue[] }>();
    for (const row of table.rows) {
      const where = `line ${row.line}`;
      const get = (name: string) => columns.text(row, name);
      const [lat, lon, year, cm] = ['lat', 'lon', 'year', 'alt_cm'].map((c) => readNumber(get(c)));
      if (cm === 'missing') continue;
      const wrong = wrongColumn(lat, lon, year, cm);
      if (wrong) {
        rejected.push({
          file: file.name,
          where,
          column: wrong.column,
          found: get(wrong.column),
          rule: wrong.rule,
          todo: 'correct the cell or delete the row',
        });
        continue;
      }
      const name = get('name').replace(/\s+/g, ' ');
      const key = calmKey(get('code'), name);
      const site = sites.get(key) ?? {
        code: get('code'),
        name,
        lat: lat as number,
        lon: lon as number,
        // The tidied table holds degrees and minutes as decimals: four decimals of a rounded minute are no better than the minute.
        halfLat: Math.max(halfStepOf(get('lat')), isWholeMinute(lat as number) ? 1 / 120 : 0),
        halfLon: Math.max(halfStepOf(get('lon')), isWholeMinute(lon as number) ? 1 / 120 : 0),
        method: get('method'),
        values: [],
      };
      site.values.push({
        year: year as number,
        cm: cm as number,
        marked: get('flag') === '*',
        origin: `${file.name}:${row.line}`,
      });
      sites.set(key, site);
    }
    const all = [...sites.values()];
    return {
      observations: observedOf(all, 1),
      series: [],
      grids: [],
      rejected,
      notes: notesOf(all),
      provenance: { ...CALM_PROVENANCE, file: file.name },
    };
  },
};

const isWholeMinute = (degrees: number): boolean => Math.abs(degrees * 60 - Math.round(degrees * 60)) < 0.004;

type Read = ReturnType<typeof readNumber> | undefined;

function wrongColumn(lat: Read, lon: Read, year: Read, cm: Read): { column: string; rule: string } | undefined {
  if (typeof lat !== 'number' || Math.abs(lat) > 90) return { column: 'lat', rule: 'not a latitude' };
  if (typeof lon !== 'number' || Math.abs(lon) > 180) return { column: 'lon', rule: 'not a longitude in -180 to 180' };
  if (typeof year !== 'number' || !Number.isInteger(year) || year < 1900 || year > 2200)
    return { column: 'year', rule: 'not a year' };
  if (typeof cm !== 'number' || cm < 0 || cm > 500) return { column: 'alt_cm', rule: 'not a thaw depth in cm (0-500)' };
  return undefined;
}
