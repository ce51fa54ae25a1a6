import { daysIn } from '../core/month.ts';
import { VARIABLES, type Variable, type VariableName } from '../core/variable.ts';
import type { ObservationFlag, ObservationTable, StoreMeta } from '../store/schema.ts';
import { TEXT_COLUMNS } from '../store/table.ts';
import { aboutExport } from './about.ts';
import { type ClassicAttributes, type ClassicVariable, writeClassic } from './classic-file.ts';
import type { Sink } from './sink.ts';

const FLAGS: readonly ObservationFlag[] = ['ok', 'suspect', 'censored', 'modelled'];
const DAY = 86_400_000;
const dayOf = (month: number): number => (Date.UTC(1969, month, 1) - Date.UTC(1969, 0, 1)) / DAY;

/**
 * Observations as a CF discrete sampling geometry of points: one observation a place and month, one variable a quantity with its
 * standard deviation beside it, both missing where the row is of another quantity.
 * @param rows of the table, at least one, in the order in which they leave
 * @param limit most bytes that the file may have
 * @throws BadRequest when it would be larger
 * @see CF-1.11, chapter 9 and appendix H.1
 */
export async function writeNetcdfObservations(
  table: ObservationTable,
  rows: readonly number[],
  meta: StoreMeta,
  sink: Sink,
  options: { readonly when: string; readonly limit: number },
): Promise<void> {
  const { software: _, comment: __, ...about } = aboutExport(meta, `${rows.length} observations`, options.when);
  const texts = TEXT_COLUMNS.filter((name) => name !== 'flag' && name !== 'variable').map((name) =>
    textVariable(
      name === 'group' ? 'site_group' : name, // a word of CDL's own
      rows.map((i) => table[name][i] as string),
    ),
  );
  const names = [...new Set(rows.map((i) => table.variable[i] as VariableName))].sort();
  await writeClassic(
    {
      dimensions: { obs: rows.length, bnds: 2, ...Object.fromEntries(texts.map((t) => [t.dimension, t.length])) },
      attributes: { Conventions: 'CF-1.11', featureType: 'point', ...about },
      variables: [
        ...coordinates(table, rows),
        ...names.flatMap((name) => quantity(name, table, rows)),
        ...shared(table, rows),
        ...texts.map((t) => t.variable),
      ],
    },
    sink,
    options.limit,
  );
}

const numbers = (
  name: string,
  values: Float32Array | Float64Array | Int32Array,
  attributes: ClassicAttributes,
): ClassicVariable => ({
  name,
  type: values instanceof Float64Array ? 'double' : values instanceof Float32Array ? 'float' : 'int',
  dimensions: ['obs'],
  attributes,
  values: [values],
});

function coordinates(table: ObservationTable, rows: readonly number[]): ClassicVariable[] {
  const months = Int32Array.from(rows, (i) => table.month[i] as number);
  const degrees = (name: 'lat' | 'lon', standard: string, units: string) =>
    numbers(
      name,
      Float64Array.from(rows, (i) => table[name][i] as number),
      { standard_name: standard, units },
    );
  return [
    numbers('time', months.map(dayOf), {
      standard_name: 'time',
      long_name: 'first day of the month',
      units: 'days since 1969-01-01 00:00:00',
      calendar: 'proleptic_gregorian',
      bounds: 'time_bnds',
    }),
    {
      name: 'time_bnds',
      type: 'int',
      dimensions: ['obs', 'bnds'],
      attributes: {},
      values: [Int32Array.from([...months].flatMap((m) => [dayOf(m), dayOf(m) + daysIn(m)]))],
    },
    degrees('lat', 'latitude', 'degrees_north'),
    degrees('lon', 'longitude', 'degrees_east'),
  ];
}

const MISSING: ClassicAttributes = { _FillValue: { type: 'float', values: [Number.NaN] } };

function quantity(name: VariableName, table: ObservationTable, rows: readonly number[]): ClassicVariable[] {
  const v: Variable = VARIABLES[name];
  const of = (column: Float32Array) =>
    Float32Array.from(rows, (i) => (table.variable[i] === name ? (column[i] as number) : Number.NaN));
  const about = { ...MISSING, units: v.unit, coordinates: 'time lat lon' };
  const standard = v.standardName === undefined ? [] : [v.standardName];
  return [
    numbers(name, of(table.value), {
      ...about,
      long_name: v.label,
      ...Object.fromEntries(standard.map((s) => ['standard_name', s])),
      ...(v.positive === undefined ? {} : { comment: `positive: ${v.positive}` }),
      ancillary_variables: `${name}_sd flag filled`,
    }),
    numbers(`${name}_sd`, of(table.uncertainty), {
      ...about,
      long_name: `${v.label}: one standard deviation`,
      ...Object.fromEntries(standard.map((s) => ['standard_name', `${s} standard_error`])),
    }),
  ];
}

/** Of soil quantities; missing where depth has no meaning. */
const DEPTH: ClassicAttributes = { units: 'm', positive: 'down', standard_name: 'depth' };

function shared(table: ObservationTable, rows: readonly number[]): ClassicVariable[] {
  const of = (column: Float32Array) => Float32Array.from(rows, (i) => column[i] as number);
  return [
    {
      name: 'flag',
      type: 'byte',
      dimensions: ['obs'],
      attributes: {
        standard_name: 'status_flag',
        long_name: 'only ok is trained on and scored',
        flag_values: { type: 'byte', values: FLAGS.map((_, i) => i) },
        flag_meanings: FLAGS.join(' '),
      },
      values: [Int8Array.from(rows, (i) => FLAGS.indexOf(table.flag[i] as ObservationFlag))],
    },
    numbers('filled', of(table.filled), { ...MISSING, units: '1', long_name: 'share that was gap-filled' }),
    numbers('depth_top', of(table.depthTop), { ...MISSING, ...DEPTH, long_name: 'upper end of the depth measured' }),
    numbers('depth_bottom', of(table.depthBottom), {
      ...MISSING,
      ...DEPTH,
      long_name: 'lower end of the depth measured',
    }),
    numbers('location_sd', of(table.locationSd), {
      ...MISSING,
      units: 'm',
      long_name: 'standard deviation of the position',
    }),
  ];
}

/** Text as characters, UTF-8, filled up with zeros to the longest. */
function textVariable(
  name: string,
  texts: readonly string[],
): { dimension: string; length: number; variable: ClassicVariable } {
  const encoder = new TextEncoder();
  const codeOf = new Map<string, Uint8Array>();
  for (const text of texts) if (!codeOf.has(text)) codeOf.set(text, encoder.encode(text));
  const length = [...codeOf.values()].reduce((most, b) => Math.max(most, b.length), 1);
  const dimension = `${name}_length`;
  const bytes = new Uint8Array(texts.length * length);
  texts.forEach((text, i) => {
    bytes.set(codeOf.get(text) as Uint8Array, i * length);
  });
  const attributes = { long_name: name, _Encoding: 'utf-8' };
  return {
    dimension,
    length,
    variable: { name, type: 'char', dimensions: ['obs', dimension], attributes, values: [bytes] },
  };
}
