import { isVariable } from '../core/variable.ts';
import type { PlainArray } from './coordinates.ts';
import type { ObservationFlag, ObservationTable } from './schema.ts';
import { NUMBER_COLUMNS, TEXT_COLUMNS } from './table.ts';
import { type Attributes, plainArray } from './zarr-json.ts';

/**
 * The observation table as Zarr arrays. A column of numbers is one array; a column of text is two: `site`, int32 codes,
 * and `site_names`, UTF-8 bytes of a JSON list, because the same few texts stand in thousands of rows.
 */
export function columnsOf(table: ObservationTable): Record<string, PlainArray> {
  const arrays: Record<string, PlainArray> = {};
  for (const name of Object.keys(NUMBER_COLUMNS) as (keyof typeof NUMBER_COLUMNS)[]) {
    const values = table[name];
    const type = values instanceof Float64Array ? 'float64' : values instanceof Int32Array ? 'int32' : 'float32';
    arrays[name] = { json: plainArray([table.length], type, NUMBERS[name], ['observation']), values };
  }
  for (const name of TEXT_COLUMNS) {
    const { codes, names } = dictionary(table[name]);
    const bytes = new TextEncoder().encode(JSON.stringify(names));
    const about = { long_name: `${name}: place in the JSON list ${name}_names` };
    arrays[name] = { json: plainArray([codes.length], 'int32', about, ['observation']), values: codes };
    arrays[`${name}_names`] = {
      json: plainArray([bytes.length], 'uint8', { long_name: 'UTF-8 bytes of a JSON list of text' }, [`${name}_bytes`]),
      values: bytes,
    };
  }
  return arrays;
}

const NUMBERS: Readonly<Record<keyof typeof NUMBER_COLUMNS, Attributes>> = {
  lat: { units: 'degrees_north', standard_name: 'latitude' },
  lon: { units: 'degrees_east', standard_name: 'longitude' },
  locationSd: { units: 'm', long_name: 'standard deviation of the position' },
  month: { units: '1', long_name: 'whole months since 1969-01' },
  value: { long_name: 'value, in the unit of the variable' },
  uncertainty: { long_name: 'standard deviation of the value, same unit' },
  filled: { units: '1', long_name: 'share that was gap-filled' },
  depthTop: { units: 'm', long_name: 'upper end of the interval below the surface, soil variables', positive: 'down' },
  depthBottom: {
    units: 'm',
    long_name: 'lower end of the interval below the surface, soil variables',
    positive: 'down',
  },
};

function dictionary(texts: readonly string[]): { codes: Int32Array; names: string[] } {
  const codeOf = new Map<string, number>();
  const codes = Int32Array.from(texts, (text) => {
    const code = codeOf.get(text) ?? codeOf.size;
    codeOf.set(text, code);
    return code;
  });
  return { codes, names: [...codeOf.keys()] };
}

/** Reads a column: numbers as they are, or the reason why it cannot be. */
export type ReadColumn = (name: string) => Promise<Int32Array | Float32Array | Float64Array | Uint8Array>;

/** Why the columns do not make a table. */
export class NotATable extends Error {}

/**
 * @param columns names of those that are there, where the store says
 * @throws NotATable when the columns contradict each other
 */
export async function tableFromColumns(
  length: number,
  read: ReadColumn,
  columns: readonly string[] = [],
): Promise<ObservationTable> {
  const numbers = async <T extends Int32Array | Float32Array | Float64Array>(
    name: string,
    type: new () => T,
  ): Promise<T> => {
    const values = await read(name);
    if (!(values instanceof type) || values.length !== length) {
      throw new NotATable(`${length} numbers in column ${name}`);
    }
    return values;
  };
  /** Stores written before depths were kept have none. */
  const depth = async (name: string): Promise<Float32Array> =>
    columns.includes(name) ? numbers(name, Float32Array) : new Float32Array(length).fill(Number.NaN);
  const texts = async (name: string): Promise<string[]> => {
    const codes = await numbers(name, Int32Array);
    const names: unknown = JSON.parse(new TextDecoder().decode((await read(`${name}_names`)) as Uint8Array));
    if (!Array.isArray(names)) throw new NotATable(`a list of text in ${name}_names`);
    return Array.from(codes, (code) => {
      const text: unknown = names[code];
      if (typeof text !== 'string') throw new NotATable(`text number ${code} in ${name}_names`);
      return text;
    });
  };
  const [lat, lon, locationSd, month, value, uncertainty, filled] = await Promise.all([
    numbers('lat', Float64Array),
    numbers('lon', Float64Array),
    numbers('locationSd', Float32Array),
    numbers('month', Int32Array),
    numbers('value', Float32Array),
    numbers('uncertainty', Float32Array),
    numbers('filled', Float32Array),
  ]);
  const [depthTop, depthBottom] = await Promise.all([depth('depthTop'), depth('depthBottom')]);
  const [flag, variable, site, group, method, source, origin] = await Promise.all(
    ['flag', 'variable', 'site', 'group', 'method', 'source', 'origin'].map(texts) as [
      Promise<string[]>,
      Promise<string[]>,
      Promise<string[]>,
      Promise<string[]>,
      Promise<string[]>,
      Promise<string[]>,
      Promise<string[]>,
    ],
  );
  return {
    length,
    lat,
    lon,
    locationSd,
    month,
    value,
    uncertainty,
    filled,
    depthTop,
    depthBottom,
    flag: flag.map(asFlag),
    variable: variable.map((name) => {
      if (!isVariable(name)) throw new NotATable(`known variables, found ${name}`);
      return name;
    }),
    site,
    group,
    method,
    source,
    origin,
  };
}

const FLAGS: ReadonlySet<string> = new Set<ObservationFlag>(['ok', 'suspect', 'censored', 'modelled']);

function asFlag(text: string): ObservationFlag {
  if (!FLAGS.has(text)) throw new NotATable(`known flags, found ${text}`);
  return text as ObservationFlag;
}
