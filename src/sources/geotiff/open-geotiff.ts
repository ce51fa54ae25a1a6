import { Unzlib } from 'fflate';
import type { GeoTIFFImage } from 'geotiff';
import { UnreadableFile } from '../../core/error.ts';
import { type Affine, isUsable } from '../raster/affine.ts';
import type { Crs } from '../raster/crs.ts';
import type { PixelWindow, Raster } from '../raster/raster.ts';
import type { InputFile } from '../source.ts';
import { type GdalItem, gdalItems } from './gdal-metadata.ts';
import { crsOfGeoKeys } from './geokeys-crs.ts';
import { checkDirectories } from './tiff-scan.ts';

/** A GeoTIFF that is open: its own reference system, if it has one, and what it says of its bands. */
export interface OpenGeotiff {
  /** Without `crs`: the file may lack it, and then a person says. */
  readonly raster: Omit<Raster, 'crs'>;
  readonly crs: Crs | undefined;
  readonly bands: readonly GeotiffBand[];
  readonly items: readonly GdalItem[];
  readonly overviews: number;
}

export interface GeotiffBand {
  readonly description: string;
  readonly unit: string;
  readonly scale: number;
  readonly offset: number;
}

/** A tile or strip that needs more is no raster anyone made. Bytes. */
const LARGEST_TILE = 64 * 2 ** 20;
const LARGEST_SIDE = 2 ** 21;
/** Packed bytes handed to the inflater at a time. */
const PIECE = 32_768;
const MOST_BANDS = 4096;
/** None, LZW, deflate (both numbers), PackBits. */
const COMPRESSIONS = new Set([1, 5, 8, 32946, 32773]);

/**
 * Opens the full-resolution image; overviews are counted and not read, since means are made of all pixels. A mask inside the
 * file is honoured.
 * @throws UnreadableFile when it is damaged, has no place on the ground or is packed in a way we do not read
 */
export async function openGeotiff(file: InputFile): Promise<OpenGeotiff> {
  await checkDirectories(file);
  const tiff = await (await library()).default.fromSource(rangeSource(file));
  const count = await tiff.getImageCount();
  const images = await Promise.all(Array.from({ length: count }, (_, i) => tiff.getImage(i)));
  const [image] = images as [GeoTIFFImage];
  checkImage(image, file);
  const kind = (i: GeoTIFFImage) => Number(i.fileDirectory.getValue('NewSubfileType') ?? 0);
  const mask = images.find((i) => (kind(i) & 4) !== 0 && (kind(i) & 1) === 0 && sameSize(i, image));
  if (mask) checkImage(mask, file);
  const items = image.fileDirectory.hasTag('GDAL_METADATA')
    ? gdalItems(String((await image.fileDirectory.loadValue('GDAL_METADATA')) ?? ''))
    : [];
  const keys: Readonly<Record<string, unknown>> = image.getGeoKeys() ?? {};
  const bands = Array.from({ length: image.getSamplesPerPixel() }, (_, i) => bandOf(i, items));
  const pixels = new Pixels(image, mask, nodataOf(image), bands);
  return {
    raster: {
      file: file.name,
      rows: image.getHeight(),
      cols: image.getWidth(),
      blockRows: Math.min(image.getTileHeight(), image.getHeight()),
      blockCols: Math.min(image.getTileWidth(), image.getWidth()),
      transform: transformOf(image, keys.GTRasterTypeGeoKey === 2, file),
      read: (band, window, signal) => pixels.read(band, window, signal),
    },
    crs: await crsOfGeoKeys(keys),
    bands,
    items,
    overviews: images.filter((i) => (kind(i) & 5) === 1).length,
  };
}

const sameSize = (a: GeoTIFFImage, b: GeoTIFFImage): boolean =>
  a.getWidth() === b.getWidth() && a.getHeight() === b.getHeight();

