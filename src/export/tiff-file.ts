import { zlibSync } from 'fflate';
import type { Sink } from './sink.ts';
import { checkSize } from './size-limit.ts';
import { directoryBytes, directorySize, type TiffField } from './tiff-directory.ts';

/** Pixels along one side of a tile. */
export const TILE_PIXELS = 256;
const HEAD = 8;
/** Offsets in a TIFF have 32 bits; what is not yet compressed is taken as it is, to know beforehand. */
const LARGEST_FILE = 2 ** 32 - 2 ** 20;

/** A TIFF: little-endian, tiled, deflated with a predictor, a plane for each band, and smaller images of it, as GDAL calls overviews. */
export interface TiffOrder {
  readonly rows: number;
  readonly cols: number;
  readonly bands: number;
  readonly type: 'int16' | 'float32';
  /** Bands one after another, `[row, col]`. */
  readonly values: AsyncIterable<Int16Array | Float32Array>;
  /** A band of half the rows and columns, rounded up. */
  readonly halve: (
    values: Int16Array | Float32Array,
    rows: number,
    cols: number,
    band: number,
  ) => Int16Array | Float32Array;
  /** Tags besides those that the layout needs. */
  readonly fields: readonly TiffField[];
  /** Of these, what overviews repeat: how to read a value, not where it lies. */
  readonly shared: readonly number[];
}

interface Image {
  readonly rows: number;
  readonly cols: number;
  readonly down: number;
  readonly across: number;
  readonly offsets: number[];
  readonly sizes: number[];
}

/**
 * Head and directories come first, then tiles as bands come: the sizes of directories are known beforehand, what they hold is not.
 * @throws BadRequest when the file could be larger than the limit or than a TIFF may be
 * @see TIFF 6.0; Adobe, TIFF Technical Note 3 (floating point predictor)
 */
export async function writeTiff(order: TiffOrder, sink: Sink, limit: number): Promise<void> {
  const images = imagesOf(order);
  const width = order.type === 'int16' ? 2 : 4;
  const raw = images.reduce((n, i) => n + i.down * i.across, 0) * order.bands * TILE_PIXELS ** 2 * width;
  checkSize(raw, Math.min(limit, LARGEST_FILE));
  const sized = images.map((image, i) => directorySize(fieldsOf(order, image, i > 0)));
  let at = HEAD + sized.reduce((a, b) => a + b, 0);
  await sink.write(new Uint8Array(at));
  let band = 0;
  for await (const whole of order.values) {
    let [values, rows, cols] = [whole, order.rows, order.cols];
    for (const [i, image] of images.entries()) {
      if (i > 0) [values, rows, cols] = [order.halve(values, rows, cols, band), image.rows, image.cols];
      for (let tile = 0; tile < image.down * image.across; tile++) {
        const bytes = zlibSync(predicted(tileOf(values, image, tile)));
        image.offsets.push(at);
        image.sizes.push(bytes.length);
        at += bytes.length;
        await sink.write(bytes);
      }
    }
    band++;
  }
  if (band !== order.bands) throw new RangeError(`${order.bands} bands were announced, and ${band} given`);
  await sink.rewriteStart(
    headOf(
      images.map((image, i) => fieldsOf(order, image, i > 0)),
      sized,
    ),
  );
}

/** The image itself, then halves of it until one tile holds it. */
function imagesOf({ rows, cols }: TiffOrder): Image[] {
  const images: Image[] = [];
  for (let [r, c] = [rows, cols]; ; [r, c] = [Math.ceil(r / 2), Math.ceil(c / 2)]) {
    images.push({
      rows: r,
      cols: c,
      down: Math.ceil(r / TILE_PIXELS),
      across: Math.ceil(c / TILE_PIXELS),
      offsets: [],
      sizes: [],
    });
    if (Math.max(r, c) <= TILE_PIXELS) return images;
  }
}

