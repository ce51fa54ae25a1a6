/** Kinds of numbers that raw rasters are made of. */
export type ValueKind = 'u8' | 'i16' | 'u16' | 'i32' | 'u32' | 'f32' | 'f64';

export const VALUE_SIZE: Readonly<Record<ValueKind, number>> = {
  u8: 1,
  i16: 2,
  u16: 2,
  i32: 4,
  u32: 4,
  f32: 4,
  f64: 8,
};

/** Numbers from raw bytes, as many as are whole. */
export function decodeValues(bytes: Uint8Array, kind: ValueKind, littleEndian: boolean): Float64Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = VALUE_SIZE[kind];
  const out = new Float64Array(Math.floor(bytes.length / size));
  const read = READERS[kind];
  for (let i = 0; i < out.length; i++) out[i] = read(view, i * size, littleEndian);
  return out;
}

const READERS: Readonly<Record<ValueKind, (v: DataView, at: number, little: boolean) => number>> = {
  u8: (v, at) => v.getUint8(at),
  i16: (v, at, little) => v.getInt16(at, little),
  u16: (v, at, little) => v.getUint16(at, little),
  i32: (v, at, little) => v.getInt32(at, little),
  u32: (v, at, little) => v.getUint32(at, little),
  f32: (v, at, little) => v.getFloat32(at, little),
  f64: (v, at, little) => v.getFloat64(at, little),
};
