/** A value of Thrift's compact protocol; a struct is a map from field number. */
export type ThriftValue = boolean | number | Uint8Array | readonly ThriftValue[] | ThriftStruct;
export type ThriftStruct = ReadonlyMap<number, ThriftValue>;

const DEEPEST = 12;

/**
 * Reads the compact protocol that Parquet's metadata and page headers are written in, and nothing beyond its bytes: every list and
 * text must fit into what is left, so that a few damaged bytes cannot ask for gigabytes. 64-bit integers become doubles.
 * @throws RangeError when it does not fit
 */
export class ThriftReader {
  readonly #view: DataView;
  at = 0;
  constructor(readonly bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  struct(depth = 0): ThriftStruct {
    if (depth > DEEPEST) throw new RangeError('nested too deeply');
    const fields = new Map<number, ThriftValue>();
    let id = 0;
    for (;;) {
      const head = this.#byte();
      if (head === 0) return fields;
      const type = head & 15;
      id = head >> 4 ? id + (head >> 4) : this.#zigzag();
      fields.set(id, type === 1 ? true : type === 2 ? false : this.#value(type, depth));
    }
  }

  #value(type: number, depth: number): ThriftValue {
    switch (type) {
      case 1:
      case 2:
        return this.#byte() === 1; // in lists only; as a field the type is the value
      case 3:
        return (this.#byte() << 24) >> 24;
      case 4:
      case 5:
      case 6:
        return this.#zigzag();
      case 7: {
        this.#need(8);
        this.at += 8;
        return this.#view.getFloat64(this.at - 8, true);
      }
      case 8: {
        const length = this.#varint();
        this.#need(length);
        this.at += length;
        return this.bytes.subarray(this.at - length, this.at);
      }
      case 9:
      case 10:
        return this.#list(depth);
      case 12:
        return this.struct(depth + 1);
      default:
        throw new RangeError(`type ${type} does not occur in Parquet`);
    }
  }

  #list(depth: number): readonly ThriftValue[] {
    const head = this.#byte();
    const length = head >> 4 === 15 ? this.#varint() : head >> 4;
    this.#need(length); // each element has at least one byte
    return Array.from({ length }, () => this.#value(head & 15, depth + 1));
  }

  #byte(): number {
    this.#need(1);
    return this.bytes[this.at++] as number;
  }

  #need(length: number): void {
    if (this.at + length > this.bytes.length) throw new RangeError('more is announced than there is');
  }

  #varint(): number {
    let n = 0;
    for (let factor = 1; factor < 2 ** 70; factor *= 128) {
      const byte = this.#byte();
      n += (byte & 127) * factor;
      if (byte < 128) return n;
    }
    throw new RangeError('an integer without an end');
  }

  #zigzag(): number {
    const n = this.#varint();
    return n % 2 === 0 ? n / 2 : -(n + 1) / 2;
  }
}
