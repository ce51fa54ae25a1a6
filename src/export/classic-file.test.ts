import { describe, expect, it } from 'vitest';
import { blobSink } from './blob-sink.ts';
import { type ClassicFile, writeClassic } from './classic-file.ts';

const shorts = (name: string): ClassicFile['variables'][number] => ({
  name,
  type: 'short',
  dimensions: ['y', 'x'],
  attributes: {},
  values: [],
});

describe('a classic netCDF file', () => {
  it('says in 64 bits where a variable begins, for those beyond 4 GB', async () => {
    let header = new Uint8Array();
    const sink = {
      write: async (bytes: Uint8Array) => {
        header = bytes.slice();
        throw new Error('only the header was wanted');
      },
      rewriteStart: async () => undefined,
    };
    const file = { dimensions: { y: 60_000, x: 30_000 }, attributes: {}, variables: [shorts('a'), shorts('b')] };
    await expect(writeClassic(file, sink, 1e11)).rejects.toThrow('only the header');
    // The header ends with the place of the last variable, which here follows 3.6 GB of the first.
    const last = new DataView(header.buffer).getBigUint64(header.length - 8);
    expect(last).toBe(BigInt(header.length + 3_600_000_000));
    const three = { ...file, variables: [...file.variables, shorts('c')] };
    await expect(writeClassic(three, sink, 1e11)).rejects.toThrow('only the header');
    expect(new DataView(header.buffer).getBigUint64(header.length - 8)).toBe(BigInt(header.length + 7_200_000_000));
  });

  it('refuses a variable of more than 4 GB, which its header cannot say', async () => {
    const file = { dimensions: { y: 90_000, x: 30_000 }, attributes: {}, variables: [shorts('a')] };
    const sink = blobSink();
    await expect(writeClassic(file, sink, 1e11)).rejects.toThrow(/a file of 5\.0 GB: expected at most 4\.0 GB/);
    expect(sink.blob('').size).toBe(0);
  });

  it('notices values that are too few, too many or of another type', async () => {
    const file = (values: ClassicFile['variables'][number]['values']): ClassicFile => ({
      dimensions: { y: 2, x: 3 },
      attributes: {},
      variables: [{ ...shorts('a'), values }],
    });
    await expect(writeClassic(file([new Int16Array(5)]), blobSink(), 1e9)).rejects.toThrow(
      '12 bytes, and 10 were given',
    );
    await expect(writeClassic(file([new Int16Array(6), new Int16Array(1)]), blobSink(), 1e9)).rejects.toThrow(
      '14 were given',
    );
    await expect(writeClassic(file([new Int32Array(6)]), blobSink(), 1e9)).rejects.toThrow(
      'a is short, not Int32Array',
    );
  });
});
