import fc from 'fast-check';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { StudioError } from '../../core/error.ts';
import { windowCell } from '../../grid/window.ts';
import { importFiles } from '../../preprocess/import-files.ts';
import { decodeText } from '../encoding.ts';
import { memoryFile } from '../memory-file.ts';
import { meaningName } from '../raster/companion-json.ts';
import type { Imported, InputFile } from '../source.ts';
import { importOf, realDataIsHere, realFile } from '../test-data.node.ts';
import { Annotation } from './annotation.ts';
import { fittingGrid, groundGrids } from './ground-grid.ts';
import { lookAngles } from './incidence.ts';
import { annotationText, makeScene, PLACE, type SceneOrder, WAVELENGTH } from './make-scene.ts';
import { uavsar, uavsarSource } from './uavsar.ts';

const part = (end: string) => realFile(`formats/uavsar/uavsar_latlon.${end}`);
const realAnnotation = async () => new Annotation(decodeText(await part('ann').bytes()).text);

describe.skipIf(!realDataIsHere)('UAVSAR, the real annotation and binaries (needs ../shared/data)', () => {
  it('UAV-1: of two sizes in the annotation, the one that fits the file is taken', async () => {
    const a = await realAnnotation();
    expect(groundGrids(a).map((g) => [g.rows, g.cols])).toEqual([
      [477, 701],
      [4768, 7014],
      [4768, 7014],
    ]);
    expect(fittingGrid(a, part('cor.grd').size, 4)).toMatchObject({ rows: 477, cols: 701 });
    expect(fittingGrid(a, part('int.grd').size, 8)).toMatchObject({ rows: 477, cols: 701 });
    expect(fittingGrid(a, 133_771_008, 4)).toMatchObject({ rows: 4768, cols: 7014 });
    expect(fittingGrid(a, part('cor.grd').size - 4, 4)).toBeUndefined();
  });

  it('UAV-2: the start is the middle of the upper-left pixel', async () => {
    const [grid] = groundGrids(await realAnnotation());
    expect(grid).toMatchObject({ lat: 39.07112544, lon: -108.12820512, latStep: -5.556e-5, lonStep: 5.556e-5 });
  });

  it('UAV-3, UAV-4: "=" and ":" in a value, N/A, dates with a leading blank, units of several parts', async () => {
    const a = await realAnnotation();
    expect(a.text('URL')).toBe(
      'http://uavsar.jpl.nasa.gov/cgi-bin/product.pl?jobName=grmesa_27416_20003-028_20005-007_0011d_s01_L090_01',
    );
    expect(a.text('Barometric Pressure during Pass 1')).toBeUndefined();
    expect(a.number('Center Wavelength')).toBe(23.8403545);
    expect(a.number('global average  terrain height')).toBe(2341.99488);
    expect(a.instant('Start Time of Acquisition for Pass 1')?.toISOString()).toBe('2020-02-01T02:13:16.000Z');
    expect(a.instant('Start Time of Acquisition for Pass 2')?.toISOString()).toBe('2020-02-12T16:47:20.000Z');
  });

  it('UAV-5: a wrapped phase gives no displacement, and the set lies in Colorado', async () => {
    const companions = ['int.grd', 'cor.grd', 'amp1.grd'].map(part);
    const got = await importOf(uavsar, part('ann'), companions);
    expect(got.grids).toEqual([]);
    expect(got.rejected[0]?.rule).toContain('wrapped');
    const outside = await importOf(uavsar, part('ann'), [
      ...companions,
      memoryFile('formats/uavsar/uavsar_latlon.unw.grd', await part('cor.grd').bytes()),
    ]);
    expect(outside.rejected[0]).toMatchObject({ rule: 'outside the Alaska window', count: 477 * 701 });
  });

  it('look angles from the flight geometry agree with those that the annotation gives for near range', async () => {
    const a = await realAnnotation();
    const look = lookAngles(a);
    if (typeof look === 'string') throw new Error(look);
    // near slant range 11450.019 m, platform 12495.7 m, ground 2342.0 m: acos(height / range) = 27.5 degrees at 5.29 km across track
    const across = Math.sqrt(11_450.019 ** 2 - (12_495.7116 - 2341.99488) ** 2);
    // heading -85.9 degrees, looking left: south of the peg
    const h = (-85.924731957 * Math.PI) / 180;
    const [north, east] = [across * Math.sin(h), -across * Math.cos(h)];
    const lat = 39.190276996 + north / 111_195;
    const lon = -108.13135622 + east / (111_195 * Math.cos((39.15 * Math.PI) / 180));
    expect((look.incidence(lat, lon) * 180) / Math.PI).toBeCloseTo(27.51, 0);
  });

  it('a binary beside its annotation is a part of it, and no unknown file', async () => {
    const files = ['ann', 'int.grd', 'cor.grd', 'amp1.grd'].map(part);
    const got = await importFiles(files);
    expect(got.files.map((f) => f.source?.startsWith('part of') ?? false)).toEqual([false, true, true, true]);
    expect(got.rejected.every((r) => !r.rule.includes('no source recognises'))).toBe(true);
  });
});

