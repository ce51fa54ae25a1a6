import { UnreadableFile } from '../core/error.ts';
import { throwIfCancelled } from '../core/turn.ts';
import type { InputFile, Rejection } from './source.ts';
import { BLOCK, parsePax, parseTarHeader, type TarHeader } from './tar-header.ts';

/** Bytes of an archive in their order: an unpacked stream, or a file that can be skipped through. */
export interface TarBytes {
  /** The next `length` bytes; fewer only where the archive ends. */
  take(length: number): Promise<Uint8Array>;
  /** @returns false when the archive ends before */
  skip(length: number): Promise<boolean>;
  /**
   * The next `size` bytes as a file, and moves behind them.
   * @returns `'large'` when they cannot be held, `'cut'` when the archive ends in them
   */
  member(name: string, size: number): Promise<InputFile | 'large' | 'cut'>;
}

/** A member of an archive, or why there is none. */
export type TarItem =
  | { readonly kind: 'file'; readonly file: InputFile }
  | { readonly kind: 'left'; readonly rejection: Rejection };

/** Names and PAX records longer than this are no names. */
const LONGEST_RECORD = 65_536;
const MOST_MEMBERS = 200_000;

/**
 * Members of a tar archive (USTAR, PAX, GNU) in their order, named `archive.tar/member`. Links, devices and names that lead out
 * of the archive are left, and said; an archive cut off keeps its whole members.
 * @throws UnreadableFile when the first block is no header; Cancelled
 */
export async function* tarMembers(bytes: TarBytes, archive: string, signal?: AbortSignal): AsyncGenerator<TarItem> {
  let pax: ReadonlyMap<string, string> = new Map();
  let longName = '';
  for (let n = 0; ; ) {
    throwIfCancelled(signal);
    const block = await bytes.take(BLOCK);
    if (block.length === BLOCK && block.every((b) => b === 0)) return; // end of the archive
    if (block.length === 0 && n > 0) return; // some writers leave the end out
    const header = parseTarHeader(block);
    if (!header) {
      yield left(
        archive,
        archive,
        'the archive ends or is damaged here',
        'download the archive again; members before this place were read',
      );
      return;
    }
    if (++n > MOST_MEMBERS) {
      yield left(
        archive,
        archive,
        `more than ${MOST_MEMBERS} members`,
        'unpack the archive and give the files that matter',
      );
      return;
    }
    const record = await recordOf(header, bytes);
    if (record === 'cut') {
      yield cut(archive, header.name);
      return;
    }
    if (record) {
      if (header.type === 'x') pax = parsePax(record);
      if (header.type === 'L') longName = new TextDecoder().decode(record).split('\0')[0] ?? '';
      continue;
    }
    const name = pax.get('path') ?? (longName || header.name);
    const size = pax.has('size') ? Number(pax.get('size')) : header.size;
    pax = new Map();
    longName = '';
    const item = await memberOf(bytes, archive, { ...header, name, size });
    if (item) yield item;
    if (item?.kind === 'left' && item.rejection.rule.startsWith(CUT)) return;
  }
}

const CUT = 'the archive is cut off in this member';

const left = (archive: string, file: string, rule: string, todo: string): TarItem => ({
  kind: 'left',
  rejection: { file, where: archive, rule, todo },
});
const cut = (archive: string, name: string): TarItem =>
  left(archive, `${archive}/${name}`, CUT, 'download the archive again; members before this one were read');

/** Content of a header that only describes the next member; undefined for the members themselves. */
async function recordOf(header: TarHeader, bytes: TarBytes): Promise<Uint8Array | 'cut' | undefined> {
  if (!'xgLK'.includes(header.type)) return undefined;
  if (header.size > LONGEST_RECORD) return (await bytes.skip(padded(header.size))) ? new Uint8Array() : 'cut';
  const record = await bytes.take(padded(header.size));
  return record.length < header.size ? 'cut' : record.subarray(0, header.size);
}

async function memberOf(bytes: TarBytes, archive: string, header: TarHeader): Promise<TarItem | undefined> {
  const { name, size, type } = header;
  const label = `${archive}/${name}`;
  const pass = async (rule: string, todo: string): Promise<TarItem> =>
    (await bytes.skip(padded(size))) ? left(archive, label, rule, todo) : cut(archive, name);
  if (!Number.isSafeInteger(size) || size < 0)
    throw new UnreadableFile({ file: archive, expected: `a size for member ${name}` });
  if (type === '5' || (type === '0' && name.endsWith('/')))
    return (await bytes.skip(padded(size))) ? undefined : cut(archive, name);
  // A link has no data whatever its size says.
  if (type === '1' || type === '2')
    return left(archive, label, 'a link, not a file', 'nothing; give the file itself if it matters');
  if (type !== '0')
    return pass(`a tar member of type "${type}", not a plain file`, 'unpack the archive and give the file itself');
  if (leadsOut(name)) return pass('a name that leads out of the archive', 'nothing; do not trust this archive');
  const file = await bytes.member(label, size);
  if (file === 'cut') return cut(archive, name);
  if (file === 'large')
    return left(
      archive,
      label,
      `${Math.round(size / 1e6)} MB in one member of a packed archive: too large to hold in memory`,
      'unpack the archive and give this file itself',
    );
  await bytes.skip(padded(size) - size); // a missing end of the padding harms nobody
  return { kind: 'file', file };
}

const padded = (size: number): number => Math.ceil(size / BLOCK) * BLOCK;

const leadsOut = (name: string): boolean =>
  name === '' || /^[\\/]|^[A-Za-z]:|\0/.test(name) || name.split(/[\\/]/).includes('..');
