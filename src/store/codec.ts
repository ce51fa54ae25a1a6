import type { Codec } from 'numcodecs';
import Blosc from 'numcodecs/blosc';
import { checkedCrc32c, withCrc32c } from './crc32c.ts';

/** One step of a Zarr v3 codec chain, as written in `zarr.json`. */
export interface CodecJson {
  readonly name: string;
  readonly configuration?: Readonly<Record<string, unknown>>;
}

/** Why bytes do not decode; the reader adds which chunk it was. */
export class Undecodable extends Error {}

/**
 * Blosc with bit shuffle and zstd: on int16 fields two thirds of the size of plain zstd, and several times as fast.
 * `typesize` is what this build of Blosc writes into its frames whatever the array type; saying otherwise would be wrong.
 */
const BLOSC = { cname: 'zstd', clevel: 1, shuffle: 'bitshuffle', typesize: 4, blocksize: 0 } as const;
const blosc = Blosc.fromConfig({ id: 'blosc', cname: BLOSC.cname, clevel: BLOSC.clevel, shuffle: 2, blocksize: 0 });

export const LITTLE_ENDIAN: CodecJson = { name: 'bytes', configuration: { endian: 'little' } };
export const CRC32C: CodecJson = { name: 'crc32c' };
/** The chain of every chunk we write: little-endian numbers, Blosc, checksum of what is stored. */
export const CHUNK_CODECS: readonly CodecJson[] = [LITTLE_ENDIAN, { name: 'blosc', configuration: BLOSC }, CRC32C];

/** Numbers to stored bytes, by CHUNK_CODECS. */
export const encodeChunk = async (values: Int16Array | Int32Array | Float32Array | Float64Array | Uint8Array) =>
  withCrc32c(await blosc.encode(new Uint8Array(values.buffer, values.byteOffset, values.byteLength)));

/**
 * Stored bytes to the bytes of little-endian numbers.
 * @throws Undecodable with the reason: checksum, codec that refuses, codec we do not know
 */
export async function decodeChunk(stored: Uint8Array, codecs: readonly CodecJson[]): Promise<Uint8Array> {
  let bytes = stored;
  for (const { name } of [...codecs].reverse()) {
    if (name === 'bytes') continue;
    if (name === 'crc32c') {
      const body = checkedCrc32c(bytes);
      if (!body) throw new Undecodable('its checksum does not match');
      bytes = body;
      continue;
    }
    const codec = await decoder(name);
    if (!codec) throw new Undecodable(`codec ${name} is not known here`);
    try {
      bytes = await codec.decode(bytes);
    } catch (e) {
      throw new Undecodable(`${name} cannot decode it`, { cause: e });
    }
  }
  return bytes;
}

/** Codecs of stores that others wrote are loaded when first met. */
async function decoder(name: string): Promise<Codec | undefined> {
  if (name === 'blosc') return blosc;
  if (name === 'zstd') return (await import('numcodecs/zstd')).default.fromConfig({ id: 'zstd' });
  if (name === 'gzip') {
    const { gunzipSync } = await import('fflate');
    return { encode: (d) => d, decode: (d) => gunzipSync(d) };
  }
  return undefined;
}

export const KNOWN_CODECS: ReadonlySet<string> = new Set(['bytes', 'blosc', 'zstd', 'gzip', 'crc32c']);
