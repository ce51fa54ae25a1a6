import { halfStepOf } from '../coordinate.ts';
import { readNumber } from '../number.ts';
import { RejectionList } from '../rejection-list.ts';
import type { Source } from '../source.ts';
import { Columns, readTextTable } from '../text-table.ts';
import { isSamePlace, usualPlace } from '../usual-place.ts';
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
    const rejected = new RejectionList();
    const sites = new Map<string, PlacedSite>();
    for (const row of table.rows) {
      const where = `line ${row.line}`;
      const get = (name: string) => columns.text(row, name);
      const [lat, lon, year, cm] = ['lat', 'lon', 'year', 'alt_cm'].map((c) => readNumber(get(c)));
      if (cm === 'missing') continue;
      const wrong = wrongColumn(lat, lon, year, cm);
      if (wrong) {
        rejected.add({
          file: file.name,
          where,
          column: wrong.column,
          found: get(wrong.column),
          ...(wrong.placed ? { at: { lat: lat as number, lon: lon as number } } : {}),
          rule: wrong.rule,
          todo: 'correct the cell or delete the row',
        });
        continue;
      }
      const name = get('name').replace(/\s+/g, ' ');
      const key = calmKey(get('code'), name);
      const site = sites.get(key) ?? { code: get('code'), name, method: get('method'), values: [] };
      site.values.push({
        year: year as number,
        cm: cm as number,
        marked: get('flag') === '*',
        origin: `${file.name}:${row.line}`,
        line: row.line,
        lat: lat as number,
        lon: lon as number,
        // The tidied table holds degrees and minutes as decimals: four decimals of a rounded minute are no better than the minute.
        halfLat: Math.max(halfStepOf(get('lat')), isWholeMinute(lat as number) ? 1 / 120 : 0),
        halfLon: Math.max(halfStepOf(get('lon')), isWholeMinute(lon as number) ? 1 / 120 : 0),
      });
      sites.set(key, site);
    }
    const all = [...sites.values()].map((site) => standing(site, file.name, rejected));
    return {
      observations: observedOf(all, 1),
      series: [],
      grids: [],
      rejected: [...table.ragged, ...rejected.all()],
      notes: notesOf(all),
      provenance: { ...CALM_PROVENANCE, file: file.name },
    };
  },
};

interface PlacedValue extends CalmValue {
  readonly line: number;
  readonly lat: number;
  readonly lon: number;
  readonly halfLat: number;
  readonly halfLon: number;
}
type PlacedSite = Pick<CalmSite, 'code' | 'name' | 'method'> & { readonly values: PlacedValue[] };

/** A site stands where most of its rows say; a row that puts it elsewhere is wrong in its position or its name. */
function standing(site: PlacedSite, file: string, rejected: RejectionList): CalmSite {
  const { lat, lon, halfLat, halfLon } = usualPlace(site.values as [PlacedValue, ...PlacedValue[]]);
  const values = site.values.filter((v) => {
    const near = isSamePlace(v, { lat, lon });
    if (!near)
      rejected.add({
        file,
        where: `line ${v.line}`,
        column: 'lat, lon',
        found: `${v.lat}, ${v.lon}`,
        at: { lat: v.lat, lon: v.lon },
        rule: `${site.code} ${site.name} stands at ${lat}, ${lon} in its other rows`,
        todo: 'correct the coordinates or the name of the site',
      });
    return near;
  });
  return { ...site, lat, lon, halfLat, halfLon, values };
}

const isWholeMinute = (degrees: number): boolean => Math.abs(degrees * 60 - Math.round(degrees * 60)) < 0.004;

type Read = ReturnType<typeof readNumber> | undefined;

function wrongColumn(
  lat: Read,
  lon: Read,
  year: Read,
  cm: Read,
): { readonly column: string; readonly rule: string; readonly placed: boolean } | undefined {
  const wrong = (column: string, rule: string, placed: boolean) => ({ column, rule, placed });
  if (typeof lat !== 'number' || Math.abs(lat) > 90) return wrong('lat', 'not a latitude', false);
  if (typeof lon !== 'number' || Math.abs(lon) > 180) return wrong('lon', 'not a longitude in -180 to 180', false);
  if (typeof year !== 'number' || !Number.isInteger(year) || year < 1900 || year > 2200)
    return wrong('year', 'not a year', true);
  if (typeof cm !== 'number' || cm < 0 || cm > 500) return wrong('alt_cm', 'not a thaw depth in cm (0-500)', true);
  return undefined;
}