const AWAY = { phasePositive: 'away' };
const choice = (file: InputFile, json: unknown): InputFile => memoryFile(meaningName(file.name), JSON.stringify(json));

async function readScene(order: SceneOrder, json: unknown = AWAY): Promise<Imported> {
  const { annotation, phase, correlation } = makeScene(order);
  return importOf(uavsar, annotation, [phase, correlation, ...(json === null ? [] : [choice(annotation, json)])]);
}

/** 5.6 km by 4.1 km; ground has sunk by 3 cm in the eastern part. */
const [ROWS, COLS] = [900, 1800];
const sunk = (_: number, col: number) => ({ uz: col >= 1100 ? -0.03 : 0, cor: 0.8 });

/** Value of the cell that holds a pixel. */
function atPixel({ grids }: Imported, row: number, col: number, what: 'values' | 'sd' = 'values'): number {
  const grid = grids[0];
  if (!grid) throw new Error('no grid');
  const [lat, lon] = [PLACE.lat - row * PLACE.step, PLACE.lon + col * PLACE.step];
  const want = windowCell('M01', lon, lat);
  const i = Array.from(grid.lat.keys()).find((k) => {
    const cell = windowCell('M01', grid.lon[k] as number, grid.lat[k] as number);
    return cell?.row === want?.row && cell?.col === want?.col;
  });
  return (grid[what] as Float32Array)[i as number] as number;
}

