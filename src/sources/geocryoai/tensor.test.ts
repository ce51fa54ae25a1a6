import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UnreadableFile } from '../../core/error.ts';
import { importFiles } from '../../preprocess/import-files.ts';
import { openCandidate } from '../candidate.ts';
import { memoryFile } from '../memory-file.ts';
import { importOf, realDataIsHere, realFile } from '../test-data.node.ts';
import { hdf5File } from './hdf5-file.node.ts';
import { tensor } from './tensor.ts';

/** Months x rows x cols x (alt, fc, fch4). */
const ensemble = (shape = [6, 5, 4, 3]) =>
  hdf5File((f) => {
    const n = shape.reduce((a, b) => a * b, 1);
    const data = Float32Array.from({ length: n }, (_, i) => (i % 3 === 0 ? -0.5 : i % 3 === 1 ? 1e-4 : 3));
    f.create_dataset({ name: 'ensemble_tensor', data, shape, dtype: '<f4' });
  });

describe('a tensor of the archive (made to specification)', () => {
  it('is described by channel and refused a place on the map, with the reason', async () => {
    const read = await importOf(tensor, memoryFile('e.h5', await ensemble()));
    expect([read.grids, read.observations]).toEqual([[], []]);
    const [r] = read.rejected;
    expect(r).toMatchObject({
      where: 'data set ensemble_tensor',
      count: 360,
      rule: expect.stringContaining('no coordinates'),
    });
    expect(r?.found).toContain('6 x 5 x 4 x 3, 360 of 360');
    expect(r?.found).toMatch(/alt: n 120, min -0\.5.*fc: .*0\.0001.*scaled, unit unknown.*fch4: .*max 3/);
    expect(read.notes[0]).toContain('modelled');
  });

  it('says what its published shape would span, which no box of the archive is', async () => {
    // The true shape with one slice stored: the others are the library's fill, as in a file that is mostly empty chunks.
    const bytes = await hdf5File((f) => {
      f.create_dataset({ name: 'alt', data: new Float32Array(2 * 2070), shape: [1, 2070, 2, 1], dtype: '<f4' });
    });
    const read = await importOf(tensor, memoryFile('a.h5', bytes));
    expect(read.rejected[0]?.rule).toContain('would span 18.6 x 0.0 degrees');
  });

  it('of flat samples is described as well, each data set by itself', async () => {
    const bytes = await hdf5File((f) => {
      for (const name of ['alt', 'fc', 'fch4'])
        f.create_dataset({ name, data: Float32Array.of(0, 0.5, 1), shape: [3], dtype: '<f4' });
    });
    const read = await importOf(tensor, memoryFile('a.h5', bytes));
    expect(read.rejected.map((r) => [r.where, r.found?.includes('scaled, unit unknown')])).toEqual([
      ['data set alt', true],
      ['data set fc', true],
      ['data set fch4', true],
    ]);
  });

  it('with coordinates inside is another kind of file', async () => {
    const bytes = await hdf5File((f) => {
      f.create_dataset({ name: 'alt', data: new Float32Array(8), shape: [2, 2, 2, 1], dtype: '<f4' });
      f.create_dataset({ name: 'lat', data: Float64Array.of(60, 61), shape: [2] });
      f.create_dataset({ name: 'lon', data: Float64Array.of(-150, -149), shape: [2] });
    });
    const candidate = await openCandidate(memoryFile('a.h5', bytes));
    expect(tensor.probe(candidate)).toBe('no');
    candidate.close();
  });

  it('larger than memory is looked into here and there', async () => {
    const whole = [314, 2070, 4178, 3];
    const bytes = await hdf5File((f) => {
      const data = new Float32Array(64 * 64 * 3).fill(-0.5);
      f.create_dataset({
        name: 'ensemble_tensor',
        data,
        shape: [1, 64, 64, 3],
        maxshape: whole,
        chunks: [1, 64, 64, 3],
        dtype: '<f4',
      }).resize(whole);
    });
    const began = performance.now();
    const read = await importOf(tensor, memoryFile('e.h5', bytes));
    expect(read.rejected[0]?.count).toBe(314 * 2070 * 4178 * 3);
    expect(performance.now() - began).toBeLessThan(20_000);
  }, 30_000);
});

describe.skipIf(!realDataIsHere)('HDF5 files of other programs (needs ../shared/data)', () => {
  it.each(['chunked', 'compressed', 'groups', 'references', 'dim_scales', 'latest'])(
    '%s.hdf5 is no tensor and is said to be unknown',
    async (name) => {
      const file = realFile(`formats/hdf5/${name}.hdf5`);
      const candidate = await openCandidate(file);
      expect(tensor.probe(candidate)).toBe('no');
      candidate.close();
      const { rejected, grids } = await importFiles([file]);
      expect(grids).toEqual([]);
      expect(rejected.length).toBeGreaterThan(0);
    },
  );
});

describe('a hostile HDF5 file', () => {
  it('whose groups hold themselves is listed and ends', async () => {
    const bytes = await hdf5File((f) => {
      const a = f.create_group('a');
      for (let i = 0; i < 4; i++) a.create_hard_link('/a', `again${i}`);
      a.create_soft_link('/a/loop', 'loop');
      f.create_dataset({ name: 'alt_tensor', data: Float32Array.of(1, 2, 3, 4), shape: [2, 1, 2, 1], dtype: '<f4' });
    });
    const began = performance.now();
    const { files } = await importFiles([memoryFile('c.h5', bytes)]);
    expect(files.length).toBe(1);
    expect(performance.now() - began).toBeLessThan(5000);
  });

  it('damaged anywhere gives an error or a description, never a value (fuzz, seed 5)', async () => {
    const whole = await ensemble();
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 }),
        fc.option(fc.nat(), { freq: 4 }),
        async (flips, cut) => {
          let bytes = whole.slice();
          for (const [at, value] of flips) bytes[8 + (at % (bytes.length - 8))] = value;
          if (cut !== null) bytes = bytes.subarray(0, 8 + (cut % bytes.length));
          const began = performance.now();
          const got = await importFiles([memoryFile('e.h5', bytes)]).catch((e: unknown) => e);
          expect(got).not.toBeInstanceOf(Error);
          expect((got as { grids: unknown[] }).grids).toEqual([]);
          expect(performance.now() - began).toBeLessThan(3000);
        },
      ),
      { seed: 5, numRuns: 200 },
    );
  }, 20_000);

  it('that is no tensor throws only what says so', async () => {
    const candidate = await openCandidate(memoryFile('a.txt', 'text'));
    await expect(tensor.read(candidate, [])).rejects.toThrow(UnreadableFile);
  });
});
