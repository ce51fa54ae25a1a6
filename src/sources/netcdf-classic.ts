import { NetCDFReader } from 'netcdfjs';
import { UnreadableFile } from '../core/error.ts';
import type { Attribute, Netcdf, NetcdfVariable } from './netcdf-model.ts';

/** @throws UnreadableFile when the header does not parse */
export function openClassic(bytes: Uint8Array, name: string): Netcdf {
  let reader: NetCDFReader;
  try {
    reader = new NetCDFReader(bytes);
  } catch (cause) {
    throw new UnreadableFile(
      { file: name, expected: 'a whole netCDF-3 file; the header breaks off or is damaged' },
      cause,
    );
  }
  const variables = [...reader.variables].map((v): NetcdfVariable => {
    const shape = v.dimensions.map((d) => {
      const dimension = reader.dimensions[d];
      return v.record && d === reader.recordDimension.id ? reader.recordDimension.length : (dimension?.size ?? 0);
    });
    return {
      name: v.name,
      shape,
      attributes: Object.fromEntries(asList(v.attributes).map((a) => [a.name, attribute(a.value)])),
      read: () => readNumbers(reader, v.name, name),
    };
  });
  return {
    format: 'classic',
    attributes: Object.fromEntries(asList(reader.globalAttributes).map((a) => [a.name, attribute(a.value)])),
    variables,
    close: () => undefined,
  };
}

function readNumbers(reader: NetCDFReader, variable: string, file: string): Float64Array | undefined {
  let values: (string | number | number[])[];
  try {
    values = reader.getDataVariable(variable);
  } catch (cause) {
    throw new UnreadableFile({ file, expected: `whole data of variable ${variable}; the file breaks off` }, cause);
  }
  const flat = values.flat();
  return flat.every((x) => typeof x === 'number') ? Float64Array.from(flat as number[]) : undefined;
}

/** The parser's own types narrow an empty list to never. */
const asList = (attributes: unknown): { name: string; value: unknown }[] =>
  attributes as { name: string; value: unknown }[];

const attribute = (value: unknown): Attribute =>
  typeof value === 'number' || typeof value === 'string'
    ? value
    : Array.isArray(value) || ArrayBuffer.isView(value)
      ? Array.from(value as ArrayLike<number>, Number)
      : String(value);
