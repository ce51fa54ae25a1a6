import { describe, expect, it } from 'vitest';
import { isoMonth } from '../../core/month.ts';
import { project } from '../../grid/ease2.ts';
import { openCandidate } from '../candidate.ts';
import { readField } from '../cf-netcdf/read-field.ts';
import { type MadeVariable, madeHdf5 } from '../made-netcdf.node.ts';
import { memoryFile } from '../memory-file.ts';
import type { Attribute, Netcdf, NetcdfVariable } from '../netcdf-model.ts';
import type { NativeGrid } from '../source.ts';
import { importOf, realDataIsHere, realFile } from '../test-data.node.ts';
import { tcfm } from './tcfm.ts';

const R = 6371228;
const COS30 = Math.cos(Math.PI / 6);
/** Middle of the cut-out, near Toolik. */
const [LON, LAT] = [-149.6, 68.6];
const N = 12;
const SPHERE = {
  grid_mapping_name: 'lambert_cylindrical_equal_area',
  standard_parallel: 30,
  longitude_of_central_meridian: 0,
  earth_radius: R,
};
const ELLIPSOID = {
  grid_mapping_name: 'lambert_cylindrical_equal_area',
  standard_parallel: 30,
  longitude_of_central_meridian: 0,
  semi_major_axis: 6378137,
  inverse_flattening: 298.257223563,
};

interface Options {
  readonly name?: 'NEE' | 'CH4';
  readonly units?: string;
  readonly mapping?: Record<string, Attribute> | null;
  readonly cell?: number;
  readonly middle?: { readonly x: number; readonly y: number };
  readonly year?: number;
  readonly days?: number;
  readonly value?: number;
}
const onSphere = { x: (R * COS30 * LON * Math.PI) / 180, y: (R * Math.sin((LAT * Math.PI) / 180)) / COS30 };

function made({
  name = 'NEE',
  units = 'g C m-2 d-1',
  mapping = SPHERE,
  cell = 1000.9,
  middle = onSphere,
  year = 2010,
  days = 365,
  value = -1.0377504,
}: Options) {
  const axis = (from: number, step: number) => Array.from({ length: N }, (_, i) => from + (i - N / 2) * step);
  const flux: MadeVariable = {
    type: 'float',
    dimensions: ['time', 'y', 'x'],
    values: Array.from({ length: days * N * N }, (_, i) => (i % (N * N) === 0 ? -9999 : value)),
    attributes: { units, _FillValue: -9999, grid_mapping: 'crs' },
    chunk: [30, 6, N],
  };
  const coordinate = (d: 'x' | 'y', values: number[]): MadeVariable => ({
    type: 'double',
    dimensions: [d],
    values,
    attributes: { units: 'm', standard_name: `projection_${d}_coordinate` },
  });
  return madeHdf5({
    dimensions: { time: days, y: N, x: N, one: 1 },
    variables: {
      time: {
        type: 'double',
        dimensions: ['time'],
        values: Array.from({ length: days }, (_, i) => i),
        attributes: { units: `days since ${year}-01-01` },
      },
      y: coordinate('y', axis(middle.y, -cell)),
      x: coordinate('x', axis(middle.x, cell)),
      ...(mapping
        ? { crs: { type: 'int', dimensions: ['one'], values: [0], attributes: mapping } as MadeVariable }
        : {}),
      [name]: flux,
    },
  });
}
const read = async (options: Options = {}) => importOf(tcfm, memoryFile('NEE_2010.nc4', await made(options)));