describe('UAVSAR, scenes made to specification', () => {
  it('displacement from unwrapped phase, the scene median as reference, over the span of two passes', async () => {
    const got = await readScene({ rows: ROWS, cols: COLS, at: sunk });
    const [grid] = got.grids;
    expect(grid).toMatchObject({
      variable: 'uz',
      time: { at: 'span', from: '2017-06-01T02:13:16.000Z', to: '2017-09-12T16:47:20.000Z' },
    });
    expect(atPixel(got, 450, 300)).toBeCloseTo(0, 4);
    // 3 cm down; the sphere under the flight makes 0.1 mm of it
    expect(Math.abs(atPixel(got, 450, 1500) + 0.03)).toBeLessThan(2e-4);
    expect(grid?.note).toContain('median phase of the scene (5.000 rad)');
    expect(got.provenance).toMatchObject({ publisher: 'NASA/JPL UAVSAR', doi: '10.5194/essd-16-2605-2024' });
  });

  it('the sign of phase is asked for, and the other answer turns the field round', async () => {
    const asked = await readScene({ rows: 60, cols: 60, at: () => ({ uz: 0, cor: 0.9 }) }, null);
    expect(asked.grids).toEqual([]);
    expect(asked.rejected[0]?.rule).toContain('which motion makes the phase grow');
    const towards = await readScene({ rows: ROWS, cols: COLS, at: sunk }, { phasePositive: 'towards' });
    expect(Math.abs(atPixel(towards, 450, 1500) - 0.03)).toBeLessThan(2e-4);
  });

  it('a stable place as reference, by a recipe', async () => {
    const { annotation, phase, correlation } = makeScene({ rows: ROWS, cols: COLS, at: sunk });
    const reference = { lat: PLACE.lat - 450 * PLACE.step, lon: PLACE.lon + 1500 * PLACE.step, radius: 200 };
    const got = await importOf(
      uavsarSource(() => ({ phasePositive: 'away', reference })),
      annotation,
      [phase, correlation],
    );
    expect(atPixel(got, 450, 1500)).toBeCloseTo(0, 3);
    expect(Math.abs(atPixel(got, 450, 300) - 0.03)).toBeLessThan(8e-4); // the constant is a phase: off the reference it scales with incidence
  });

  it('pixels of correlation 0.35 or less are left out and counted, the others weigh by their phase variance', async () => {
    const got = await readScene({
      rows: ROWS,
      cols: COLS,
      at: (row, col) =>
        col >= 1100
          ? row % 2 === 0
            ? { uz: -0.02, cor: 0.9 }
            : { uz: -0.04, cor: 0.5 }
          : { uz: 0, cor: col < 100 ? 0.3 : 0.8 },
    });
    const w = (c: number) => (c * c) / (1 - c * c);
    const expected = -(0.02 * w(0.9) + 0.04 * w(0.5)) / (w(0.9) + w(0.5));
    expect(Math.abs(atPixel(got, 450, 1500) - expected)).toBeLessThan(2e-4);
    expect(got.rejected.find((r) => r.rule.startsWith('correlation'))?.count).toBe(100 * ROWS);
  });

  it('sd is the noise of the mean and the shared part, never less than that', async () => {
    const got = await readScene(
      { rows: ROWS, cols: COLS, at: (_, col) => ({ uz: 0, cor: col >= 1100 ? 0.4 : 0.9 }) },
      { ...AWAY, sharedSd: 0 },
    );
    const [poor, good] = [atPixel(got, 450, 1500, 'sd'), atPixel(got, 450, 300, 'sd')];
    expect(good).toBeGreaterThan(0);
    expect(poor / good).toBeGreaterThan(3);
    // one pixel: wavelength / 4 pi / cos(incidence) x sqrt((1 - c²) / (72 c²)); a cell has some 80,000 of them
    const one = (WAVELENGTH / (4 * Math.PI) / 0.78) * Math.sqrt((1 - 0.81) / (72 * 0.81));
    expect(good).toBeLessThan(one / 20);
    const usual = await readScene({ rows: ROWS, cols: COLS, at: sunk });
    expect(atPixel(usual, 450, 300, 'sd')).toBeGreaterThanOrEqual(0.02);
    expect(usual.grids[0]?.note).toContain('0.02 m shared by neighbours, assumed');
  });

  it('fill is counted and motion beyond half a metre rejected', async () => {
    const got = await readScene({
      rows: ROWS,
      cols: COLS,
      at: (row, col) => (row < 10 ? undefined : { uz: col < 50 ? -0.7 : 0, cor: 0.9 }),
    });
    expect(got.rejected.find((r) => r.rule.includes('fill'))?.count).toBe(10 * COLS);
    expect(got.rejected.find((r) => r.rule.startsWith('more than 0.5 m'))?.count).toBe(50 * (ROWS - 10));
  });

  it('refuses slant range, a missing correlation, a length that fits no size, passes in the wrong order', async () => {
    const scene = makeScene({ rows: 60, cols: 60, at: () => ({ uz: 0, cor: 0.9 }) });
    const rule = async (companions: readonly InputFile[], annotation = scene.annotation) =>
      (await importOf(uavsar, annotation, [...companions, choice(annotation, AWAY)])).rejected[0]?.rule;
    const slant = memoryFile('set/made_L090HH_01.unw', new Uint8Array(400));
    expect(await rule([slant])).toContain('slant-range');
    expect(await rule([scene.phase])).toContain('no correlation');
    const short = memoryFile(scene.phase.name, (await scene.phase.bytes()).subarray(0, 60 * 59 * 4));
    expect(await rule([short, scene.correlation])).toContain('bytes of phase');
    const swapped = makeScene({
      rows: 60,
      cols: 60,
      at: () => ({ uz: 0, cor: 0.9 }),
      replace: [[/ 1-Jun-2017/, ' 1-Jun-2018']],
    });
    expect(await rule([swapped.phase, swapped.correlation], swapped.annotation)).toContain('two acquisition times');
  });

  it('without heights the incidence is a linear ramp between the corners, and the note says so', async () => {
    const corner = (name: string, lat: number, lon: number) =>
      `Approximate ${name} Latitude (deg) = ${lat}\nApproximate ${name} Longitude (deg) = ${lon}\n`;
    const text =
      annotationText(60, 60).replace(/Global Average Altitude.*\n/, '') +
      corner('Upper Left', 68.78, -149.9) +
      corner('Upper Right', 68.78, -149.3) +
      corner('Lower Left', 68.575, -149.9) +
      corner('Lower Right', 68.575, -149.3);
    const look = lookAngles(new Annotation(text));
    if (typeof look === 'string') throw new Error(look);
    expect(look.note).toContain('linear ramp');
    expect((look.incidence(68.6775, -149.62) * 180) / Math.PI).toBeCloseTo((27.51 + 67.59) / 2, 0);
  });

  it('a set as the archive delivers it, zipped, gives the same field as the files themselves', async () => {
    const scene = makeScene({ rows: ROWS, cols: COLS, at: sunk });
    const files = [scene.annotation, scene.phase, scene.correlation, choice(scene.annotation, AWAY)];
    const members = Object.fromEntries(await Promise.all(files.map(async (f) => [f.name, await f.bytes()] as const)));
    const zipped = await importFiles([memoryFile('set.zip', zipSync(members, { level: 1 }))]);
    const plain = await importOf(uavsar, scene.annotation, files.slice(1));
    expect(zipped.grids.length).toBe(1);
    expect(zipped.grids[0]?.values).toEqual(plain.grids[0]?.values);
    expect(zipped.grids[0]?.sd).toEqual(plain.grids[0]?.sd);
    expect(zipped.rejected).toEqual([]);
    expect(zipped.files.filter((f) => f.source?.startsWith('part of')).length).toBe(3);
  });

  it('reads by ranges of at most 4 MB, whatever the size of the scene', async () => {
    const { annotation, phase, correlation } = makeScene({ rows: 1500, cols: 1500, at: sunk });
    let longest = 0;
    const watched = (file: InputFile): InputFile => ({
      ...file,
      bytes: (offset = 0, length = file.size) => {
        longest = Math.max(longest, length);
        return file.bytes(offset, length);
      },
    });
    const got = await importOf(uavsar, annotation, [watched(phase), watched(correlation), choice(annotation, AWAY)]);
    expect(got.grids.length).toBe(1);
    expect(longest).toBeLessThanOrEqual(4 * 2 ** 20);
  });

  it('fuzz: broken annotations and binaries give a clear error or a report, and no motion that cannot be', async () => {
    const coarse = [
      [/Latitude Spacing(.*)= -0.00005556/, 'Latitude Spacing$1= -0.0005'],
      [/Longitude Spacing(.*)= 0.00005556/, 'Longitude Spacing$1= 0.0005'],
    ] as const;
    const scene = makeScene({ rows: 60, cols: 60, at: () => ({ uz: 0.01, cor: 0.9 }), replace: coarse });
    const untouched = await importOf(uavsar, scene.annotation, [
      scene.phase,
      scene.correlation,
      choice(scene.annotation, AWAY),
    ]);
    expect(untouched.grids.length).toBe(1);
    const [text, phase, correlation] = await Promise.all(
      [scene.annotation, scene.phase, scene.correlation].map((f) => f.bytes()),
    );
    const flips = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 8 });
    const cut = fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined });
    const spoil = (
      bytes: Uint8Array | undefined,
      where: readonly (readonly [number, number])[],
      share: number | undefined,
    ) => {
      const all = bytes ?? new Uint8Array();
      const out = all.slice(0, share === undefined ? all.length : Math.floor(share * all.length));
      for (const [at, value] of where) if (out.length > 0) out[at % out.length] = value;
      return out;
    };
    await fc.assert(
      fc.asyncProperty(flips, cut, flips, flips, cut, async (a, cutText, p, c, cutPhase) => {
        const annotation = memoryFile(scene.annotation.name, spoil(text, a, cutText));
        const files = [
          memoryFile(scene.phase.name, spoil(phase, p, cutPhase)),
          memoryFile(scene.correlation.name, spoil(correlation, c, undefined)),
        ];
        const got = await importOf(uavsar, annotation, [...files, choice(annotation, AWAY)]).catch((error: unknown) => {
          // a text that is no annotation any more is not ours
          if (error instanceof StudioError || (error instanceof Error && error.message.includes('does not recognise')))
            return undefined;
          throw error;
        });
        if (!got) return;
        expect(got.grids.length + got.rejected.length).toBeGreaterThan(0);
        for (const g of got.grids) for (const v of g.values) expect(Number.isNaN(v) || Math.abs(v) <= 0.5).toBe(true);
      }),
      { seed: 4, numRuns: 300 },
    );
  }, 30_000);
});
