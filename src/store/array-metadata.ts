import { InvalidStore } from '../core/error.ts';
import { type CodecJson, KNOWN_CODECS } from './codec.ts';
import { type Layout, product } from './layout.ts';
import type { Packing } from './quantise.ts';
import { FILL, type FieldInfo } from './schema.ts';
import type { ArrayJson } from './zarr-json.ts';

/** What the reader needs of a field's `zarr.json`, checked. */
export interface FieldArray {
  readonly path: string;
  readonly layout: Layout;
  readonly packing: Packing;
  readonly codecs: readonly CodecJson[];
  readonly indexCodecs: readonly CodecJson[];
  readonly indexAtStart: boolean;
  /** Size in bytes of each shard there is, or undefined when its writer left no list. */
  readonly shards: Readonly<Record<string, number>> | undefined;
}

/**
 * @param shape that the array must have on the Alaska window
 * @throws InvalidStore with the first thing that does not fit
 */
export function fieldArray(
  json: ArrayJson,
  field: FieldInfo,
  shape: readonly number[],
  path: string,
  store: string,
): FieldArray {
  const need = (ok: boolean, expected: string): void => {
    if (!ok) throw new InvalidStore({ store, expected: `${expected} in ${path}/zarr.json` });
  };
  need(json?.zarr_format === 3 && json.node_type === 'array', 'a Zarr v3 array');
  need(json.data_type === 'int16', `data_type int16, found ${json.data_type},`);
  need(same(json.shape, shape), `shape [${shape}] of the Alaska window and the time axis, found [${json.shape}],`);
  need(json.chunk_key_encoding?.name === 'default', 'the default chunk key encoding');
  const separator = json.chunk_key_encoding.configuration?.separator ?? '/';
  need(separator === '/', "chunk keys separated by '/'");
  const attributes = json.attributes ?? {};
  need(json.fill_value === FILL && attributes._FillValue === FILL, `fill value ${FILL}`);
  const { scale_factor: scale, add_offset: offset } = attributes;
  need(isNumber(scale) && scale !== 0 && isNumber(offset), 'scale_factor and add_offset');
  need(attributes.units === field.unit, `units '${field.unit}', found ${JSON.stringify(attributes.units)},`);
  const sharding = json.codecs?.[0];
  need(json.codecs?.length === 1 && sharding?.name === 'sharding_indexed', 'the codec sharding_indexed alone');
  const config = (sharding?.configuration ?? {}) as unknown as ShardingJson;
  const layout = { shape: json.shape, chunk: config.chunk_shape, shard: json.chunk_grid?.configuration?.chunk_shape };
  need(isLayout(layout), 'shards that hold whole chunks');
  for (const codec of [...(config.codecs ?? []), ...(config.index_codecs ?? [])]) {
    need(KNOWN_CODECS.has(codec.name), `codecs out of ${[...KNOWN_CODECS].join(', ')}, found ${codec.name},`);
    need(codec.name !== 'bytes' || codec.configuration?.endian === 'little', 'little-endian numbers');
  }
  need(config.codecs?.[0]?.name === 'bytes', 'bytes as the first codec of a chunk');
  need(config.index_codecs?.map((c) => c.name).join() === 'bytes,crc32c', 'an index with a checksum');
  return {
    path,
    layout,
    packing: { scale: scale as number, offset: offset as number },
    codecs: config.codecs,
    indexCodecs: config.index_codecs,
    indexAtStart: config.index_location === 'start',
    shards: isManifest(attributes.shards) ? attributes.shards : undefined,
  };
}

interface ShardingJson {
  readonly chunk_shape: readonly number[];
  readonly codecs: readonly CodecJson[];
  readonly index_codecs: readonly CodecJson[];
  readonly index_location?: 'start' | 'end';
}

const isNumber = (x: unknown): x is number => typeof x === 'number' && Number.isFinite(x);

const same = (a: unknown, b: readonly number[]): boolean =>
  Array.isArray(a) && a.length === b.length && a.every((n, i) => n === b[i]);

/** Chunks of a shard are addressed by a table of this many entries at most: more is a mistake or an attack. */
const MOST_CHUNKS = 1 << 20;

const isLayout = ({ shape, chunk, shard }: Layout): boolean =>
  Array.isArray(chunk) &&
  Array.isArray(shard) &&
  chunk.length === shape.length &&
  shard.length === shape.length &&
  chunk.every((n, i) => Number.isInteger(n) && n > 0 && shard[i]! > 0 && shard[i]! % n === 0) &&
  product(shard) / product(chunk) <= MOST_CHUNKS;

const isManifest = (x: unknown): x is Record<string, number> =>
  typeof x === 'object' && x !== null && Object.values(x).every(isNumber);
