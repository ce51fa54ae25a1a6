import { Gunzip } from 'fflate';
import { UnreadableFile } from '../core/error.ts';
import { crc32 } from './crc32.ts';
import type { InputFile } from './source.ts';

/** Bytes of the packed file taken at a time; they unpack to at most a thousandfold. */
const STEP = 65_536;
/** Archives that unpack to more than this many times their size, beyond the first of them, are bombs. */
const LARGEST_RATIO = 200;
const FREE = 64e6;
/** A header that goes on for longer than this is none. */
const LONGEST_HEADER = 1e6;

/** One gzip stream of a file: its end can only be checked when the next begins. */
interface Trailer {
  readonly at: number;
  readonly crc: number;
  readonly size: number;
}

/**
 * Unpacks gzip (RFC 1952) bit by bit, several streams after one another as one, checksums verified; nothing but the last piece
 * is held. Own checks because neither fflate nor every browser looks at them.
 */
export class GzipReader {
  /** True once the file has ended in the middle of its data: what was given so far is right, the rest is missing. */
  cutOff = false;
  readonly #file: InputFile;
  readonly #gunzip: Gunzip;
  readonly #ready: Uint8Array[] = [];
  readonly #trailers: Trailer[] = [];
  #at = 0;
  #given = 0;
  #crc = 0;
  #size = 0;
  #ended = false;

  constructor(file: InputFile) {
    this.#file = file;
    this.#gunzip = new Gunzip((piece) => this.#take(piece));
    this.#gunzip.onmember = (offset) => this.#close(offset - 8);
  }

  /**
   * @returns the next piece, at least one byte, or undefined at the end
   * @throws UnreadableFile when the bytes are damaged, or unpack to absurd sizes; what was given before may then be wrong as well
   */
  async read(): Promise<Uint8Array | undefined> {
    for (;;) {
      const piece = this.#ready.shift();
      if (piece) return piece;
      if (this.#ended) return undefined;
      await this.#step();
    }
  }

  async #step(): Promise<void> {
    const packed = await this.#file.bytes(this.#at, Math.min(STEP, this.#file.size - this.#at));
    this.#at += packed.length;
    const last = packed.length === 0;
    try {
      this.#gunzip.push(packed, last);
    } catch (cause) {
      // At the end only missing bytes can be wrong; before it, the bytes themselves.
      if (!last) throw this.#damaged(cause);
      this.cutOff = true;
    }
    if (this.#given === 0 && this.#at > LONGEST_HEADER) throw this.#damaged();
    if (this.#given > FREE && this.#given > LARGEST_RATIO * this.#at)
      throw new UnreadableFile({
        file: this.#file.name,
        expected: `data that unpack to less than ${LARGEST_RATIO} times their size: this looks like a bomb. Unpack it yourself and give the files`,
      });
    if (last) this.#finish();
    await this.#check();
  }

  #finish(): void {
    this.#ended = true;
    if (!this.cutOff) this.#close(this.#file.size - 8);
  }

  #take(piece: Uint8Array): void {
    if (piece.length === 0) return;
    this.#ready.push(piece);
    this.#crc = crc32(piece, this.#crc);
    this.#size += piece.length;
    this.#given += piece.length;
  }

  #close(at: number): void {
    this.#trailers.push({ at, crc: this.#crc, size: this.#size % 2 ** 32 });
    this.#crc = 0;
    this.#size = 0;
  }

  async #check(): Promise<void> {
    for (const { at, crc, size } of this.#trailers.splice(0)) {
      const bytes = at >= 0 ? await this.#file.bytes(at, 8) : new Uint8Array();
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      if (bytes.length < 8 || view.getUint32(0, true) !== crc || view.getUint32(4, true) !== size)
        throw this.#damaged();
    }
  }

  #damaged(cause?: unknown): UnreadableFile {
    return new UnreadableFile(
      {
        file: this.#file.name,
        expected: 'whole gzip data that fit their checksum; these are damaged. Download the file again',
      },
      cause,
    );
  }
}
