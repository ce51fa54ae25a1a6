import { describe, expect, it } from 'vitest';
import { StudioError } from '../../core/error.ts';
import { Random } from '../../core/random.ts';
import { VARIABLES } from '../../core/variable.ts';
import { windowCell } from '../../grid/window.ts';
import { openCandidate } from '../candidate.ts';
import { type Made, type MadeVariable, madeHdf5 } from '../made-netcdf.node.ts';
import { memoryFile } from '../memory-file.ts';
import { recognise } from '../registry.ts';
import type { Imported, InputFile, NativeGrid, Source } from '../source.ts';
import { importOf } from '../test-data.node.ts';
import { resalt } from './resalt.ts';
import { resaltText } from './resalt-text.ts';

const ROWS = 240;
const COLS = 60;
const LAT = Array.from({ length: ROWS }, (_, r) => 68.68 - r * 0.00027);
const LON = Array.from({ length: COLS }, (_, c) => -149.65 + c * 0.00074);
const pixels = (of: (row: number, col: number) => number) =>
  Array.from({ length: ROWS * COLS }, (_, i) => of(Math.floor(i / COLS), i % COLS));
/** Thaw, cm: from 30 in the north to 54 in the south; every ninth pixel has no coherence. */
const thaw = (r: number, c: number) => ((r + c) % 9 === 0 ? -9999 : 30 + r / 10);
const unsure = (_: number, c: number) => 4 + (c % 3);

type Fields = Readonly<Record<string, MadeVariable>>;
const field = (of: (r: number, c: number) => number, units: string): MadeVariable => ({
  type: 'float',
  dimensions: ['lat', 'lon'],
  values: pixels(of),
  attributes: { _FillValue: -9999, ...(units === '' ? {} : { units }) },
});
const axes: Fields = {
  lat: { type: 'double', dimensions: ['lat'], values: LAT, attributes: { units: 'degrees_north' } },
  lon: { type: 'double', dimensions: ['lon'], values: LON, attributes: { units: 'degrees_east' } },
};
const made = (variables: Fields, attributes: Made['attributes'] = {}) =>
  madeHdf5({ attributes, dimensions: { lat: ROWS, lon: COLS }, variables: { ...axes, ...variables } });
const PDO = 'PDO_ReSALT_toolik_2017_03.nc4';
const fields = {
  alt: { ...field(thaw, 'cm'), chunk: [50, 20] },
  alt_unc: field(unsure, 'cm'),
  sub: field((r) => 1 + r / 240, 'cm'),
  sub_unc: field(() => 0.5, 'cm'),
  mv_alt: field(() => 0.4, 'm3 m-3'),
};
const gridOf = (read: Imported, variable: string) => read.grids.find((g) => g.variable === variable) as NativeGrid;
const json = (name: string, value: unknown): InputFile =>
  memoryFile(name, new TextEncoder().encode(JSON.stringify(value)));

/** Mean and sd of the pixels of each cell, worked out the plain way. */
function expected(of: (r: number, c: number) => number, sdOf: (r: number, c: number) => number) {
  const cells = new Map<string, { w: number; wx: number; ws: number; x: number[]; weights: number[] }>();
  for (let r = 0; r < ROWS; r++)
    for (let c = 0; c < COLS; c++) {
      const x = of(r, c);
      if (x === -9999) continue;
      const cell = windowCell('M01', LON[c] as number, LAT[r] as number);
      const key = `${cell?.row} ${cell?.col}`;
      const at = cells.get(key) ?? { w: 0, wx: 0, ws: 0, x: [], weights: [] };
      const w = 1 / sdOf(r, c) ** 2;
      at.w += w;
      at.wx += w * x;
      at.ws += w * sdOf(r, c);
      at.x.push(x);
      at.weights.push(w);
      cells.set(key, at);
    }
  return new Map(
    [...cells].map(([key, { w, wx, ws, x, weights }]) => {
      const mean = wx / w;
      const spread = Math.sqrt(x.reduce((s, v, i) => s + (weights[i] as number) * (v - mean) ** 2, 0) / w);
      return [key, { mean, sd: Math.hypot(ws / w, spread / Math.sqrt(x.length)), n: x.length }] as const;
    }),
  );
}

