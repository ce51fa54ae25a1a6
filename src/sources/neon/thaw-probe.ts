import { UnreadableFile } from '../../core/error.ts';
import { monthOfDate } from '../../core/month.ts';
import type { Provenance } from '../../store/schema.ts';
import { halfStepOf, roundingSd } from '../coordinate.ts';
import type { CsvRow } from '../csv.ts';
import { parseWrittenDate } from '../date-text.ts';
import { groupBy } from '../group-by.ts';
import { convertUnit, readUnit } from '../mapped-csv/convert-unit.ts';
import { mappingFor } from '../mapped-csv/mapping-for.ts';
import { readMapped } from '../mapped-csv/read-mapped.ts';
import { medianOf } from '../median.ts';
import { readNumber } from '../number.ts';
import { RejectionList } from '../rejection-list.ts';
import { isSeasonEnd } from '../season-end.ts';
import type { InputFile, Observed, Source } from '../source.ts';
import { Columns, readTextTable } from '../text-table.ts';

const PROVENANCE: Provenance = {
  source: 'neon-thaw-probe',
  publisher: 'National Ecological Observatory Network (NEON)',
  citation: 'NEON, thaw depth by probe, data product DP1.20099.001; cite release and date of access',
  licence: 'CC0 1.0',
  note: 'Mean of up to ten probings a place and day; unit from the variables file of the download.',
};

const REQUIRED = ['siteID', 'decimalLatitude', 'decimalLongitude', 'collectDate', 'thawProbeDepthAverage'];
const PROBES = Array.from({ length: 10 }, (_, i) => `thawProbeDepth${i + 1}`);
/** Mechanical probe, m, one sd; assumed (SOURCES.md, 3.3). */
const PROBE_SD = 0.03;
const DEEP = 1.2;

/** NEON thaw probes: a row a place and day, ten probings, their average and sd. */
export const neonThawProbe: Source = {
  id: 'neon-thaw-probe',
  title: 'NEON thaw depth by probe (CSV, DP1.20099.001)',
  probe: ({ text }) => {
    const header = (text.split(/\r?\n/, 1)[0] ?? '').split(',').map((c) => c.trim().replace(/^"|"$/g, ''));
    return REQUIRED.every((c) => header.includes(c)) ? 'certain' : 'no';
  },
  async read(candidate, companions, signal) {
    const { file } = candidate;
    const given = await mappingFor(file.name, companions);
    if (given) return readMapped(candidate, given, { source: 'neon', rank: 1, provenance: PROVENANCE }, signal);
    const table = await readTextTable(file, REQUIRED);
    const columns = new Columns(table.header);
    const unit = await unitOf(companions);
    const convert = unit && convertUnit('thaw_depth', unit.unit);
    if (!convert) throw unitQuestion(file.name, table.rows, columns);
    const rejected = new RejectionList();
    for (const r of table.ragged) rejected.add(r);
    const probed = table.rows.flatMap((row) => {
      const found = readRow(row, columns, (x) => convert(x, 0));
      if (found === 'empty') return [];
      if ('value' in found) return [found];
      rejected.add({
        file: file.name,
        where: `line ${row.line}`,
        found: columns.text(row, found.column),
        ...found,
        ...placeOf(row, columns),
        todo: 'correct the cell',
      });
      return [];
    });
    return {
      observations: observedOf(probed, file.name),
      series: [],
      grids: [],
      rejected: rejected.all(),
      notes: [`thaw depth in ${unit.unit} as ${unit.file} says; distance to water not read`],
      provenance: { ...PROVENANCE, file: file.name },
      used: [unit.file],
    };
  },
};

/** Where a row belongs, if it says. */
function placeOf(row: CsvRow, columns: Columns): { readonly at?: { readonly lat: number; readonly lon: number } } {
  const [lat, lon] = ['decimalLatitude', 'decimalLongitude'].map((c) => readNumber(columns.text(row, c)));
  const inside = typeof lat === 'number' && typeof lon === 'number' && Math.abs(lat) <= 90 && Math.abs(lon) <= 180;
  return inside ? { at: { lat, lon } } : {};
}

/** The download's own list of fields: `fieldName, …, units`. */
async function unitOf(
  companions: readonly InputFile[],
): Promise<{ readonly unit: string; readonly file: string } | undefined> {
  for (const file of companions) {
    if (file.size > 5e6 || !/variables[^/]*\.csv$/i.test(file.name)) continue;
    const table = await readTextTable(file, []);
    const columns = new Columns(table.header);
    const row = table.rows.find((r) => columns.text(r, 'fieldName') === 'thawProbeDepthAverage');
    const unit = row && readUnit(columns.text(row, 'units'));
    if (unit) return { unit, file: file.name };
  }
  return undefined;
}

