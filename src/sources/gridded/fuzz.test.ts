import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UnreadableFile } from '../../core/error.ts';
import { VARIABLES } from '../../core/variable.ts';
import { openCandidate } from '../candidate.ts';
import { cfNetcdf } from '../cf-netcdf/cf-netcdf.ts';
import { era5 } from '../era5/era5.ts';
import { type Made, madeClassic, madeHdf5 } from '../made-netcdf.node.ts';
import { memoryFile } from '../memory-file.ts';
import type { Imported } from '../source.ts';
import { tcfm } from '../tcfm/tcfm.ts';

const DAYS = 40;
const count = (n: number) => Array.from({ length: n }, (_, i) => i);
/** Readable by all three: names of ERA5, a CF field, NEE on a kilometre. */
const MADE: Made = {
  attributes: { history: 'grib_to_netcdf', title: 'TCF' },
  dimensions: { time: DAYS, y: 3, x: 4 },
  record: 'time',
  variables: {
    time: {
      type: 'int',
      dimensions: ['time'],
      values: count(DAYS),
      attributes: { units: 'days since 2001-07-01', calendar: 'standard' },
    },
    y: { type: 'float', dimensions: ['y'], values: [70, 69, 68], attributes: { units: 'degrees_north' } },
    x: { type: 'float', dimensions: ['x'], values: [200, 201, 202, 203], attributes: { units: 'degrees_east' } },
    t2m: {
      type: 'short',
      dimensions: ['time', 'y', 'x'],
      values: count(DAYS * 12),
      attributes: { units: 'K', scale_factor: 0.1, add_offset: 260, _FillValue: -32767 },
    },
    tas: {
      type: 'float',
      dimensions: ['time', 'y', 'x'],
      values: count(DAYS * 12).map((i) => 270 + (i % 7)),
      attributes: { standard_name: 'air_temperature', units: 'K' },
    },
    NEE: {
      type: 'float',
      dimensions: ['time', 'y', 'x'],
      values: count(DAYS * 12).map(() => -1),
      attributes: { units: 'g C m-2 d-1' },
    },
  },
};
const SOURCES = [era5, tcfm, cfNetcdf] as const;

/** Whatever comes out must be in range, in its place and of its shape; what does not come out must be said. */
function sound(read: Imported): void {
  for (const g of read.grids) {
    const [low, high] = VARIABLES[g.variable].range;
    const steps = g.time.at === 'months' ? g.time.months.length : 1;
    expect(g.values.length).toBe(steps * g.rows * g.cols);
    expect(g.lat.length === g.rows * g.cols && g.lon.length === g.lat.length).toBe(true);
    expect(g.values.every((v) => Number.isNaN(v) || (v >= low - 1e-4 && v <= high + 1e-4))).toBe(true);
  }
  for (const r of read.rejected) expect(r.file !== '' && r.rule !== '' && r.todo !== '').toBe(true);
  expect(read.grids.length + read.rejected.length).toBeGreaterThan(0);
}

async function survives(bytes: Uint8Array): Promise<void> {
  let candidate: Awaited<ReturnType<typeof openCandidate>> | undefined;
  try {
    candidate = await openCandidate(memoryFile('f.nc', bytes));
    for (const source of SOURCES) {
      if (source.probe(candidate) === 'no') continue;
      try {
        sound(await source.read(candidate, []));
      } catch (error) {
        expect(error).toBeInstanceOf(UnreadableFile);
      }
    }
  } catch (error) {
    expect(error).toBeInstanceOf(UnreadableFile);
  } finally {
    candidate?.close();
  }
}

describe.each([
  ['netCDF-3', async () => madeClassic(MADE)],
  [
    'netCDF-4',
    () =>
      madeHdf5({
        ...MADE,
        variables: {
          ...MADE.variables,
          tas: { ...(MADE.variables.tas as Made['variables'][string]), chunk: [5, 3, 4] },
        },
      }),
  ],
] as const)('%s damaged at will (made to specification)', (_, make) => {
  it('is whole at first: all three sources read it', async () => {
    const candidate = await openCandidate(memoryFile('f.nc', await make()));
    for (const source of SOURCES) {
      expect(source.probe(candidate)).not.toBe('no');
      expect((await source.read(candidate, [])).grids.length).toBeGreaterThan(0);
    }
    candidate.close();
  });

  it('gives clear errors or sound grids: flipped bytes, most of them in the header', async () => {
    const whole = await make();
    const place = fc.oneof(fc.nat(Math.min(2500, whole.length - 1)), fc.nat(whole.length - 1));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(place, fc.nat(255)), { minLength: 1, maxLength: 6 }), async (flips) => {
        const bytes = whole.slice();
        for (const [at, to] of flips) bytes[at] = to;
        await survives(bytes);
      }),
      { numRuns: 180, seed: 7 },
    );
  }, 30_000);

  it('gives clear errors or sound grids: cut at any length', async () => {
    const whole = await make();
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length), async (cut) => survives(whole.slice(0, cut))),
      { numRuns: 80, seed: 7 },
    );
  }, 30_000);

  it('gives clear errors or sound grids: huge declared sizes', async () => {
    const whole = await make();
    const huge = fc.constantFrom(0x7fffffff, 0xffffffff, 0x10000000, 0x00ffffff);
    await fc.assert(
      fc.asyncProperty(fc.nat(Math.min(1600, whole.length - 4)), huge, fc.boolean(), async (at, n, little) => {
        const bytes = whole.slice();
        new DataView(bytes.buffer).setUint32(Math.floor(at / 4) * 4, n, little);
        await survives(bytes);
      }),
      { numRuns: 120, seed: 7 },
    );
  }, 30_000);
});