describe('ReSALT of one season (made to specification)', () => {
  it('becomes inverse-variance means of 1-km cells, thaw down and subsidence as downward motion', async () => {
    const read = await importOf(resalt, memoryFile(PDO, await made(fields)));
    const [alt, uz] = [gridOf(read, 'alt'), gridOf(read, 'uz')];
    expect(alt.time).toEqual({ at: 'span', from: '2017-06-01T00:00:00.000Z', to: '2017-09-30T00:00:00.000Z' });
    const want = expected(thaw, unsure);
    let compared = 0;
    for (let i = 0; i < alt.values.length; i++) {
      const v = alt.values[i] as number;
      const cell = windowCell('M01', alt.lon[i] as number, alt.lat[i] as number);
      const of = want.get(`${cell?.row} ${cell?.col}`);
      // 0.2 of a cell of 1.0018 km2 in pixels of about 30 m x 30 m
      const enough = (of?.n ?? 0) * 900 >= 0.21 * 1.0018e6;
      if (!enough && (of?.n ?? 0) * 900 < 0.19 * 1.0018e6) expect(v).toBeNaN();
      if (!enough || !of) continue;
      compared++;
      expect(v).toBeCloseTo(of.mean / 100, 5);
      expect(alt.sd?.[i]).toBeCloseTo(of.sd / 100, 5);
    }
    expect(compared).toBeGreaterThan(8);
    expect([...uz.values].filter((v) => !Number.isNaN(v)).every((v) => v < -0.0099 && v > -0.0201)).toBe(true);
    expect(read.rejected.map((r) => `${r.where} ${r.rule}`)).toContain(
      'variable mv_alt not read: neither thaw nor subsidence, nor their uncertainty',
    );
    expect(read.provenance.doi).toBe('10.3334/ORNLDAAC/2004');
  });

  it('is known among all sources, also with two-dimensional coordinates and rows from the south', async () => {
    const flip = (v: MadeVariable): MadeVariable => ({
      ...v,
      dimensions: ['y', 'x'],
      values: pixels((r, c) => (v.values as number[])[(ROWS - 1 - r) * COLS + c] as number),
    });
    const two = (of: (r: number, c: number) => number, units: string): MadeVariable =>
      flip({ type: 'double', dimensions: ['y', 'x'], values: pixels(of), attributes: { units } });
    const bytes = await madeHdf5({
      dimensions: { y: ROWS, x: COLS },
      variables: {
        lat: two((r) => LAT[r] as number, 'degrees_north'),
        lon: two((_, c) => LON[c] as number, 'degrees_east'),
        alt: flip(fields.alt),
        alt_unc: flip(fields.alt_unc),
        sub: flip(fields.sub),
      },
    });
    const candidate = await openCandidate(memoryFile(PDO, bytes));
    expect(recognise(candidate)?.source.id).toBe('resalt');
    candidate.close();
    const [a, b] = [
      gridOf(await importOf(resalt, memoryFile(PDO, bytes)), 'alt'),
      gridOf(await importOf(resalt, memoryFile(PDO, await made(fields))), 'alt'),
    ];
    expect([a.rows, a.cols]).toEqual([b.rows, b.cols]);
    a.values.forEach((v, i) => {
      if (!Number.isNaN(b.values[i] as number)) expect(v).toBeCloseTo(b.values[i] as number, 6);
    });
  });

  it('pixels deeper than 3 m and pixels without an uncertainty are counted and left out', async () => {
    const bytes = await made({
      alt: field((r, c) => (r === 5 ? 400 : thaw(r, c)), 'cm'),
      alt_unc: field((r, c) => (r === 9 ? 0 : unsure(r, c)), 'cm'),
      sub: fields.sub,
    });
    const read = await importOf(resalt, memoryFile(PDO, bytes));
    const counts = new Map(read.rejected.map((r) => [`${r.where} ${r.rule}`, r.count]));
    expect(counts.get('alt pixels outside 0 to 3 m of thaw')).toBe(60);
    expect(counts.get('alt pixels without an uncertainty above 0')).toBe(
      COLS -
        pixels(thaw)
          .slice(9 * COLS, 10 * COLS)
          .filter((x) => x === -9999).length,
    );
    expect(gridOf(read, 'uz').sd).toBeUndefined();
  });

  it('a unit that nobody states is a question, and a person’s answer counts', async () => {
    const bytes = await made({ ...fields, alt: field(thaw, ''), alt_unc: field(unsure, '') });
    const asked = await importOf(resalt, memoryFile(PDO, bytes));
    expect(asked.grids.map((g) => g.variable)).toEqual(['uz']);
    expect(asked.rejected[0]).toMatchObject({
      rule: 'no unit given',
      todo: expect.stringContaining('"units": {"alt": "cm"}'),
    });
    const answer = json(`${PDO}.meaning.json`, { units: { alt: 'cm', alt_unc: 'cm' } });
    const read = await importOf(resalt, memoryFile(PDO, bytes), [answer]);
    expect(read.grids.map((g) => g.variable)).toEqual(['alt', 'uz']);
    expect(read.used).toEqual([answer.name]);
  });

  it('a mean of several years stays one, and a product without a year is asked', async () => {
    const barrow = await made(fields, { title: 'Remotely Sensed Active Layer Thickness, Barrow, Alaska, 2006-2011' });
    const read = await importOf(resalt, memoryFile('ReSALT_Barrow.nc', barrow));
    expect(gridOf(read, 'alt').time).toMatchObject({
      from: '2006-06-01T00:00:00.000Z',
      to: '2011-09-30T00:00:00.000Z',
    });
    expect([gridOf(read, 'alt').note.includes('no single year'), read.provenance.doi]).toEqual([
      true,
      '10.3334/ORNLDAAC/1266',
    ]);
    const silent = await importOf(resalt, memoryFile('some.nc', await made(fields)));
    expect([silent.grids.length, silent.rejected[0]?.todo]).toEqual([0, expect.stringContaining('"when"')]);
    const told = await importOf(resalt, memoryFile('some.nc', await made(fields)), [
      json('some.nc.meaning.json', { when: '1992-06-01/2000-09-15' }),
    ]);
    expect(gridOf(told, 'alt').time).toMatchObject({ to: '2000-09-15T00:00:00.000Z' });
  });

  it('an altitude is no active layer', async () => {
    const bytes = await made({ alt: { ...field(() => 800, 'm'), attributes: { units: 'm', long_name: 'altitude' } } });
    const candidate = await openCandidate(memoryFile('dem_2017.nc', bytes));
    expect(resalt.probe(candidate)).toBe('no');
    candidate.close();
  });
});

