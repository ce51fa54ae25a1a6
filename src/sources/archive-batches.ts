import { throwIfCancelled, turn } from '../core/turn.ts';
import { GzipReader } from './gzip-reader.ts';
import { memoryFile } from './memory-file.ts';
import type { InputFile, Rejection } from './source.ts';
import { parseTarHeader } from './tar-header.ts';
import { type TarBytes, tarMembers } from './tar-members.ts';

/** Members that are in memory at the same time, and can be companions of each other. */
export interface ArchiveBatch {
  readonly files: readonly InputFile[];
  readonly rejected: readonly Rejection[];
}

/** One packed member beyond this is not held in memory. */
const LARGEST_MEMBER = 160e6;
/** A batch ends with the member that reaches this. */
const BATCH = 32e6;
/** Members of an archive that is not packed are ranges of it, so only their number counts. */
const MOST_FILES = 2000;

/**
 * Files inside a tar, a gzip of one file, or a gzip of a tar, read once from front to end: what fits into memory together comes
 * as one batch, and is gone with the next. An archive of hundreds of gigabytes passes by within bounded memory.
 * @throws UnreadableFile when packed bytes are damaged: then nothing of the archive can be trusted; Cancelled
 */
export async function* archiveBatches(
  file: InputFile,
  packed: boolean,
  signal?: AbortSignal,
): AsyncGenerator<ArchiveBatch> {
  if (!packed) return yield* batches(new PlainTar(file), file.name, () => false, signal);
  const gzip = new GzipReader(file);
  const stream = new PackedTar(gzip, signal);
  const head = await stream.peek(512);
  const inner = file.name.replace(/\.(gz|tgz)$/i, '');
  if (parseTarHeader(head)) return yield* batches(stream, file.name, () => gzip.cutOff, signal);
  const whole = await stream.rest(await statedSize(file));
  const name = `${file.name}/${inner.slice(inner.lastIndexOf('/') + 1)}`;
  if (whole === 'large')
    return yield {
      files: [],
      rejected: [
        {
          file: name,
          rule: `unpacks to more than ${LARGEST_MEMBER / 1e6} MB`,
          todo: 'unpack it (gunzip) and give the file itself',
        },
      ],
    };
  // The last line of what is left may lack digits without looking wrong.
  const kept = gzip.cutOff ? whole.subarray(0, whole.lastIndexOf(10) + 1) : whole;
  const files = kept.length > 0 || !gzip.cutOff ? [memoryFile(name, kept)] : [];
  yield { files, rejected: gzip.cutOff ? [cutOff(file.name)] : [] };
}

/** Size that the end of a gzip states, where it can be true: deflate packs at most a thousandfold. */
async function statedSize(file: InputFile): Promise<number> {
  const end = await file.bytes(Math.max(0, file.size - 4), Math.min(4, file.size));
  const size = end.length < 4 ? 0 : new DataView(end.buffer, end.byteOffset).getUint32(0, true);
  return size <= 1100 * file.size ? size : 0;
}

const cutOff = (file: string): Rejection => ({
  file,
  rule: 'the packed file is cut off: what comes after this place is missing',
  todo: 'download it again',
});

async function* batches(
  bytes: TarBytes,
  name: string,
  isCut: () => boolean,
  signal: AbortSignal | undefined,
): AsyncGenerator<ArchiveBatch> {
  let files: InputFile[] = [];
  let rejected: Rejection[] = [];
  let held = 0;
  for await (const item of tarMembers(bytes, name, signal)) {
    if (item.kind === 'left') rejected.push(item.rejection);
    else {
      files.push(item.file);
      held += bytes instanceof PackedTar ? item.file.size : 0;
    }
    if (held < BATCH && files.length + rejected.length < MOST_FILES) continue;
    yield { files, rejected };
    [files, rejected, held] = [[], [], 0];
    await turn(signal);
  }
  // The end of the packed stream carries its checksum: read on, or damage behind the last member goes unseen.
  if (bytes instanceof PackedTar) await bytes.skip(Number.MAX_SAFE_INTEGER);
  if (isCut() && !rejected.some((r) => /cut off|ends or is damaged/.test(r.rule))) rejected.push(cutOff(name));
  yield { files, rejected };
}

/** A tar on disk: members are ranges of it, whatever their size. */
class PlainTar implements TarBytes {
  #at = 0;
  constructor(readonly file: InputFile) {}

  async take(length: number): Promise<Uint8Array> {
    const bytes = await this.file.bytes(this.#at, Math.max(0, Math.min(length, this.file.size - this.#at)));
    this.#at += bytes.length;
    return bytes;
  }

  async skip(length: number): Promise<boolean> {
    this.#at += length;
    return this.#at <= this.file.size;
  }

  async member(name: string, size: number): Promise<InputFile | 'cut'> {
    const start = this.#at;
    if (start + size > this.file.size) return 'cut';
    this.#at += size;
    return {
      name,
      size,
      bytes: (offset = 0, length = size - offset) =>
        this.file.bytes(start + offset, Math.max(0, Math.min(length, size - offset))),
    };
  }
}

/** A tar inside gzip: what was taken is gone. */
class PackedTar implements TarBytes {
  #piece: Uint8Array = new Uint8Array();
  #turns = 0;
  constructor(
    readonly gzip: GzipReader,
    readonly signal: AbortSignal | undefined,
  ) {}

  async peek(length: number): Promise<Uint8Array> {
    const head = await this.take(length);
    const all = new Uint8Array(head.length + this.#piece.length);
    all.set(head);
    all.set(this.#piece, head.length);
    this.#piece = all;
    return head;
  }

  async take(length: number): Promise<Uint8Array> {
    const out = new Uint8Array(length);
    let done = 0;
    await this.#pass(length, (piece) => {
      out.set(piece, done);
      done += piece.length;
    });
    return out.subarray(0, done);
  }

  async skip(length: number): Promise<boolean> {
    return (await this.#pass(length, () => undefined)) === length;
  }

  /** Everything that is left, or word that it is too much. @param likely its size, if anybody said */
  async rest(likely: number): Promise<Uint8Array | 'large'> {
    let out = new Uint8Array(Math.min(LARGEST_MEMBER, Math.max(65_536, likely)));
    let at = 0;
    const size = await this.#pass(LARGEST_MEMBER + 1, (piece) => {
      if (at + piece.length > out.length) {
        const larger = new Uint8Array(Math.max(at + piece.length, 2 * out.length));
        larger.set(out);
        out = larger;
      }
      out.set(piece, at);
      at += piece.length;
    });
    return size > LARGEST_MEMBER ? 'large' : out.subarray(0, size);
  }

  async member(name: string, size: number): Promise<InputFile | 'large' | 'cut'> {
    if (size > LARGEST_MEMBER) return (await this.skip(Math.ceil(size / 512) * 512)) ? 'large' : 'cut';
    const bytes = await this.take(size);
    return bytes.length < size ? 'cut' : memoryFile(name, bytes);
  }

  /** Hands over up to `length` bytes. @returns how many there were */
  async #pass(length: number, use: (piece: Uint8Array) => void): Promise<number> {
    let done = 0;
    while (done < length) {
      if (this.#piece.length === 0) {
        throwIfCancelled(this.signal);
        if (++this.#turns % 16 === 0) await turn(this.signal);
        const next = await this.gzip.read();
        if (!next) break;
        this.#piece = next;
      }
      const piece = this.#piece.subarray(0, Math.min(this.#piece.length, length - done));
      this.#piece = this.#piece.subarray(piece.length);
      use(piece);
      done += piece.length;
    }
    return done;
  }
}
