export type Attribute = string | number | readonly number[];

/** One array of a netCDF or HDF5 file, as stored; nothing is decoded here. */
export interface NetcdfVariable {
  /** Path inside the file without a leading slash. */
  readonly name: string;
  readonly shape: readonly number[];
  readonly attributes: Readonly<Record<string, Attribute>>;
  /** Stored numbers, last axis fastest; undefined for text and compound types. */
  read(): Float64Array | undefined;
}

export interface Netcdf {
  readonly format: 'classic' | 'hdf5';
  readonly attributes: Readonly<Record<string, Attribute>>;
  readonly variables: readonly NetcdfVariable[];
  close(): void;
}

/** The fill of the netCDF library for floats, which files hold without declaring it. */
const DEFAULT_FILL = 9.969209968386869e36;

/**
 * Values of a variable with fill, scale and offset applied: NaN where there is none.
 * `_FillValue` and `missing_value` count, also as text, with a tolerance of float32; packed values are unpacked after the fill is found.
 */
export function decodeValues(variable: NetcdfVariable): Float64Array | undefined {
  const raw = variable.read();
  if (!raw) return undefined;
  const fills = [variable.attributes._FillValue, variable.attributes.missing_value].flatMap(numbers);
  const scale = numbers(variable.attributes.scale_factor)[0] ?? 1;
  const offset = numbers(variable.attributes.add_offset)[0] ?? 0;
  const out = new Float64Array(raw.length);
  for (let i = 0; i < raw.length; i++) {
    const x = raw[i] as number;
    const missing =
      !Number.isFinite(x) || x >= DEFAULT_FILL * 0.999 || fills.some((f) => Math.abs(x - f) <= 1e-6 * Math.abs(f));
    out[i] = missing ? Number.NaN : x * scale + offset;
  }
  return out;
}

/** Numbers of an attribute, also when a careless writer stored them as text. */
export function numbers(attribute: Attribute | undefined): number[] {
  if (attribute === undefined) return [];
  if (typeof attribute === 'number') return [attribute];
  if (typeof attribute === 'string') {
    const x = Number(attribute);
    return attribute.trim() === '' || Number.isNaN(x) ? [] : [x];
  }
  return [...attribute];
}

export const text = (attribute: Attribute | undefined): string => (typeof attribute === 'string' ? attribute : '');

/** The variable with this CF `standard_name`, else with one of these names; names come last because files call axes anything. */
export function findVariable(
  file: Netcdf,
  standardName: string,
  names: readonly string[],
  rank?: number,
): NetcdfVariable | undefined {
  const fits = (v: NetcdfVariable) => rank === undefined || v.shape.length === rank;
  return (
    file.variables.find((v) => text(v.attributes.standard_name) === standardName && fits(v)) ??
    file.variables.find((v) => names.includes(v.name) && fits(v))
  );
}