function fieldsOf(order: TiffOrder, image: Image, overview: boolean): TiffField[] {
  const { bands, type } = order;
  const tiles = image.down * image.across * bands;
  const perBand = (value: number) => new Array<number>(bands).fill(value);
  const known = (list: readonly number[]) => (list.length === tiles ? list : new Array<number>(tiles).fill(0));
  const own: TiffField[] = [
    [254, 'long', [overview ? 1 : 0]],
    [256, 'long', [image.cols]],
    [257, 'long', [image.rows]],
    [258, 'short', perBand(type === 'int16' ? 16 : 32)],
    [259, 'short', [8]], // deflate
    [262, 'short', [1]], // black is zero
    [277, 'short', [bands]],
    [284, 'short', [bands > 1 ? 2 : 1]], // a plane for each band
    [317, 'short', [type === 'int16' ? 2 : 3]],
    [322, 'long', [TILE_PIXELS]],
    [323, 'long', [TILE_PIXELS]],
    [324, 'long', known(image.offsets)],
    [325, 'long', known(image.sizes)],
    ...(bands > 1 ? ([[338, 'short', perBand(0).slice(1)]] as TiffField[]) : []),
    [339, 'short', perBand(type === 'int16' ? 2 : 3)],
  ];
  const more = overview ? order.fields.filter(([tag]) => order.shared.includes(tag)) : order.fields;
  return [...own, ...more].sort((a, b) => a[0] - b[0]);
}

/** Head and directories, each of which says where the next one is. */
function headOf(directories: readonly TiffField[][], sizes: readonly number[]): Uint8Array {
  const head = new Uint8Array(HEAD + sizes.reduce((a, b) => a + b, 0));
  head.set([0x49, 0x49, 42, 0, HEAD]);
  let at = HEAD;
  directories.forEach((fields, i) => {
    const next = at + (sizes[i] as number);
    head.set(directoryBytes(fields, at, i + 1 < directories.length ? next : 0), at);
    at = next;
  });
  return head;
}

/** One tile, what lies beyond the image repeated from its edge, which deflates best and no reader sees. */
function tileOf(
  values: Int16Array | Float32Array,
  { rows, cols, across }: Image,
  tile: number,
): Int16Array | Float32Array {
  const [row0, col0] = [Math.floor(tile / across) * TILE_PIXELS, (tile % across) * TILE_PIXELS];
  const out = values instanceof Int16Array ? new Int16Array(TILE_PIXELS ** 2) : new Float32Array(TILE_PIXELS ** 2);
  for (let r = 0; r < TILE_PIXELS; r++) {
    const from = Math.min(row0 + r, rows - 1) * cols;
    const part = values.subarray(from + col0, from + Math.min(col0 + TILE_PIXELS, cols));
    out.set(part, r * TILE_PIXELS);
    out.fill(part[part.length - 1] as number, r * TILE_PIXELS + part.length, (r + 1) * TILE_PIXELS);
  }
  return out;
}

/** Differences along each row: of whole numbers, or of the bytes of floats with their highest bytes first. */
function predicted(tile: Int16Array | Float32Array): Uint8Array {
  if (tile instanceof Int16Array) {
    for (let i = tile.length - 1; i > 0; i--)
      if (i % TILE_PIXELS > 0) tile[i] = (tile[i] as number) - (tile[i - 1] as number);
    return new Uint8Array(tile.buffer);
  }
  const bytes = new Uint8Array(tile.buffer);
  const out = new Uint8Array(bytes.length);
  for (let row = 0; row < bytes.length; row += 4 * TILE_PIXELS) {
    for (let i = 0; i < TILE_PIXELS; i++)
      for (let b = 0; b < 4; b++) out[row + b * TILE_PIXELS + i] = bytes[row + 4 * i + 3 - b] as number;
    for (let i = row + 4 * TILE_PIXELS - 1; i > row; i--) out[i] = (out[i] as number) - (out[i - 1] as number);
  }
  return out;
}
