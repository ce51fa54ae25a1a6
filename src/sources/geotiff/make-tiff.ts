import { zlibSync } from 'fflate';

/** A TIFF for tests, made byte by byte to the specification (TIFF 6.0, OGC 19-008), little-endian, one float32 strip a band row block. */
export interface TiffOrder {
  readonly rows: number;
  readonly cols: number;
  /** `[band][pixel]`. */
  readonly bands: readonly ArrayLike<number>[];
  readonly geoKeys?: readonly (readonly [key: number, value: number])[];
  readonly scale?: readonly number[];
  readonly tie?: readonly number[];
  readonly matrix?: readonly number[];
  readonly nodata?: string;
  readonly metadata?: string;
  readonly deflate?: boolean;
  readonly rowsPerStrip?: number;
  /** Strips without bytes: GDAL's sparse files. */
  readonly sparse?: readonly number[];
  /** A smaller image after the first, as an overview. */
  readonly overview?: boolean;
  readonly big?: boolean;
}

type Field = readonly [tag: number, type: 'short' | 'long' | 'double' | 'ascii', values: readonly number[] | string];

const TYPE = { ascii: 2, short: 3, long: 4, double: 12 } as const;
const SIZE = { ascii: 1, short: 2, long: 4, double: 8 } as const;

/** EPSG:3338 and pixel-is-area, or another code. */
export const projectedKeys = (code: number, isPoint = false): readonly (readonly [number, number])[] => [
  [1024, 1],
  [1025, isPoint ? 2 : 1],
  [3072, code],
];

class Bytes {
  readonly parts: number[] = [];
  put(value: number, size: number, double = false): void {
    const view = new DataView(new ArrayBuffer(8));
    if (double) view.setFloat64(0, value, true);
    else view.setBigUint64(0, BigInt(value), true);
    for (let i = 0; i < size; i++) this.parts.push(view.getUint8(i));
  }
}

export function makeTiff(order: TiffOrder): Uint8Array {
  const { rows, cols, bands, big = false } = order;
  const strip = order.rowsPerStrip ?? rows;
  const blocks: Uint8Array[] = [];
  for (const band of bands)
    for (let r = 0; r < rows; r += strip) {
      const values = Float32Array.from(
        { length: Math.min(strip, rows - r) * cols },
        (_, i) => band[r * cols + i] as number,
      );
      const raw = new Uint8Array(values.buffer);
      blocks.push(order.sparse?.includes(blocks.length) ? new Uint8Array(0) : order.deflate ? zlibSync(raw) : raw);
    }
  let at = big ? 16 : 8;
  const offsets = blocks.map((b) => {
    const here = at;
    at += b.length;
    return b.length === 0 ? 0 : here;
  });
  const fields = fieldsOf(order, strip, offsets, blocks);
  const first = directory(fields, at, big, order.overview ?? false);
  const second = order.overview ? directory(overviewFields(fields), at + first.length, big, false) : new Uint8Array(0);
  const head = new Bytes();
  head.put(0x4949, 2);
  head.put(big ? 43 : 42, 2);
  if (big) head.put(8, 4);
  head.put(at, big ? 8 : 4);
  return Uint8Array.from([...head.parts, ...blocks.flatMap((b) => [...b]), ...first, ...second]);
}

function fieldsOf(order: TiffOrder, strip: number, offsets: number[], blocks: Uint8Array[]): Field[] {
  const { bands, geoKeys } = order;
  const keys = geoKeys
    ? [1, 1, 0, geoKeys.length, ...geoKeys.flatMap(([key, value]) => [key, 0, 1, value])]
    : undefined;
  const optional: (Field | undefined)[] = [
    order.scale && [33550, 'double', order.scale],
    order.tie && [33922, 'double', order.tie],
    order.matrix && [34264, 'double', order.matrix],
    keys && [34735, 'short', keys],
    order.metadata === undefined ? undefined : [42112, 'ascii', `${order.metadata}\0`],
    order.nodata === undefined ? undefined : [42113, 'ascii', `${order.nodata}\0`],
  ];
  return [
    [256, 'long', [order.cols]],
    [257, 'long', [order.rows]],
    [258, 'short', bands.map(() => 32)],
    [259, 'short', [order.deflate ? 8 : 1]],
    [262, 'short', [1]],
    [273, 'long', offsets],
    [277, 'short', [bands.length]],
    [278, 'long', [strip]],
    [279, 'long', blocks.map((b) => b.length)],
    [284, 'short', [bands.length > 1 ? 2 : 1]],
    [339, 'short', bands.map(() => 3)],
    ...optional.filter((f) => f !== undefined),
  ];
}

/** The same pixels called an overview: whoever reads it as data gets them twice. */
const overviewFields = (fields: readonly Field[]): Field[] => [
  [254, 'long', [1]],
  ...fields.filter(([tag]) => tag < 33000),
];

function directory(fields: readonly Field[], at: number, big: boolean, more: boolean): Uint8Array {
  const word = big ? 8 : 4;
  const size = (big ? 8 : 2) + fields.length * (big ? 20 : 12) + word;
  const out = new Bytes();
  const tail = new Bytes();
  out.put(fields.length, big ? 8 : 2);
  for (const [tag, type, values] of fields) {
    const list = typeof values === 'string' ? [...values].map((l) => l.charCodeAt(0)) : values;
    const bytes = new Bytes();
    for (const v of list) bytes.put(v, SIZE[type], type === 'double');
    out.put(tag, 2);
    out.put(TYPE[type], 2);
    out.put(list.length, word);
    const inline = bytes.parts.length <= word;
    if (!inline) out.put(at + size + tail.parts.length, word);
    else for (let i = 0; i < word; i++) out.parts.push(bytes.parts[i] ?? 0);
    if (!inline) tail.parts.push(...bytes.parts);
  }
  out.put(more ? at + size + tail.parts.length : 0, word);
  return Uint8Array.from([...out.parts, ...tail.parts]);
}
