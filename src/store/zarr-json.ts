import { CHUNK_CODECS, type CodecJson, CRC32C, LITTLE_ENDIAN } from './codec.ts';
import type { Layout } from './layout.ts';

/** `zarr.json` of arrays and groups, Zarr v3. @see https://zarr-specs.readthedocs.io/en/latest/v3/core/index.html */
export type DataType = 'uint8' | 'int16' | 'int32' | 'float32' | 'float64';

export type Attributes = Readonly<Record<string, unknown>>;

export interface ArrayJson {
  readonly zarr_format: 3;
  readonly node_type: 'array';
  readonly shape: readonly number[];
  readonly data_type: DataType;
  readonly chunk_grid: {
    readonly name: 'regular';
    readonly configuration: { readonly chunk_shape: readonly number[] };
  };
  readonly chunk_key_encoding: { readonly name: 'default'; readonly configuration: { readonly separator: '/' } };
  readonly fill_value: number | 'NaN';
  readonly codecs: readonly CodecJson[];
  readonly attributes: Attributes;
  readonly dimension_names?: readonly string[];
}

export interface GroupJson {
  readonly zarr_format: 3;
  readonly node_type: 'group';
  readonly attributes: Attributes;
  /** Metadata of everything below, so that a store opens with one request; the convention of zarr-python. */
  readonly consolidated_metadata?: {
    readonly kind: 'inline';
    readonly must_understand: false;
    readonly metadata: Readonly<Record<string, ArrayJson | GroupJson>>;
  };
}

export const group = (attributes: Attributes): GroupJson => ({ zarr_format: 3, node_type: 'group', attributes });

const arrayOf = (
  shape: readonly number[],
  chunk: readonly number[],
  rest: Pick<ArrayJson, 'data_type' | 'fill_value' | 'codecs' | 'attributes'>,
  dimensions?: readonly string[],
): ArrayJson => ({
  zarr_format: 3,
  node_type: 'array',
  shape,
  data_type: rest.data_type,
  chunk_grid: { name: 'regular', configuration: { chunk_shape: chunk } },
  chunk_key_encoding: { name: 'default', configuration: { separator: '/' } },
  fill_value: rest.fill_value,
  codecs: rest.codecs,
  attributes: rest.attributes,
  ...(dimensions ? { dimension_names: dimensions } : {}),
});

/** A sharded int16 field. */
export const shardedArray = (
  layout: Layout,
  fill: number,
  attributes: Attributes,
  dimensions: readonly string[],
): ArrayJson =>
  arrayOf(
    layout.shape,
    layout.shard,
    {
      data_type: 'int16',
      fill_value: fill,
      codecs: [
        {
          name: 'sharding_indexed',
          configuration: {
            chunk_shape: layout.chunk,
            codecs: CHUNK_CODECS,
            index_codecs: [LITTLE_ENDIAN, CRC32C],
            index_location: 'end',
          },
        },
      ],
      attributes,
    },
    dimensions,
  );

/** An array in a single chunk: coordinates and columns. A scalar has shape []. */
export const plainArray = (
  shape: readonly number[],
  type: DataType,
  attributes: Attributes,
  dimensions: readonly string[],
): ArrayJson =>
  arrayOf(
    shape,
    shape.map((n) => Math.max(1, n)), // a chunk of an empty array still needs a size
    {
      data_type: type,
      fill_value: type.startsWith('float') ? 'NaN' : 0,
      codecs: CHUNK_CODECS,
      attributes,
    },
    dimensions,
  );

export const toBytes = (json: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(json));
