import { UnreadableFile } from '../../core/error.ts';
import { isoMonth } from '../../core/month.ts';
import { mmFromInches } from '../../core/unit.ts';
import { VARIABLES, type VariableName } from '../../core/variable.ts';
import { type CsvRow, parseCsv } from '../csv.ts';
import { monthlyMeans } from '../daily-mean.ts';
import { dayOfYear } from '../date-text.ts';
import { decodeText } from '../encoding.ts';
import { readNumber } from '../number.ts';
import { rejectedAt } from '../rejected-at.ts';
import type { Observed, Rejection, Series, Source } from '../source.ts';
import { type KnownPlace, placeInName } from './known-place.ts';

/** Lines of headings above the data; the last one has unique names, the one before it the units (ST-4). */
const HEADINGS = 4;

/** Daily soil climate station of USDA NRCS: four heading lines, temperatures to 98 cm, moisture, air. */
export const soilClimateDaily: Source = {
  id: 'soil-climate-daily',
  title: 'Daily soil climate station (USDA NRCS, CSV)',
  probe: ({ text }) => {
    const lines = text.split(/\r?\n/, HEADINGS);
    return /^\ufeff?"?ID"?,"?YEAR"?,"?DAY"?/.test(lines[0] ?? '') && /site\.ID,year,DOY/.test(lines[3] ?? '')
      ? 'certain'
      : 'no';
  },
  async read({ file }) {
    const { rows } = parseCsv(decodeText(await file.bytes()).text, ',');
    const [units, names] = [rows[HEADINGS - 2], rows[HEADINGS - 1]];
    const place = placeInName(units?.cells[0] ?? '');
    if (!units || !names || new Set(names.cells).size !== names.cells.length)
      throw new UnreadableFile({ file: file.name, expected: 'four heading lines, the last with unique names' });
    if (!place)
      throw new UnreadableFile({
        file: file.name,
        line: HEADINGS - 1,
        expected: 'the name of a station we know the position of',
      });
    const rejected: Rejection[] = [];
    const columns = columnsOf(names.cells, units.cells, file.name, rejected);
    const read = columns.map((c) => ({
      ...c,
      months: monthlyOf(rows.slice(HEADINGS), c, names.cells.length, file.name, rejected),
    }));
    const observations = read
      .filter((c) => c.variable === 't_soil')
      .flatMap((c) => soilObservations(c, place, file.name));
    const series = read.filter((c) => c.variable === 't_air').map((c): Series => seriesOf(c, place, file.name));
    return {
      observations,
      series: series.filter((s) => s.month.length > 0),
      grids: [],
      rejected: rejectedAt(place, rejected),
      notes: [
        `position of ${place.name}: the file gives none; precipitation of this logger has no snow and is not used`,
      ],
      provenance: {
        source: 'soil-climate',
        file: file.name,
        publisher: 'USDA NRCS',
        citation: 'USDA Natural Resources Conservation Service, soil climate station Toolik',
      },
    };
  },
};

interface Column {
  readonly at: number;
  readonly name: string;
  readonly variable: VariableName;
  readonly depth: number;
  readonly convert: (x: number) => number;
}

/** Columns we use: air and the soil temperatures of the thermistor string; unit from the unit line (ST-5), depth from the name in mm. */
function columnsOf(names: readonly string[], units: readonly string[], file: string, rejected: Rejection[]): Column[] {
  return names.flatMap((name, at): Column[] => {
    const depth = /^temp\.soil\.(\d+)mm\.C$/.exec(name)?.[1];
    const variable: VariableName | undefined =
      depth !== undefined ? 't_soil' : name === 'temp.air.C' ? 't_air' : name === 'precip.in' ? 'precip' : undefined;
    if (!variable) return [];
    const unit = (units[at] ?? '').trim();
    const convert = unit === 'deg C' ? (x: number) => x : unit === 'in' ? mmFromInches : undefined;
    if (!convert) {
      rejected.push({
        file,
        where: `line ${HEADINGS - 1}`,
        column: name,
        found: unit,
        rule: 'unknown unit',
        todo: 'write deg C or in on the unit line',
      });
      return [];
    }
    return [{ at, name, variable, depth: Number(depth ?? 0) / 1000, convert }];
  });
}

function monthlyOf(
  rows: readonly CsvRow[],
  c: Column,
  fields: number,
  file: string,
  rejected: Rejection[],
): ReturnType<typeof monthlyMeans> {
  const [low, high] = VARIABLES[c.variable].range;
  const days = rows.flatMap((row) => {
    if (row.cells.length !== fields) {
      if (c.variable === 't_air')
        rejected.push({
          file,
          where: `line ${row.line}`,
          found: `${row.cells.length} fields`,
          rule: `the heading has ${fields}`,
          todo: 'mend the row',
        });
      return [];
    }
    const [year, doy] = [Number(row.cells[1]), Number(row.cells[2])];
    const x = readNumber(row.cells[c.at]);
    if (x === 'missing') return [];
    const y = x === 'bad' ? Number.NaN : c.convert(x);
    const date = dayOfYear(year, doy);
    if (!(y >= low && y <= high) || !date) {
      rejected.push({
        file,
        where: `line ${row.line}`,
        column: c.name,
        found: row.cells[c.at] ?? '',
        rule: `not a value in ${low} to ${high} on a day of a year`,
        todo: 'correct or delete the cell',
      });
      return [];
    }
    return [{ date, value: y }];
  });
  return monthlyMeans(days);
}

type Read = Column & { readonly months: ReturnType<typeof monthlyMeans> };

const soilObservations = (c: Read, place: KnownPlace, file: string): Observed[] =>
  c.months.map((m) => ({
    variable: 't_soil',
    lat: place.lat,
    lon: place.lon,
    locationSd: 500,
    month: m.month,
    value: m.mean,
    uncertainty: 0.2,
    filled: 0,
    flag: 'ok',
    site: `soil-climate/${place.name}`,
    method: `thermistor ${c.depth} m below the surface, mean of ${m.days} days`,
    source: 'soil-climate',
    origin: `${file}:${c.name}`,
    identity: `t_soil/${place.name}/${c.name}/${isoMonth(m.month)}`,
    rank: 1,
  }));

const seriesOf = (c: Read, place: KnownPlace, file: string): Series => {
  const whole = c.months.filter((m) => m.days >= 20); // a driver must stand for the month
  return {
    site: `soil-climate/${place.name}`,
    name: `${place.name} soil climate station`,
    lat: place.lat,
    lon: place.lon,
    elevation: Number.NaN,
    variable: c.variable,
    month: Int32Array.from(whole, (m) => m.month),
    value: Float32Array.from(whole, (m) => m.mean),
    source: 'soil-climate',
    origin: file,
  };
};