describe('a map of thaw a year (made to specification)', () => {
  const years = [2001, 2002, 2003];
  const annual = (time: MadeVariable) =>
    madeHdf5({
      attributes: { title: 'ABoVE: Active Layer Thickness from Remote Sensing, 1-km, Alaska, 2001-2015' },
      dimensions: { time: 3, y: 4, x: 5 },
      variables: {
        time,
        y: {
          type: 'double',
          dimensions: ['y'],
          values: [2e6, 1.999e6, 1.998e6, 1.997e6],
          attributes: { units: 'm', standard_name: 'projection_y_coordinate' },
        },
        x: {
          type: 'double',
          dimensions: ['x'],
          values: [1e5, 1.01e5, 1.02e5, 1.03e5, 1.04e5],
          attributes: { units: 'm', standard_name: 'projection_x_coordinate' },
        },
        albers: {
          type: 'int',
          dimensions: [],
          values: [0],
          attributes: {
            grid_mapping_name: 'albers_conical_equal_area',
            standard_parallel: [55, 65],
            latitude_of_projection_origin: 50,
            longitude_of_central_meridian: -154,
            false_easting: 0,
            false_northing: 0,
          },
        },
        ALT: {
          type: 'float',
          dimensions: ['time', 'y', 'x'],
          values: Array.from({ length: 60 }, (_, i) => 40 + Math.floor(i / 20) + (i % 20) / 100),
          attributes: { units: 'cm', grid_mapping: 'albers' },
        },
        ALT_uncertainty: {
          type: 'float',
          dimensions: ['time', 'y', 'x'],
          values: new Array(60).fill(6),
          attributes: { units: 'cm', grid_mapping: 'albers' },
        },
        ALT_mean: {
          type: 'float',
          dimensions: ['y', 'x'],
          values: new Array(20).fill(41),
          attributes: { units: 'cm', grid_mapping: 'albers' },
        },
      },
    });

  it.each([
    ['numbers of years', { type: 'int', dimensions: ['time'], values: years } as MadeVariable],
    [
      'days since a date',
      {
        type: 'int',
        dimensions: ['time'],
        values: [150, 515, 880],
        attributes: { units: 'days since 2001-01-01' },
      } as MadeVariable,
    ],
  ])('keeps its own cells, with %s', async (_, time) => {
    const read = await importOf(resalt, memoryFile('Alaska_ALT_1km.nc4', await annual(time)));
    const [alt] = read.grids as [NativeGrid];
    expect(alt.time).toEqual({ at: 'years', years: Int32Array.from(years), statistic: 'mean' });
    expect([alt.rows, alt.cols, alt.values.length]).toEqual([4, 5, 60]);
    expect(alt.values[20]).toBeCloseTo(0.41, 6);
    expect(alt.sd?.[59]).toBeCloseTo(0.06, 6);
    expect(read.rejected.map((r) => r.where)).toEqual(['variable ALT_mean']);
    expect(read.provenance.doi).toBe('10.3334/ORNLDAAC/1760');
  });

  it('asks for years that it does not give', async () => {
    const read = await importOf(
      resalt,
      memoryFile('a.nc4', await annual({ type: 'int', dimensions: ['time'], values: [1, 2, 3] })),
    );
    expect([read.grids.length, read.rejected[0]?.todo]).toEqual([0, expect.stringContaining('years')]);
  });
});

