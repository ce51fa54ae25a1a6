import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import { UnreadableFile } from '../../core/error.ts';
import { memoryFile } from '../memory-file.ts';
import { realDataIsHere, realFile } from '../test-data.node.ts';
import { openParquet } from './parquet.ts';
import { ThriftReader } from './thrift-compact.ts';
import { zstdFits } from './zstd-bounds.ts';

const open = (bytes: Uint8Array) => openParquet(memoryFile('t.parquet', bytes));
const real = (name: string) => openParquet(realFile(`formats/parquet/${name}`));

describe.skipIf(!realDataIsHere)('Parquet files of other programs (needs ../shared/data)', () => {
  it.each(['alltypes_plain.parquet', 'alltypes_plain.snappy.parquet', 'alltypes_dictionary.parquet'])(
    '%s: numbers and times of Impala',
    async (name) => {
      const table = await real(name);
      const ids = [...(await table.numbers(0, 'id'))];
      expect(ids.slice(0, 2)).toEqual(name.includes('snappy') ? [6, 7] : name.includes('dictionary') ? [0, 1] : [4, 5]);
      const [first] = await table.numbers(0, 'timestamp_col');
      expect(new Date(first as number).getUTCFullYear()).toBe(2009);
      expect(table.columns.find((c) => c.name === 'timestamp_col')?.kind).toBe('time');
      expect((await table.texts(0, 'string_col'))[0]).toMatch(/^[01]$/);
    },
  );

  it.each([
    ['byte_stream_split.zstd.parquet', 'f64', 300],
    ['lz4_raw_compressed.parquet', 'v11', 4],
    ['datapage_v2.snappy.parquet', 'b', 5],
    ['int32_with_null_pages.parquet', 'int32_field', 1000],
    ['delta_binary_packed.parquet', 'int_value', 200],
  ])('%s: %s has %i rows, missing ones as NaN', async (name, column, rows) => {
    const table = await real(name);
    expect(table.rows).toBe(rows);
    const values = [...(await table.numbers(0, column))];
    expect(values.length).toBe(rows);
    expect(values.some(Number.isFinite)).toBe(true);
  });

  it('are opened all, and every flat column is read or refused with a sentence', async () => {
    for (const name of readdirSync(join(process.cwd(), '../shared/data/formats/parquet')).filter((n) =>
      n.endsWith('.parquet'),
    )) {
      const table = await real(name);
      for (const [g, { rows }] of table.groups.entries())
        for (const { name: column } of table.columns) {
          const got = await table.numbers(g, column).catch((e: unknown) => e);
          if (got instanceof Float64Array) expect(got.length).toBe(rows);
          else expect(got).toBeInstanceOf(UnreadableFile);
        }
    }
  });
});

const made = (codec: 'SNAPPY' | 'UNCOMPRESSED' = 'SNAPPY') =>
  new Uint8Array(
    parquetWriteBuffer({
      columnData: [
        {
          name: 'datetime',
          data: Array.from({ length: 60 }, (_, i) => new Date(Date.UTC(2018, 10, 1 + i))),
          type: 'TIMESTAMP',
        },
        { name: 'x', data: Array.from({ length: 60 }, (_, i) => (i % 7 === 0 ? null : i / 3)), type: 'DOUBLE' },
        { name: 's', data: Array.from({ length: 60 }, (_, i) => `t${i % 3}`), type: 'STRING' },
      ],
      codec,
      rowGroupSize: 40,
    }),
  );

/** A Zstandard frame that states 10 bytes, of raw blocks of ten and runs of 128 kB (RFC 8878). */
function zstdFrame(blocks: readonly ('raw' | 'run')[]): Uint8Array {
  const body = blocks.flatMap((kind, i) => {
    const header = (kind === 'raw' ? 10 << 3 : (131_072 << 3) | 2) | (i === blocks.length - 1 ? 1 : 0);
    const bytes = [header & 255, (header >> 8) & 255, (header >> 16) & 255];
    return kind === 'raw' ? [...bytes, ...Array.from({ length: 10 }, () => 7)] : [...bytes, 7];
  });
  return Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0x20, 10, ...body);
}

describe('a Parquet file', () => {
  it('is read group by group, with missing values and texts', async () => {
    const table = await open(made());
    expect(table.groups).toEqual([
      { first: 0, rows: 40 },
      { first: 40, rows: 20 },
    ]);
    expect([...(await table.numbers(1, 'x'))].slice(0, 3)).toEqual([40 / 3, 41 / 3, Number.NaN]);
    expect((await table.numbers(1, 'datetime'))[0]).toBe(Date.UTC(2018, 11, 11));
    expect((await table.texts(0, 's')).slice(0, 4)).toEqual(['t0', 't1', 't2', 't0']);
  });

  it('cut anywhere is refused (fuzz: all lengths)', async () => {
    const whole = made();
    for (let n = 0; n < whole.length; n += 7) await expect(open(whole.subarray(0, n))).rejects.toThrow(UnreadableFile);
  });

  it('with bytes flipped gives an error or as many values as rows, at once (fuzz, seed 1)', async () => {
    const files = [made(), made('UNCOMPRESSED')];
    await fc.assert(
      fc.asyncProperty(
        fc.nat(1),
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 }),
        async (which, flips) => {
          const bytes = (files[which] as Uint8Array).slice();
          for (const [at, value] of flips) bytes[at % bytes.length] = value;
          const began = performance.now();
          try {
            const table = await open(bytes);
            for (const [g, { rows }] of table.groups.entries())
              for (const c of table.columns) expect((await table.numbers(g, c.name)).length).toBe(rows);
          } catch (e) {
            expect(e).toBeInstanceOf(UnreadableFile);
          }
          expect(performance.now() - began).toBeLessThan(2000);
        },
      ),
      { seed: 1, numRuns: 500 },
    );
  });

  it('whose page claims a run of a thousand million values is refused before it is decoded', async () => {
    const bytes = made('UNCOMPRESSED');
    // At every place where a run header could stand.
    let refused = 0;
    for (let i = 4; i < bytes.length - 5; i++) {
      const bomb = bytes.slice();
      bomb.set([0xfe, 0xff, 0xff, 0xff, 0x0f], i);
      await open(bomb)
        .then((t) => t.numbers(0, 'x'))
        .catch((e: unknown) => {
          expect(e).toBeInstanceOf(UnreadableFile);
          refused++;
        });
    }
    expect(refused).toBeGreaterThan(50);
  });

  it('whose Zstandard page would unpack to more than it says is refused before it is unpacked', () => {
    const frame = zstdFrame(['raw']);
    expect(zstdFits(frame, 10)).toBe(true);
    expect(zstdFits(frame, 11)).toBe(false);
    // A thousand blocks of four bytes, 128 kB each: 128 MB behind a page of 10 bytes.
    expect(zstdFits(zstdFrame(Array.from({ length: 1000 }, () => 'run')), 10)).toBe(false);
    expect(zstdFits(frame.subarray(0, 12), 10)).toBe(false);
  });

  it('whose footer announces lists of thousand millions is refused', () => {
    // A list of 2^31 empty structs in a few bytes.
    const list = Uint8Array.of(0x19, 0xfc, 0xff, 0xff, 0xff, 0xff, 0x07, 0);
    expect(() => new ThriftReader(list).struct()).toThrow(RangeError);
    expect(() => new ThriftReader(Uint8Array.from({ length: 200 }, () => 0x1c)).struct()).toThrow(/nested/);
  });
});