describe('TCFM-Arctic (made to specification)', () => {
  it('gives monthly means of a process model, never observations', async () => {
    const got = await read();
    const [g] = got.grids as [NativeGrid];
    expect(got.observations).toEqual([]);
    expect([g.variable, g.time.at === 'months' && [...g.time.months].map(isoMonth).length]).toEqual(['co2', 12]);
    expect(g.values[0]).toBeNaN();
    expect(g.values[1]).toBeCloseTo(-1, 6);
    expect(g.note).toContain('never an observation');
  });

  it('lies where its own mapping says, sphere or ellipsoid; taken for one another they would lie 28 columns off', async () => {
    const old = (await read()).grids[0] as NativeGrid;
    const middle = (N / 2) * N + N / 2;
    expect(old.lat[middle]).toBeCloseTo(LAT, 4);
    expect(old.lon[middle]).toBeCloseTo(LON, 4);
    const now = (await read({ mapping: ELLIPSOID, cell: 1000.89502334956, middle: project(LON, LAT) }))
      .grids[0] as NativeGrid;
    expect(now.lat[middle]).toBeCloseTo(LAT, 4);
    expect(now.lon[middle]).toBeCloseTo(LON, 4);
  });

  it('asks when mapping and cell size contradict each other, and when there is no mapping (EPSG:3410 against 6933)', async () => {
    const torn = await read({ mapping: ELLIPSOID });
    expect(torn.grids).toEqual([]);
    expect(torn.rejected[0]?.rule).toContain('28 columns and 20 rows lie between them');
    const none = await read({ mapping: null });
    expect(none.rejected[0]?.rule).toContain('nobody knows where its cells lie');
  });

  it('reads the unit, asks for a missing one, refuses one that cannot be', async () => {
    expect((await read({ units: 'umol m-2 s-1', value: -1 })).grids[0]?.values[1]).toBeCloseTo(-1, 6);
    expect((await read({ units: '' })).rejected[0]).toMatchObject({
      rule: 'no unit given',
      todo: expect.stringContaining('the guide says'),
    });
    expect((await read({ units: 'umol C m-2 d-1' })).rejected.find((r) => r.rule.includes('cannot be'))?.found).toBe(
      'umol C m-2 d-1',
    );
    const ch4 = await read({ name: 'CH4', units: 'mg C m-2 d-1', value: 10.377504 });
    expect([ch4.grids[0]?.variable, ch4.grids[0]?.values[1]]).toEqual(['ch4', 10]);
    const wrong = await read({ name: 'CH4', units: 'g C m-2 d-1', value: 0.9 });
    expect(wrong.grids).toEqual([]);
  });

  it('says that a leap year of 365 days lacks one', async () => {
    expect((await read({ year: 2012 })).notes.some((n) => n.includes('leap year 2012'))).toBe(true);
    expect((await read({ year: 2012, days: 366 })).notes.some((n) => n.includes('leap year'))).toBe(false);
  });

  it.skipIf(!realDataIsHere)('leaves the 30-km NEE of another model alone (needs ../shared/data)', async () => {
    const candidate = await openCandidate(realFile('gridded_nee/ABoVE_TVPRM_bbox.nc4'));
    expect(tcfm.probe(candidate)).toBe('no');
    candidate.close();
  });

  it('leaves NEE of a kilometre on a cone to the reader of any CF file: it is somebody else’s', async () => {
    const cone = { grid_mapping_name: 'albers_conical_equal_area', standard_parallel: [55, 65] };
    const probe = async (mapping: Record<string, Attribute>) => {
      const candidate = await openCandidate(memoryFile('a.nc', await made({ mapping, days: 31 })));
      const found = tcfm.probe(candidate);
      candidate.close();
      return found;
    };
    expect([await probe(cone), await probe(SPHERE)]).toEqual(['no', 'likely']);
  });

  it('holds neither a year nor the Arctic in memory: Alaska alone, a chunk at a time', async () => {
    // 31 days of 12 000 x 600 cells of 3 km round the globe, made as they are asked for.
    const [rows, cols, days, cell] = [600, 12000, 31, 3000];
    let largest = 0;
    const plain = (
      name: string,
      shape: number[],
      attributes: Record<string, Attribute>,
      values: (i: number) => number,
      dimensions: string[],
    ): NetcdfVariable => ({
      name,
      shape,
      attributes,
      dimensions,
      read: () => Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => values(i)),
    });
    const netcdf: Netcdf = {
      format: 'hdf5',
      attributes: {},
      close: () => undefined,
      variables: [
        plain('time', [days], { units: 'days since 2010-07-01' }, (i) => i, ['time']),
        plain('y', [rows], { units: 'm', standard_name: 'projection_y_coordinate' }, (i) => 7_300_000 - i * cell, [
          'y',
        ]),
        plain(
          'x',
          [cols],
          { units: 'm', standard_name: 'projection_x_coordinate' },
          (i) => -17_300_000 + i * cell * 0.96,
          ['x'],
        ),
        plain('crs', [], SPHERE, () => 0, []),
        {
          ...plain('NEE', [days, rows, cols], { units: 'umol m-2 s-1', grid_mapping: 'crs' }, () => 0, [
            'time',
            'y',
            'x',
          ]),
          chunk: [1, 100, 1000],
          read: () => {
            throw new Error('the whole field was asked for');
          },
          slab: (box) => {
            const n = box.reduce((a, [from, to]) => a * (to - from), 1);
            largest = Math.max(largest, n);
            return new Float64Array(n).fill(-2);
          },
        },
      ],
    };
    const got = await readField(netcdf.variables.at(-1) as NetcdfVariable, netcdf, {
      source: 'tcfm',
      file: 'x',
      projection: false,
      note: '',
    });
    if ('rule' in got) throw new Error(got.rule);
    expect(got.grid?.values.every((x) => x === -2)).toBe(true);
    expect(largest).toBeLessThan(5e6);
    expect(got.rejected[0]).toMatchObject({ rule: 'cells outside Alaska' });
  });
});