const rows = pixels((r, c) => r * COLS + c).map((i) => {
  const [r, c] = [Math.floor(i / COLS), i % COLS];
  const alt = thaw(r, c);
  return `POINT (${(LON[c] as number).toFixed(6)} ${(LAT[r] as number).toFixed(6)});${alt === -9999 ? '' : alt.toFixed(2)};${(1 + r / 240).toFixed(3)}`;
});
const text = (lines: readonly string[]) => new TextEncoder().encode(`WKT;ReSALT_(cm);Sub_(cm)\n${lines.join('\n')}\n`);

describe('ReSALT as text (made to specification)', () => {
  it('gives the plain means of its points, with units from its heading', async () => {
    const read = await importOf(resaltText, memoryFile('ReSALT_barrow_2006_2011.txt', text(rows)));
    const alt = gridOf(read, 'alt');
    const want = expected(thaw, () => 1);
    const seen = [...alt.values.keys()].filter((i) => !Number.isNaN(alt.values[i] as number));
    expect(seen.length).toBeGreaterThan(8);
    for (const i of seen) {
      const cell = windowCell('M01', alt.lon[i] as number, alt.lat[i] as number);
      expect(alt.values[i]).toBeCloseTo((want.get(`${cell?.row} ${cell?.col}`)?.mean ?? 0) / 100, 3);
    }
    expect(gridOf(read, 'uz').values.some((v) => v < 0)).toBe(true);
    expect([alt.sd, alt.note.includes('no uncertainty given')]).toEqual([undefined, true]);
  });

  it('rows that are no points, or hold words, stand in the report with their line', async () => {
    const bad = [...rows.slice(0, 5000), 'POINT (585000 7650000);40;1', `${(rows[7] as string).split(';')[0]};deep;1`];
    const read = await importOf(resaltText, memoryFile('ReSALT_2010.txt', text(bad)));
    expect(read.rejected.filter((r) => r.where?.startsWith('line')).map((r) => [r.where, r.column])).toEqual([
      ['line 5002', 'WKT'],
      ['line 5003', 'ReSALT_(cm)'],
    ]);
  });
});

async function outcome(source: Source, file: InputFile): Promise<'read' | 'refused'> {
  const candidate = await openCandidate(file).catch((error: unknown) => {
    if (error instanceof StudioError) return undefined;
    throw error;
  });
  try {
    if (!candidate || source.probe(candidate) === 'no') return 'refused';
    const read = await source.read(candidate, []);
    for (const g of read.grids) {
      const [low, high] = VARIABLES[g.variable].range;
      expect(g.values.every((v) => Number.isNaN(v) || (v >= low && v <= high))).toBe(true);
      expect(g.sd?.every((v) => Number.isNaN(v) || v >= 0) ?? true).toBe(true);
      expect(g.lat.every((a) => Number.isNaN(a) || Math.abs(a) <= 90)).toBe(true);
    }
    expect(read.grids.length + read.rejected.length).toBeGreaterThan(0);
    return 'read';
  } catch (error) {
    expect(error).toBeInstanceOf(StudioError);
    return 'refused';
  } finally {
    candidate?.close();
  }
}

describe('ReSALT damaged at will', () => {
  it('is refused or gives values that can be', async () => {
    const random = new Random(5);
    const whole = await made({ ...fields, mv_alt: fields.sub_unc }, { title: 'ReSALT 2017' });
    const words = text(rows.slice(0, 3000));
    const counts = { read: 0, refused: 0 };
    for (let k = 0; k < 160; k++) {
      const [source, good] = k % 2 === 0 ? [resalt, whole] : [resaltText, words];
      const bytes = k % 7 === 0 ? good.slice(0, random.integer(good.length)) : good.slice();
      for (let i = 0; i < 4; i++)
        bytes[random.integer(k % 3 === 0 ? 6000 : good.length) % bytes.length] = random.integer(256);
      counts[await outcome(source, memoryFile(PDO, bytes))]++;
    }
    expect(counts.read).toBeGreaterThan(60);
  });
});
