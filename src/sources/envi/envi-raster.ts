import { decodeValues, VALUE_SIZE, type ValueKind } from '../raster/decode-values.ts';
import type { PixelWindow, Raster } from '../raster/raster.ts';
import type { InputFile } from '../source.ts';

/** ENVI's numbers for kinds of values; complex ones are left out. */
const KINDS: Readonly<Record<number, ValueKind>> = {
  1: 'u8',
  2: 'i16',
  3: 'i32',
  4: 'f32',
  5: 'f64',
  12: 'u16',
  13: 'u32',
};
const LARGEST_SIDE = 2 ** 20;
const MOST_BANDS = 4096;
/** Bytes read at a time, whatever the number of bands in between. */
const PIECE = 8 * 2 ** 20;

export type EnviRaster = Omit<Raster, 'crs' | 'transform'> & { readonly bands: number };

/**
 * Raw pixels by what the header says, which must fit the length of the binary.
 * @returns a sentence when it does not
 */
export function enviRaster(header: ReadonlyMap<string, string>, binary: InputFile): EnviRaster | string {
  const number = (key: string, usual?: number) => {
    const text = header.get(key);
    return text === undefined ? (usual ?? Number.NaN) : /^\d+$/.test(text.trim()) ? Number(text) : Number.NaN;
  };
  const written = (key: string) => header.get(key)?.slice(0, 40) ?? 'not given';
  const [cols, rows, bands] = [number('samples'), number('lines'), number('bands', 1)];
  const whole = (n: number, most: number) => Number.isInteger(n) && n >= 1 && n <= most;
  if (!whole(cols, LARGEST_SIDE) || !whole(rows, LARGEST_SIDE) || !whole(bands, MOST_BANDS))
    return `samples, lines or bands are no possible sizes: ${written('samples')} x ${written('lines')} x ${written('bands')}`;
  const kind = KINDS[number('data type')];
  if (!kind) return `values of data type ${written('data type')} are not read`;
  const order = (header.get('interleave') ?? 'bsq').toLowerCase();
  if (order !== 'bip' && order !== 'bil' && order !== 'bsq') return `unknown interleave "${order}"`;
  const [offset, byteOrder] = [number('header offset', 0), number('byte order', 0)];
  if (Number.isNaN(offset) || (byteOrder !== 0 && byteOrder !== 1))
    return 'header offset or byte order is no number we know';
  if (header.get('file compression')?.trim() === '1') return 'a packed ENVI file';
  const size = VALUE_SIZE[kind];
  const needed = offset + rows * cols * bands * size;
  if (binary.size !== needed)
    return `${binary.size} bytes, where ${rows} x ${cols} x ${bands} values of ${size} bytes and an offset of ${offset} make ${needed}`;
  const ignored = header.get('data ignore value');
  const none = ignored === undefined ? Number.NaN : kind === 'f32' ? Math.fround(Number(ignored)) : Number(ignored);
  const layout: Layout = { binary, rows, cols, bands, kind, offset, littleEndian: byteOrder === 0, none, order };
  return {
    file: binary.name,
    rows,
    cols,
    bands,
    blockRows: 1,
    blockCols: cols,
    read: (band, window) => readWindow(layout, band, window),
  };
}

interface Layout {
  readonly binary: InputFile;
  readonly rows: number;
  readonly cols: number;
  readonly bands: number;
  readonly kind: ValueKind;
  readonly offset: number;
  readonly littleEndian: boolean;
  readonly none: number;
  readonly order: 'bip' | 'bil' | 'bsq';
}

/** Line by line in pieces of bounded size. */
async function readWindow(l: Layout, band: number, w: PixelWindow): Promise<Float64Array> {
  const size = VALUE_SIZE[l.kind];
  const out = new Float64Array(w.rows * w.cols).fill(Number.NaN);
  // Values from one pixel of a band to the next, from one line to the next, and to the band's first value.
  const [pixel, line, first] =
    l.order === 'bip'
      ? [l.bands, l.cols * l.bands, band]
      : l.order === 'bil'
        ? [1, l.cols * l.bands, band * l.cols]
        : [1, l.cols, band * l.rows * l.cols];
  const rowBytes = ((w.cols - 1) * pixel + 1) * size;
  const whole = l.order !== 'bil' || l.bands === 1 ? Math.max(1, Math.floor(PIECE / (line * size))) : 1;
  for (let r = 0; r < w.rows; r += whole) {
    const rows = Math.min(whole, w.rows - r);
    const at = l.offset + (first + (w.row + r) * line + w.col * pixel) * size;
    const length = Math.min((rows - 1) * line * size + rowBytes, l.binary.size - at);
    const values = decodeValues(await l.binary.bytes(at, length), l.kind, l.littleEndian);
    for (let k = 0; k < rows; k++)
      for (let c = 0; c < w.cols; c++) {
        const v = values[k * line + c * pixel];
        // -9999 is AVIRIS-NG's fill, stated or not
        if (v !== undefined && Number.isFinite(v) && v !== l.none && v !== -9999) out[(r + k) * w.cols + c] = v;
      }
  }
  return out;
}