/** The library, with a deflate that stops where a tile must end: its own would unpack a bomb to the last byte. */
async function library() {
  const geotiff = await import('geotiff');
  class BoundedDeflate extends geotiff.BaseDecoder {
    override decodeBlock(buffer: ArrayBufferLike): ArrayBufferLike {
      const { tileWidth, tileHeight } = this.parameters;
      const out = new Uint8Array(Math.min(LARGEST_TILE, tileWidth * tileHeight * this.#pixelBytes()));
      let at = 0;
      const inflater = new Unzlib((part) => {
        out.set(part.subarray(0, out.length - at), at);
        at += Math.min(part.length, out.length - at);
      });
      const packed = new Uint8Array(buffer);
      for (let i = 0; i < packed.length && at < out.length; i += PIECE)
        inflater.push(packed.subarray(i, i + PIECE), i + PIECE >= packed.length);
      // A short tile stays short: the library then fails on it, where zeros would pass for values.
      return at === out.length ? out.buffer : out.slice(0, at).buffer;
    }
    #pixelBytes(): number {
      const { bitsPerSample } = this.parameters;
      const bits = typeof bitsPerSample === 'number' ? [bitsPerSample] : [...bitsPerSample];
      return Math.max(1, bits.reduce((a, b) => a + b, 0) / 8);
    }
  }
  geotiff.addDecoder([8, 32946], async () => BoundedDeflate, undefined, false);
  return geotiff;
}

/** Reads of the library as ranges of our file; never beyond its end. */
function rangeSource(file: InputFile) {
  const one = async ({ offset, length }: { offset: number; length: number }): Promise<ArrayBufferLike> => {
    const start = Math.min(Math.max(0, offset), file.size);
    return (await file.bytes(start, Math.min(length, file.size - start))).slice().buffer;
  };
  return {
    fileSize: file.size,
    fetch: (slices: { offset: number; length: number }[]) => Promise.all(slices.map(one)),
    fetchSlice: async (slice: { offset: number; length: number }) => ({ ...slice, data: await one(slice) }),
    close: async () => undefined,
  };
}

function checkImage(image: GeoTIFFImage, file: InputFile): void {
  const bad = (expected: string) => new UnreadableFile({ file: file.name, expected });
  const [width, height, bands] = [image.getWidth(), image.getHeight(), image.getSamplesPerPixel()];
  const whole = (x: number, most: number) => Number.isInteger(x) && x >= 1 && x <= most;
  if (!whole(width, LARGEST_SIDE) || !whole(height, LARGEST_SIDE) || !whole(bands, MOST_BANDS))
    throw bad(`an image of a possible size, not ${width} x ${height} with ${bands} bands`);
  const [w, h] = [image.getTileWidth(), image.getTileHeight()];
  if (!whole(w, LARGEST_SIDE) || !whole(h, LARGEST_SIDE)) throw bad('tiles or strips of a possible size');
  const separate = image.planarConfiguration === 2;
  const bytes = w * h * image.getBytesPerPixel();
  if (!(bytes > 0 && bytes <= LARGEST_TILE))
    throw bad('tiles or strips of at most 64 MB: convert with gdal_translate -co TILED=YES');
  const tiles = Math.ceil(width / w) * Math.ceil(height / h) * (separate ? bands : 1);
  if (tiles * 4 > file.size) throw bad(`a file that can list its ${tiles} tiles; it is damaged`);
  const packed = Number(image.fileDirectory.getValue('Compression') ?? 1);
  if (!COMPRESSIONS.has(packed))
    throw bad(
      `deflate, LZW, PackBits or no compression, not kind ${packed}: convert with gdal_translate -co COMPRESS=DEFLATE`,
    );
}

/** GDAL's own text; `nan` is a number too. */
function nodataOf(image: GeoTIFFImage): number | undefined {
  if (!image.fileDirectory.hasTag('GDAL_NODATA')) return undefined;
  const text = String(image.fileDirectory.getValue('GDAL_NODATA')).replaceAll('\0', '').trim();
  return text === '' ? undefined : Number(text);
}

function bandOf(index: number, items: readonly GdalItem[]): GeotiffBand {
  const text = (role: string, name = role) =>
    items.find((i) => i.sample === index && (i.role === role || i.name.toLowerCase() === name))?.text;
  const number = (role: string, usual: number) => {
    const x = Number(text(role) ?? usual);
    return Number.isFinite(x) ? x : Number.NaN; // an unreadable scale makes every value missing, never wrong
  };
  return {
    description: text('description') ?? '',
    unit: text('unittype') ?? text('units') ?? '',
    scale: number('scale', 1),
    offset: number('offset', 0),
  };
}

/** @see OGC 19-008, 7.6: with pixel-is-point the tie lies in the middle of a pixel */
function transformOf(image: GeoTIFFImage, isPoint: boolean, file: InputFile): Affine {
  const d = image.fileDirectory;
  const matrix = d.getValue('ModelTransformation') as ArrayLike<number> | undefined;
  const tie = d.getValue('ModelTiepoint') as ArrayLike<number> | undefined;
  const scale = d.getValue('ModelPixelScale') as ArrayLike<number> | undefined;
  const half = isPoint ? 0.5 : 0;
  let t: Affine | undefined;
  if (matrix && matrix.length >= 8) {
    const [a, b, , c, e, f, , g] = Array.from(matrix) as [
      number,
      number,
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    t = [a, b, c - half * (a + b), e, f, g - half * (e + f)];
  } else if (tie && scale && tie.length === 6 && scale.length >= 2) {
    const [i, j, , x, y] = Array.from(tie) as [number, number, number, number, number];
    const [sx, sy] = [scale[0] as number, scale[1] as number];
    t = [sx, 0, x - (i + half) * sx, 0, -sy, y + (j + half) * sy];
  }
  if (!t || !isUsable(t))
    throw new UnreadableFile({
      file: file.name,
      expected:
        tie && tie.length > 6
          ? 'a raster put on a grid; this one has control points only: warp it first'
          : 'a GeoTIFF that says where it lies',
    });
  return t;
}

class Pixels {
  #sizes: ArrayLike<number> | undefined;
  constructor(
    private readonly image: GeoTIFFImage,
    private readonly mask: GeoTIFFImage | undefined,
    private readonly nodata: number | undefined,
    private readonly bands: readonly GeotiffBand[],
  ) {}

  async read(band: number, w: PixelWindow, signal?: AbortSignal): Promise<Float64Array> {
    const at = {
      window: [w.col, w.row, w.col + w.cols, w.row + w.rows],
      interleave: false as const,
      ...(signal ? { signal } : {}),
    };
    const [raw] = await this.image.readRasters({ ...at, samples: [band] });
    const [seen] = this.mask ? await this.mask.readRasters({ ...at, samples: [0] }) : [undefined];
    const { scale, offset } = this.bands[band] as GeotiffBand;
    const isFloat32 = raw instanceof Float32Array;
    // GDAL writes nodata as text of a double, while the pixels may be float32
    const none = this.nodata !== undefined && isFloat32 ? Math.fround(this.nodata) : this.nodata;
    const out = new Float64Array(w.rows * w.cols).fill(Number.NaN);
    for (let i = 0; i < out.length; i++) {
      const v = (raw as ArrayLike<number>)[i] as number;
      if (v === none || (seen && (seen as ArrayLike<number>)[i] === 0) || !Number.isFinite(v)) continue;
      out[i] = v * scale + offset;
    }
    await this.#blankSparse(out, band, w);
    return out;
  }

  /** A tile of no bytes is missing (GDAL's sparse files); the library hands it out as nodata, or 0 where that is not a number. */
  async #blankSparse(out: Float64Array, band: number, w: PixelWindow): Promise<void> {
    const { image } = this;
    this.#sizes ??= (await image.fileDirectory.loadValue(
      image.isTiled ? 'TileByteCounts' : 'StripByteCounts',
    )) as ArrayLike<number>;
    const [tw, th] = [image.getTileWidth(), image.getTileHeight()];
    const across = Math.ceil(image.getWidth() / tw);
    const plane = image.planarConfiguration === 2 ? band * across * Math.ceil(image.getHeight() / th) : 0;
    for (let ty = Math.floor(w.row / th); ty * th < w.row + w.rows; ty++) {
      for (let tx = Math.floor(w.col / tw); tx * tw < w.col + w.cols; tx++) {
        if (Number(this.#sizes[plane + ty * across + tx] ?? 0) !== 0) continue;
        for (let r = Math.max(w.row, ty * th); r < Math.min(w.row + w.rows, (ty + 1) * th); r++) {
          const at = (r - w.row) * w.cols - w.col;
          out.fill(Number.NaN, at + Math.max(w.col, tx * tw), at + Math.min(w.col + w.cols, (tx + 1) * tw));
        }
      }
    }
  }
}
