import h5wasm from 'h5wasm';
import type { Attribute } from './netcdf-model.ts';

/** A netCDF file for a test, as it is declared. Nothing of this is shipped. */
export interface Made {
  readonly attributes?: Readonly<Record<string, Attribute>>;
  /** Lengths by name; the one named in `record` is unlimited. */
  readonly dimensions: Readonly<Record<string, number>>;
  readonly record?: string;
  readonly variables: Readonly<Record<string, MadeVariable>>;
}

export interface MadeVariable {
  readonly type: 'short' | 'int' | 'float' | 'double' | 'text';
  readonly dimensions: readonly string[];
  /** Stored numbers, last axis fastest; texts for `text` (HDF5 only). */
  readonly values: ArrayLike<number> | readonly string[];
  readonly attributes?: Readonly<Record<string, Attribute>>;
  /** HDF5 only. */
  readonly chunk?: readonly number[];
}

const TYPE = { short: 3, int: 4, float: 5, double: 6 } as const;
const WIDTH = { short: 2, int: 4, float: 4, double: 8 } as const;
type Numeric = keyof typeof TYPE;

/** netCDF-3 in its 64-bit-offset form. @see netCDF classic format specification */
export function madeClassic({ attributes = {}, dimensions, record, variables }: Made): Uint8Array {
  const names = Object.keys(dimensions);
  const list = Object.entries(variables).filter(([, v]) => v.type !== 'text');
  const isRecord = (v: MadeVariable) => v.dimensions[0] === record && record !== undefined;
  const records = list.filter(([, v]) => isRecord(v));
  const slice = (v: MadeVariable) =>
    v.dimensions
      .slice(isRecord(v) ? 1 : 0)
      .reduce<number>((n, d) => n * (dimensions[d] as number), WIDTH[v.type as Numeric]);
  const pad = (n: number) => Math.ceil(n / 4) * 4;
  const step =
    records.length === 1
      ? slice((records[0] as [string, MadeVariable])[1])
      : records.reduce((n, [, v]) => n + pad(slice(v)), 0);
  const head = (offsets: readonly number[]): number[] => {
    const out: number[] = [0x43, 0x44, 0x46, 2];
    const u32 = (n: number) => out.push((n >>> 24) & 255, (n >>> 16) & 255, (n >>> 8) & 255, n & 255);
    const name = (s: string) => {
      const bytes = [...new TextEncoder().encode(s)];
      u32(bytes.length);
      out.push(...bytes, ...new Array(pad(bytes.length) - bytes.length).fill(0));
    };
    const attrs = (of: Readonly<Record<string, Attribute>>) => {
      const entries = Object.entries(of);
      u32(entries.length ? 12 : 0);
      u32(entries.length);
      for (const [key, value] of entries) {
        name(key);
        if (typeof value === 'string') {
          u32(2);
          name(value);
        } else {
          const numbers = typeof value === 'number' ? [value] : value;
          u32(6);
          u32(numbers.length);
          out.push(...bytesOf(numbers, 'double'));
        }
      }
    };
    u32(record ? (dimensions[record] as number) : 0);
    u32(10);
    u32(names.length);
    for (const d of names) {
      name(d);
      u32(d === record ? 0 : (dimensions[d] as number));
    }
    attrs(attributes);
    u32(11);
    u32(list.length);
    list.forEach(([key, v], i) => {
      name(key);
      u32(v.dimensions.length);
      for (const d of v.dimensions) u32(names.indexOf(d));
      attrs(v.attributes ?? {});
      u32(TYPE[v.type as Numeric]);
      u32(pad(slice(v)));
      u32(0);
      u32(offsets[i] ?? 0);
    });
    return out;
  };
  const offsets: number[] = [];
  let at = head([]).length;
  list.forEach(([, v], i) => {
    if (isRecord(v)) return;
    offsets[i] = at;
    at += pad(slice(v));
  });
  const firstRecord = at;
  list.forEach(([, v], i) => {
    if (!isRecord(v)) return;
    offsets[i] = at;
    at += records.length === 1 ? slice(v) : pad(slice(v));
  });
  const count = record ? (dimensions[record] as number) : 0;
  const out = new Uint8Array(firstRecord + count * step);
  out.set(head(offsets));
  list.forEach(([, v], i) => {
    const bytes = bytesOf(v.values as ArrayLike<number>, v.type as Numeric);
    const n = slice(v);
    if (!isRecord(v)) out.set(bytes, offsets[i]);
    else for (let r = 0; r < count; r++) out.set(bytes.subarray(r * n, (r + 1) * n), (offsets[i] as number) + r * step);
  });
  return out;
}

function bytesOf(values: ArrayLike<number>, type: Numeric): Uint8Array {
  const out = new DataView(new ArrayBuffer(values.length * WIDTH[type]));
  for (let i = 0; i < values.length; i++) {
    const x = values[i] as number;
    if (type === 'short') out.setInt16(2 * i, x);
    else if (type === 'int') out.setInt32(4 * i, x);
    else if (type === 'float') out.setFloat32(4 * i, x);
    else out.setFloat64(8 * i, x);
  }
  return new Uint8Array(out.buffer);
}

const ARRAY = { short: Int16Array, int: Int32Array, float: Float32Array, double: Float64Array } as const;
let made = 0;

/** netCDF-4: HDF5 with dimension scales attached, as the netCDF library writes it. */
export async function madeHdf5({ attributes = {}, dimensions, variables }: Made): Promise<Uint8Array> {
  const { FS } = await h5wasm.ready;
  const path = `/made-${++made}.h5`;
  const file = new h5wasm.File(path, 'w');
  for (const [key, value] of Object.entries(attributes)) file.create_attribute(key, attributeOf(value));
  for (const [name, v] of Object.entries(variables)) {
    const shape = v.dimensions.map((d) => dimensions[d] as number);
    const data = v.type === 'text' ? [...(v.values as string[])] : ARRAY[v.type].from(v.values as ArrayLike<number>);
    const dataset = file.create_dataset({
      name,
      data,
      shape,
      ...(v.chunk ? { chunks: [...v.chunk], compression: 4 } : {}),
    });
    for (const [key, value] of Object.entries(v.attributes ?? {})) dataset.create_attribute(key, attributeOf(value));
    if (v.dimensions.length === 1 && v.dimensions[0] === name) dataset.make_scale(name);
  }
  for (const d of Object.keys(dimensions)) {
    if (variables[d]) continue;
    file.create_dataset({ name: d, data: new Float32Array(dimensions[d] as number) });
    (file.get(d) as InstanceType<typeof h5wasm.Dataset>).make_scale(
      'This is a netCDF dimension but not a netCDF variable.',
    );
  }
  for (const [name, v] of Object.entries(variables))
    v.dimensions.forEach((d, i) => {
      if (d !== name) (file.get(name) as InstanceType<typeof h5wasm.Dataset>).attach_scale(i, d);
    });
  file.close();
  const bytes = FS.readFile(path) as Uint8Array;
  FS.unlink(path);
  return bytes;
}

const attributeOf = (value: Attribute): string | number | number[] | Float64Array =>
  typeof value === 'string' ? value : Float64Array.from(typeof value === 'number' ? [value] : value);
