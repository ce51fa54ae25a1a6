import { UnreadableFile } from '../../core/error.ts';
import { type Coordinate, parseCoordinate } from '../coordinate.ts';
import { readNumber } from '../number.ts';
import type { Imported, Rejection, Source } from '../source.ts';
import { type Cell, readWorkbook, type Sheet } from '../workbook.ts';
import { CALM_PROVENANCE, type CalmSite, type CalmValue, notesOf, observedOf } from './thaw-record.ts';

/**
 * CALM summary table, Excel 97: prose, then a table a region (title, two header rows, a row a site: code, name, LAT, LONG, method,
 * a column a year), cm. Tables are found by their header `Site Code`, never by row number; the region is the title above.
 */
export const calmSummary: Source = {
  id: 'calm-summary',
  title: 'CALM summary table (.xls)',
  probe: ({ workbook }) => (workbook?.some((s) => s.rows.some(isHeader)) ? 'certain' : 'no'),
  async read({ file, workbook }) {
    const sheets = workbook ?? (await readWorkbook(file));
    const read = sheets.map((sheet) => readSheet(sheet, file.name));
    const sites = read.flatMap((r) => r.sites);
    if (sites.length === 0) {
      throw new UnreadableFile({
        file: file.name,
        expected: 'a CALM summary: a row starting with "Site Code" above rows of sites and years',
      });
    }
    return {
      observations: observedOf(sites, 2),
      series: [],
      grids: [],
      rejected: read.flatMap((r) => r.rejected),
      notes: [...read.flatMap((r) => r.notes), ...notesOf(sites)],
      provenance: { ...CALM_PROVENANCE, file: file.name },
    } satisfies Imported;
  },
};

interface Part {
  readonly sites: CalmSite[];
  readonly rejected: Rejection[];
  readonly notes: string[];
}

const label = (cell: Cell | undefined): string =>
  String(cell ?? '')
    .replace(/[\s\u00a0]+/g, ' ')
    .trim();

const isHeader = (row: readonly Cell[]): boolean => /^site code$/i.test(label(row[0]));

export function readSheet(sheet: Pick<Sheet, 'name' | 'rows'>, file: string): Part {
  const part: Part = { sites: [], rejected: [], notes: [] };
  let columns: ReadonlyMap<number, number> | undefined; // column -> year
  sheet.rows.forEach((row, i) => {
    if (isHeader(row)) {
      columns = yearColumns(sheet.rows[i + 1] ?? []);
      const extra = laterYears(sheet.rows[i + 1] ?? [], columns);
      if (extra > 0)
        part.notes.push(
          `${sheet.name}, row ${i + 2}: ${extra} columns behind a gap have year headings again but hold another, unlabelled quantity; not read`,
        );
      return;
    }
    // A title or prose has nothing but its first cell; the second header row has no code.
    if (!columns || label(row[0]) === '' || row.slice(1).every((c) => label(c) === '')) return;
    readSite(row, i + 1, columns, sheet.name, file, part);
  });
  return part;
}

/** The first unbroken run of years. What follows a gap is something else (CALM-10). */
function yearColumns(header: readonly Cell[]): Map<number, number> {
  const years = new Map<number, number>();
  for (let c = 0; c < header.length; c++) {
    const year = yearOf(header[c]);
    if (year !== undefined) years.set(c, year);
    else if (years.size > 0) break;
  }
  return years;
}

const laterYears = (header: readonly Cell[], used: ReadonlyMap<number, number>): number =>
  header.filter((cell, c) => !used.has(c) && yearOf(cell) !== undefined).length;

function yearOf(cell: Cell | undefined): number | undefined {
  const year = readNumber(cell);
  return typeof year === 'number' && Number.isInteger(year) && year > 1900 && year < 2200 ? year : undefined;
}

function readSite(
  row: readonly Cell[],
  line: number,
  years: ReadonlyMap<number, number>,
  sheet: string,
  file: string,
  part: Part,
): void {
  const code = label(row[0]).replace(/\s+/g, ' ');
  const name = label(row[1]);
  const where = `${sheet}, row ${line}`;
  const lat = parseCoordinate(label(row[2]));
  const lon = parseCoordinate(label(row[3]));
  if (!lat || !lon || Math.abs(lat.degrees) > 90 || Math.abs(lon.degrees) > 180) {
    part.rejected.push({
      file,
      where,
      column: lat ? 'LONG' : 'LAT',
      found: `${label(row[2])} / ${label(row[3])}`,
      rule: 'not a coordinate',
      todo: `write latitude and longitude of ${code} as degrees and minutes or as decimals`,
    });
    return;
  }
  for (const note of [lat.note, lon.note]) if (note) part.notes.push(`${where}: ${note}`);
  const values: CalmValue[] = [];
  for (const [column, year] of years) {
    const value = readValue(row[column]);
    if (value === 'missing') continue;
    if (value === 'bad') {
      part.rejected.push({
        file,
        where,
        column: String(year),
        found: label(row[column]),
        at: { lat: lat.degrees, lon: lon.degrees },
        rule: 'not a thaw depth in cm (0-500)',
        todo: 'give a number, or leave the cell empty',
      });
    } else values.push({ year, ...value, origin: `${file}:${where}` });
  }
  part.sites.push({ code, name, ...degrees(lat, lon), method: label(row[4]), values });
}

const degrees = (lat: Coordinate, lon: Coordinate) => ({
  lat: lat.degrees,
  lon: lon.degrees,
  halfLat: lat.halfStep,
  halfLon: lon.halfStep,
});

/** `30`, `30` with a no-break space, `98*`; a dash or a star alone is missing, never zero. */
function readValue(cell: Cell | undefined): { cm: number; marked: boolean } | 'missing' | 'bad' {
  const marked = typeof cell === 'string' && /\d\s*\*/.test(cell);
  const cm = readNumber(marked ? (cell as string).replace('*', '') : cell);
  if (typeof cm !== 'number') return cm;
  return cm >= 0 && cm <= 500 ? { cm, marked } : 'bad';
}
