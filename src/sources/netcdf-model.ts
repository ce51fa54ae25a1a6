export type Attribute = string | number | readonly number[];

/** Half-open interval of indices along one dimension. */
export type Span = readonly [from: number, to: number];

/** Columns of a table by name, one value a row. */
export type Records = Readonly<Record<string, readonly (number | string)[]>>;

/** One array of a netCDF or HDF5 file, as stored; nothing is decoded here. */
export interface NetcdfVariable {
  /** Path inside the file without a leading slash. */
  readonly name: string;
  readonly shape: readonly number[];
  readonly attributes: Readonly<Record<string, Attribute>>;
  /** Names of its dimensions, `''` where the file gives none. */
  readonly dimensions?: readonly string[];
  /** Shape of its chunks, where it is stored in chunks: what can be read at one go without reading anything twice. */
  readonly chunk?: readonly number[];
  /** Stored numbers, last axis fastest; undefined for text and compound types. */
  read(): Float64Array | undefined;
  /** The same for a box, one span a dimension, as a new array; nothing else of the variable is held in memory. */
  slab?(box: readonly Span[]): Float64Array | undefined;
  /** Texts of a string array; undefined for other types. */
  texts?(): string[] | undefined;
  /** Columns of a compound type; undefined for other types. */
  records?(): Records | undefined;
}

export interface Netcdf {
  readonly format: 'classic' | 'hdf5';
  readonly attributes: Readonly<Record<string, Attribute>>;
  readonly variables: readonly NetcdfVariable[];
  /** Attributes of groups by path, without a leading slash; the root's own are `attributes`. */
  readonly groups?: Readonly<Record<string, Readonly<Record<string, Attribute>>>>;
  /** Paths of arrays and groups that could not be opened; what else the file holds is good. */
  readonly lost?: readonly string[];
  close(): void;
}

/** The fill of the netCDF library for floats, which files hold without declaring it. */
const DEFAULT_FILL = 9.969209968386869e36;

/** Stored number to value, NaN where it stands for nothing. */
export type Decoder = (stored: number) => number;

/**
 * Fill, scale and offset of a variable: `_FillValue` and `missing_value` count, also as text, with a tolerance of float32, and so do
 * the library's default fill and anything outside `valid_min`, `valid_max`, `valid_range`. Fills are looked for among stored
 * numbers, before scale and offset.
 */
export function decoderOf({ attributes }: NetcdfVariable): Decoder {
  const fills = [attributes._FillValue, attributes.missing_value].flatMap(numbers).filter((f) => !Number.isNaN(f));
  const scale = numbers(attributes.scale_factor)[0] ?? 1;
  const offset = numbers(attributes.add_offset)[0] ?? 0;
  const [low, high] = validRange(attributes);
  return (x) => {
    if (!Number.isFinite(x) || x >= DEFAULT_FILL * 0.999 || x < low || x > high) return Number.NaN;
    for (const f of fills) if (Math.abs(x - f) <= 1e-6 * Math.abs(f)) return Number.NaN;
    return x * scale + offset;
  };
}

function validRange(attributes: NetcdfVariable['attributes']): [number, number] {
  const range = numbers(attributes.valid_range);
  const low = range[0] ?? numbers(attributes.valid_min)[0] ?? Number.NEGATIVE_INFINITY;
  const high = range[1] ?? numbers(attributes.valid_max)[0] ?? Number.POSITIVE_INFINITY;
  return low <= high ? [low, high] : [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
}

/** Values of a whole variable, NaN where there is none; undefined for text. */
export function decodeValues(variable: NetcdfVariable): Float64Array | undefined {
  return variable.read()?.map(decoderOf(variable));
}

/** Values of a box of a variable, NaN where there is none; undefined for text. */
export function decodeSlab(variable: NetcdfVariable, box: readonly Span[]): Float64Array | undefined {
  const values = variable.slab ? variable.slab(box) : cut(variable.read(), variable.shape, box);
  const decode = decoderOf(variable);
  // In place: boxes are as large as memory allows, and nobody else holds this one.
  if (values) for (let i = 0; i < values.length; i++) values[i] = decode(values[i] as number);
  return values;
}

/** A box cut from a whole array. */
function cut(all: Float64Array | undefined, shape: readonly number[], box: readonly Span[]): Float64Array | undefined {
  if (!all) return undefined;
  const sizes = box.map(([from, to]) => to - from);
  return new Float64Array(sizes.reduce((a, b) => a * b, 1)).map((_, i) => {
    let [rest, at, stride] = [i, 0, 1];
    for (let d = shape.length - 1; d >= 0; d--) {
      const size = sizes[d] as number;
      at += ((box[d] as Span)[0] + (rest % size)) * stride;
      rest = Math.floor(rest / size);
      stride *= shape[d] as number;
    }
    return all[at] as number;
  });
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
