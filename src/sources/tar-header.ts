/** Length of a header and of every unit that data are padded to. */
export const BLOCK = 512;

/** What stands at this place of a tar archive. */
export interface TarHeader {
  readonly name: string;
  readonly size: number;
  /** `0` file, `5` folder, `1` and `2` links, `x` and `g` PAX records, `L` and `K` long names of GNU. */
  readonly type: string;
}

const field = (block: Uint8Array, from: number, length: number): string => {
  const bytes = block.subarray(from, from + length);
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end));
};

/** A number in octal, or in base 256 where the first bit says so; NaN when it is neither. */
function size(block: Uint8Array): number {
  const first = block[124] as number;
  if (first & 0x80) {
    let n = first & 0x7f;
    for (let i = 125; i < 136; i++) n = n * 256 + (block[i] as number);
    return n <= Number.MAX_SAFE_INTEGER ? n : Number.NaN;
  }
  const text = field(block, 124, 12).trim();
  return /^[0-7]+$/.test(text) ? Number.parseInt(text, 8) : text === '' ? 0 : Number.NaN;
}

/**
 * Header of a USTAR, PAX or GNU archive (POSIX.1-1988 and later), by its checksum.
 * @returns undefined when the block is no header
 */
export function parseTarHeader(block: Uint8Array): TarHeader | undefined {
  if (block.length < BLOCK) return undefined;
  const stated = /^ *([0-7]+)[ \0]*$/.exec(new TextDecoder('latin1').decode(block.subarray(148, 156)))?.[1];
  if (!stated) return undefined;
  let sum = 0;
  for (let i = 0; i < BLOCK; i++) sum += i >= 148 && i < 156 ? 32 : (block[i] as number);
  if (sum !== Number.parseInt(stated, 8)) return undefined;
  const bytes = size(block);
  if (Number.isNaN(bytes)) return undefined;
  const ustar = field(block, 257, 5) === 'ustar';
  const prefix = ustar && block[263] !== 32 ? field(block, 345, 155) : '';
  const type = String.fromCharCode(block[156] || 48);
  const name = field(block, 0, 100);
  return { name: prefix ? `${prefix}/${name}` : name, size: bytes, type: type === '7' ? '0' : type };
}

/** Records `length key=value\n` of a PAX header; a record that does not fit ends the list. */
export function parsePax(bytes: Uint8Array): ReadonlyMap<string, string> {
  const records = new Map<string, string>();
  let at = 0;
  while (at < bytes.length) {
    const blank = bytes.indexOf(32, at);
    const length = blank < 0 ? Number.NaN : Number(new TextDecoder().decode(bytes.subarray(at, blank)));
    if (!Number.isInteger(length) || length <= blank - at + 1 || at + length > bytes.length) break;
    const record = new TextDecoder().decode(bytes.subarray(blank + 1, at + length - 1));
    const equals = record.indexOf('=');
    if (equals > 0) records.set(record.slice(0, equals), record.slice(equals + 1));
    at += length;
  }
  return records;
}