function unitQuestion(file: string, rows: readonly CsvRow[], columns: Columns): UnreadableFile {
  const middle = medianOf(
    rows.flatMap((r) => {
      const x = readNumber(columns.text(r, 'thawProbeDepthAverage'));
      return typeof x === 'number' ? [Math.abs(x)] : [];
    }),
  );
  const looks = middle < 4 ? 'metres' : 'centimetres';
  return new UnreadableFile({
    file,
    expected: `the unit of thaw depth: the table does not say it (a median of ${Number(middle.toPrecision(3))} looks like ${looks}). Put the variables file of the same download beside it, or a column mapping`,
  });
}

interface Probed {
  readonly site: string;
  readonly date: Date;
  readonly lat: number;
  readonly lon: number;
  readonly locationSd: number;
  readonly value: number;
  readonly sd: number;
  readonly n: number;
  readonly doubtful: boolean;
  readonly line: number;
}

function readRow(
  row: CsvRow,
  columns: Columns,
  metres: (x: number) => number,
): Probed | 'empty' | { readonly column: string; readonly rule: string } {
  const number = (name: string) => readNumber(columns.text(row, name));
  const depths = PROBES.flatMap((p) => {
    const x = columns.has(p) ? number(p) : 'missing';
    return typeof x === 'number' ? [x] : [];
  });
  const stated = number('thawProbeDepthAverage');
  if (stated === 'bad') return { column: 'thawProbeDepthAverage', rule: 'not a number' };
  if (stated === 'missing' && depths.length === 0) return 'empty';
  const mean = depths.reduce((s, x) => s + x, 0) / depths.length;
  // An average that does not follow from the probings belongs to something else.
  if (
    stated !== 'missing' &&
    depths.length > 1 &&
    Math.abs(stated - mean) > 0.02 * Math.max(Math.abs(mean), 1e-9) + 0.01
  )
    return { column: 'thawProbeDepthAverage', rule: `the probings of this row average ${Number(mean.toPrecision(4))}` };
  const value = metres(stated === 'missing' ? mean : stated);
  if (!(value >= 0 && value <= 5))
    return { column: 'thawProbeDepthAverage', rule: 'not a thaw depth (0 to 5 m, positive down)' };
  const [lat, lon] = [number('decimalLatitude'), number('decimalLongitude')];
  if (typeof lat !== 'number' || Math.abs(lat) > 90) return { column: 'decimalLatitude', rule: 'not a latitude' };
  if (typeof lon !== 'number' || Math.abs(lon) > 180)
    return { column: 'decimalLongitude', rule: 'not a longitude in -180 to 180' };
  const time = parseWrittenDate(columns.text(row, 'collectDate'));
  if (time?.precision !== 'day') return { column: 'collectDate', rule: 'not a day' };
  const said = number('thawProbeDepthStdDev');
  const spread = Math.sqrt(depths.reduce((s, x) => s + (x - mean) ** 2, 0) / (depths.length - 1));
  const sd = depths.length > 1 ? metres(spread) : typeof said === 'number' ? metres(said) : Number.NaN;
  const flag = columns.text(row, 'dataQF');
  const place = ['plotID', 'namedLocation', 'pointID'].map((c) => columns.text(row, c)).find((t) => t !== '');
  return {
    site: [columns.text(row, 'siteID'), place ?? `${lat} ${lon}`].join('/'),
    date: time.date,
    lat,
    lon,
    locationSd: roundingSd(
      lat,
      halfStepOf(columns.text(row, 'decimalLatitude')),
      halfStepOf(columns.text(row, 'decimalLongitude')),
    ),
    value,
    sd,
    n: Math.max(1, depths.length),
    doubtful: flag !== '' && flag !== '0',
    line: row.line,
  };
}

function observedOf(probed: readonly Probed[], file: string): Observed[] {
  return [...groupBy(probed, (p) => p.site).values()].flatMap((of) => {
    const days = of.map((p) => p.date);
    return of.map((p): Observed => {
      const day = p.date.toISOString().slice(0, 10);
      const variable = isSeasonEnd(p.date, days) ? 'alt' : 'thaw_depth';
      return {
        variable,
        lat: p.lat,
        lon: p.lon,
        locationSd: p.locationSd,
        month: monthOfDate(p.date),
        value: p.value,
        uncertainty: Math.hypot(PROBE_SD, Number.isNaN(p.sd) ? 0 : p.sd / Math.sqrt(p.n)),
        filled: 0,
        flag: p.doubtful || p.value > DEEP ? 'suspect' : 'ok',
        site: `neon/${p.site}`,
        method: `thaw probe, ${p.n} probings, sd ${Number.isNaN(p.sd) ? 'not given' : `${p.sd.toFixed(3)} m`}, ${day}`,
        source: 'neon-thaw-probe',
        origin: `${file}:${p.line}`,
        identity: `${variable}/neon/${p.site}/${p.lat},${p.lon}/${day}`,
        rank: 1,
      };
    });
  });
}
