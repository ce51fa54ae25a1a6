import { decodeText } from './encoding.ts';
import { isClassic, isHdf5, openNetcdfFile } from './netcdf.ts';
import type { Netcdf } from './netcdf-model.ts';
import type { ParquetTable } from './parquet/parquet.ts';
import type { InputFile } from './source.ts';
import { parseTarHeader } from './tar-header.ts';
import { readWorkbook, type Sheet } from './workbook.ts';

export type Magic =
  | 'text'
  | 'zip'
  | 'ole'
  | 'hdf5'
  | 'netcdf'
  | 'tiff'
  | 'parquet'
  | 'image'
  | 'gzip'
  | 'tar'
  | 'shapefile'
  | 'binary'
  | 'empty';

/** A file opened far enough for sources to recognise it. */
export interface Candidate {
  readonly file: InputFile;
  readonly magic: Magic;
  /** Beginning of a text file, decoded; empty for anything binary. */
  readonly text: string;
  /** The open file where `magic` is `hdf5` or `netcdf`. */
  readonly netcdf?: Netcdf;
  /** Its sheets where the file is an Excel workbook, old binary (`ole`) or new (`zip`). */
  readonly workbook?: readonly Sheet[];
  /** The open table where `magic` is `parquet`. */
  readonly parquet?: ParquetTable;
  close(): void;
}

const HEAD = 65_536;

/**
 * @throws UnreadableFile when the file calls itself netCDF, HDF5 or an Office document and is damaged
 */
export async function openCandidate(file: InputFile): Promise<Candidate> {
  const head = await file.bytes(0, Math.min(HEAD, file.size));
  const magic = magicOf(head);
  const netcdf = magic === 'hdf5' || magic === 'netcdf' ? await openNetcdfFile(file) : undefined;
  const workbook = magic === 'ole' || (magic === 'zip' && isOffice(head)) ? await readWorkbook(file) : undefined;
  return {
    file,
    magic,
    text: magic === 'text' ? decodeText(untilLastLine(head, file.size)).text : '',
    ...(netcdf ? { netcdf } : {}),
    ...(magic === 'parquet' ? { parquet: await (await import('./parquet/parquet.ts')).openParquet(file) } : {}),
    ...(workbook ? { workbook } : {}),
    close: () => netcdf?.close(),
  };
}

/** A cut in the middle of a multi-byte letter would make UTF-8 look like something else. */
function untilLastLine(head: Uint8Array, size: number): Uint8Array {
  if (head.length === size) return head;
  const end = head.lastIndexOf(10);
  return end > 0 ? head.subarray(0, end) : head;
}

export function magicOf(head: Uint8Array): Magic {
  if (head.length === 0) return 'empty';
  const starts = (...bytes: number[]) => bytes.every((b, i) => head[i] === b);
  if (starts(0x50, 0x4b, 3, 4) || starts(0x50, 0x4b, 5, 6)) return 'zip';
  if (starts(0xd0, 0xcf, 0x11, 0xe0)) return 'ole';
  if (isHdf5(head)) return 'hdf5';
  if (isClassic(head)) return 'netcdf';
  if (starts(0x49, 0x49, 0x2a, 0) || starts(0x4d, 0x4d, 0, 0x2a)) return 'tiff';
  if (starts(0x49, 0x49, 0x2b, 0) || starts(0x4d, 0x4d, 0, 0x2b)) return 'tiff'; // BigTIFF
  if (starts(0x50, 0x41, 0x52, 0x31)) return 'parquet';
  if (starts(0x89, 0x50, 0x4e, 0x47) || starts(0xff, 0xd8, 0xff)) return 'image';
  if (starts(0x1f, 0x8b)) return 'gzip';
  if (starts(0, 0, 0x27, 0x0a)) return 'shapefile';
  if (parseTarHeader(head)) return 'tar';
  if (starts(0xff, 0xfe) || starts(0xfe, 0xff)) return 'text';
  return looksLikeText(head) ? 'text' : 'binary';
}

/** An Office document is a zip whose first member is one of its own parts. */
function isOffice(head: Uint8Array): boolean {
  const length = (head[26] ?? 0) + 256 * (head[27] ?? 0);
  const first = new TextDecoder().decode(head.subarray(30, 30 + Math.min(length, 200)));
  return /^(\[Content_Types\]\.xml$|_rels\/|docProps\/|xl\/)/.test(first);
}

/** Text has no zero bytes and hardly any control characters. */
function looksLikeText(head: Uint8Array): boolean {
  let odd = 0;
  for (const b of head) {
    if (b === 0) return false;
    if (b < 9 || (b > 13 && b < 32)) odd++;
  }
  return odd <= head.length / 200;
}
