import fc from 'fast-check';
import { fromArrayBuffer, type GeoTIFFImage } from 'geotiff';
import { describe, expect, it } from 'vitest';
import { Random } from '../core/random.ts';
import { VARIABLES } from '../core/variable.ts';
import { cellSize, projectedCentreOf } from '../grid/ease2.ts';
import { windowOf } from '../grid/window.ts';
import { geotiff } from '../sources/geotiff/geotiff.ts';
import { memoryFile } from '../sources/memory-file.ts';
import { importOf } from '../sources/test-data.node.ts';
import type { Store } from '../store/store.ts';
import { blobSink } from './blob-sink.ts';
import { exportBlob } from './export-blob.ts';
import { type ExportOrder, exportStore } from './export-store.ts';
import { smallStore } from './small-store.ts';

async function tiffOf(store: Store, order: Partial<ExportOrder> = {}): Promise<ArrayBuffer> {
  const blob = await exportBlob(store, { as: 'geotiff', when: '2026-11-22T12:00:00Z', ...order });
  return blob.arrayBuffer();
}

const bandsOf = async (image: GeoTIFFImage): Promise<ArrayLike<number>[]> =>
  (await image.readRasters({ interleave: false })) as unknown as ArrayLike<number>[];

describe('a frame that leaves as GeoTIFF', () => {
  it('comes back pixel by pixel, in either type of number, with its holes', async () => {
    const any = fc.record({
      months: fc.integer({ min: 1, max: 3 }),
      quantiles: fc.constantFrom(undefined, [0.5], [0.1, 0.9]),
      holes: fc.constantFrom(0, 1, 2, 7),
      empty: fc.constantFrom([], ['t_air'], ['land', 'alt']),
      type: fc.constantFrom('int16' as const, 'float32' as const),
    });
    await fc.assert(
      fc.asyncProperty(any, async ({ months, quantiles, type, ...gone }) => {
        const { store, value } = await smallStore({
          level: 'M36',
          firstMonth: 500,
          months,
          ...gone,
          ...(quantiles ? { quantiles } : {}),
        });
        const image = await (await fromArrayBuffer(await tiffOf(store, { type }))).getImage();
        const bands = await bandsOf(image);
        const wanted = store.meta.fields.flatMap(({ name }) =>
          (name === 'alt' ? (quantiles ?? []) : [0]).flatMap((_, q) =>
            Array.from({ length: name === 'land' ? 1 : months }, (_, t) => ({ name, q, t })),
          ),
        );
        expect(bands.length).toBe(wanted.length);
        wanted.forEach(({ name, q, t }, b) => {
          const { scale } = VARIABLES[name as 'alt'];
          for (let i = 0; i < 30 * 96; i++) {
            const stored = (bands[b] as ArrayLike<number>)[i] as number;
            const got = type === 'float32' ? stored : stored === -32768 ? Number.NaN : stored * scale;
            const want = value(name, Math.floor(i / 96), i % 96, t, q);
            if (!(Number.isNaN(got) && Number.isNaN(want)) && !(Math.abs(got - want) < scale / 100))
              expect([name, q, t, i, got]).toEqual([name, q, t, i, want]);
          }
        });
      }),
      { numRuns: 20 },
    );
  });

  it('lies where the grid lies, and names its reference system', async () => {
    const { store } = await smallStore({ level: 'M09', firstMonth: 0, months: 1, holes: 3 });
    const image = await (
      await fromArrayBuffer(await tiffOf(store, { fields: ['t_air'], extent: [-150, 68, -148, 69] }))
    ).getImage();
    const { row0, col0 } = windowOf('M09');
    const [x, y] = image.getOrigin() as [number, number];
    const col = Math.round((x - projectedCentreOf('M09', 0, col0 - 0.5).x) / cellSize('M09'));
    const row = Math.round((projectedCentreOf('M09', row0 - 0.5, 0).y - y) / cellSize('M09'));
    expect(Math.abs(x - projectedCentreOf('M09', 0, col0 + col - 0.5).x)).toBeLessThan(0.001);
    expect(Math.abs(y - projectedCentreOf('M09', row0 + row - 0.5, 0).y)).toBeLessThan(0.001);
    expect(image.getGeoKeys()).toMatchObject({
      ProjectedCSTypeGeoKey: 6933,
      GTRasterTypeGeoKey: 1,
      ProjLinearUnitsGeoKey: 9001,
    });
  });

  it('has overviews that are means of the cells that have a value', async () => {
    const { store: full, value: known } = await smallStore({ level: 'M09', firstMonth: 0, months: 1, holes: 0 });
    // Most cells are empty, so that four, some, one or none of four are known.
    const empty = new Random(3);
    const mask = Uint8Array.from({ length: 120 * 384 }, () => (empty.uniform() < 0.6 ? 1 : 0));
    const value = (r: number, c: number) => (mask[r * 384 + c] ? Number.NaN : known('t_air', r, c));
    const store: Store = {
      name: full.name,
      meta: full.meta,
      observations: (signal) => full.observations(signal),
      readBlock: async (request, signal) => {
        const block = await full.readBlock(request, signal);
        return { ...block, values: block.values.map((v, i) => (mask[request.rows[0] * 384 + i] ? Number.NaN : v)) };
      },
    };
    const tiff = await fromArrayBuffer(await tiffOf(store, { fields: ['t_air'] }));
    expect(await tiff.getImageCount()).toBe(2);
    const small = await tiff.getImage(1);
    expect([small.getWidth(), small.getHeight()]).toEqual([192, 60]);
    const [band] = await bandsOf(small);
    for (let i = 0; i < 60 * 192; i++) {
      const [r, c] = [2 * Math.floor(i / 192), 2 * (i % 192)];
      const four = [value(r, c), value(r, c + 1), value(r + 1, c), value(r + 1, c + 1)];
      const there = four.filter((v) => !Number.isNaN(v));
      const want = there.reduce((a, b) => a + b, 0) / there.length;
      const got = (band as ArrayLike<number>)[i] as number;
      if (!(Number.isNaN(got) && there.length === 0) && !(Math.abs(got - want) < 1e-4))
        expect([i, got]).toEqual([i, want]);
    }
  });

  it('is read by our own importer without a question, each band as its month', async () => {
    const { store, value } = await smallStore({ level: 'M36', firstMonth: 500, months: 2, holes: 0 });
    const { grids, rejected } = await importOf(
      geotiff,
      memoryFile('out.tif', new Uint8Array(await tiffOf(store, { type: 'int16' }))),
    );
    expect(rejected).toEqual([]);
    expect(grids.map((g) => g.variable)).toEqual(['t_air', 't_air', 'land']);
    expect(grids.map((g) => g.time)).toEqual([
      { at: 'months', months: Int32Array.of(500) },
      { at: 'months', months: Int32Array.of(501) },
      { at: 'static' },
    ]);
    for (const i of [0, 1000, 2879])
      expect(grids[1]?.values[i]).toBeCloseTo(value('t_air', Math.floor(i / 96), i % 96, 1), 4);
  });

  it('is refused when it would be too large, before a byte is written', async () => {
    const { store } = await smallStore({ level: 'M36', firstMonth: 0, months: 3, holes: 0 });
    const sink = blobSink();
    await expect(exportStore(store, { as: 'geotiff', when: '2026-11-22T12:00:00Z', limit: 1e5 }, sink)).rejects.toThrow(
      /at most/,
    );
    expect(sink.blob('').size).toBe(0);
  });
});
