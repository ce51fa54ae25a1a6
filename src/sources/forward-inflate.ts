import { Inflate } from 'fflate';
import { UnreadableFile } from '../core/error.ts';
import { crc32 } from './crc32.ts';

/** Packed bytes taken at a time; they unpack to at most a thousandfold. */
const STEP = 16_384;

/**
 * A large deflated member read from front to back without ever being whole in memory. A range before the last one starts over.
 * The checksum is known at the end only: who reads to the end and gets no error has read what was packed.
 */
export class ForwardInflate {
  readonly #raw: Uint8Array;
  readonly #size: number;
  readonly #crc: number;
  readonly #name: string;
  #inflate = new Inflate();
  #pieces: Uint8Array[] = [];
  /** Place of the first piece in the unpacked member; end of the last one. */
  #from = 0;
  #to = 0;
  #at = 0;
  #sum = 0;
  /** How often a range before the last one was asked for. */
  returns = 0;

  constructor(raw: Uint8Array, about: { readonly size: number; readonly crc: number; readonly name: string }) {
    this.#raw = raw;
    this.#size = about.size;
    this.#crc = about.crc;
    this.#name = about.name;
    this.#restart();
  }

  /** @throws UnreadableFile when the bytes are damaged or do not fit size and checksum */
  bytes(offset: number, length: number): Uint8Array {
    const end = Math.min(this.#size, offset + length);
    if (offset < this.#from) {
      this.returns++;
      this.#restart();
    }
    while (this.#to < end || (end === this.#size && this.#at < this.#raw.length)) {
      this.#step();
      this.#forget(offset);
    }
    this.#forget(offset);
    const out = new Uint8Array(Math.max(0, end - offset));
    let place = this.#from;
    for (const piece of this.#pieces) {
      const [first, last] = [Math.max(place, offset), Math.min(place + piece.length, end)];
      if (last > first) out.set(piece.subarray(first - place, last - place), first - offset);
      place += piece.length;
    }
    return out;
  }

  #restart(): void {
    this.#inflate = new Inflate((piece) => {
      this.#pieces.push(piece);
      this.#to += piece.length;
      this.#sum = crc32(piece, this.#sum);
    });
    this.#pieces = [];
    this.#from = 0;
    this.#to = 0;
    this.#at = 0;
    this.#sum = 0;
  }

  #step(): void {
    const next = Math.min(this.#at + STEP, this.#raw.length);
    const last = next === this.#raw.length;
    if (this.#at === next) throw this.#damaged();
    try {
      this.#inflate.push(this.#raw.subarray(this.#at, next), last);
    } catch (cause) {
      throw this.#damaged(cause);
    }
    this.#at = next;
    if (this.#to > this.#size || (last && (this.#to !== this.#size || this.#sum !== this.#crc))) throw this.#damaged();
  }

  #forget(before: number): void {
    let gone = 0;
    while (gone < this.#pieces.length && this.#from + (this.#pieces[gone] as Uint8Array).length <= before) {
      this.#from += (this.#pieces[gone] as Uint8Array).length;
      gone++;
    }
    if (gone > 0) this.#pieces.splice(0, gone);
  }

  #damaged = (cause?: unknown): UnreadableFile =>
    new UnreadableFile(
      { file: this.#name, expected: 'bytes that fit the size and the checksum of the archive; they are damaged' },
      cause,
    );
}
