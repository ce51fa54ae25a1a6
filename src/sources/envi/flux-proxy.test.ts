import { describe, expect, it } from 'vitest';
import type { NativeGrid } from '../source.ts';
import { fluxOfColumn, fluxProxy, horizontalFlux } from './flux-proxy.ts';

const air = { wind: 2, by: 'a test' };

describe('flux of methane from a column (units worked by hand)', () => {
  it('5 mg m-2 against 2 m s-1 over 1000 m are 0.01 mg m-2 s-1, which are 623.3 nmol m-2 s-1', () => {
    // 0.01 mg s-1 = 1e-5 g s-1; / 16.043 g mol-1 = 6.2332e-7 mol s-1 = 623.32 nmol s-1
    expect(fluxOfColumn(5, 0, air, 1000).value).toBeCloseTo(623.32, 1);
  });

  it('equals U times the sum over pixels over L, divided by the area', () => {
    const [pixels, pixelArea] = [400, 2500]; // 1 km2 of 50-m pixels
    const area = pixels * pixelArea;
    const total = pixels * 5 * pixelArea; // mg
    const q = (2 * total) / Math.sqrt(area); // mg s-1
    expect(fluxOfColumn(5, 0, air, Math.sqrt(area)).value).toBeCloseTo(((q / area) * 1e6) / 16.043, 6);
  });

  it('its sd holds the column, half of the wind and the whole value again', () => {
    const { value, sd } = fluxOfColumn(5, 1, air, 1000);
    expect(sd).toBeCloseTo(Math.hypot(value / 5, value * Math.hypot(0.5, 1)), 6);
    expect(sd).toBeGreaterThan(value);
    expect(fluxOfColumn(0, 1, air, 1000)).toEqual({ value: 0, sd: expect.closeTo(124.66, 1) });
    expect(fluxOfColumn(-1, 0, air, 1000).value).toBeLessThan(0);
  });

  it('the horizontal mass flux density is another quantity: 5 mg m-2 over 500 m in 2 m s-1 are 0.02 mg m-2 s-1', () => {
    expect(horizontalFlux(5, air, 500)).toBeCloseTo(0.02, 12);
  });

  it('a field keeps its gaps, leaves out what no ground gives off, and says that it is a proxy', () => {
    const column: NativeGrid = {
      name: 'CH4 Absorption (ppm x m)',
      variable: 'ch4_column',
      rows: 1,
      cols: 4,
      lat: Float64Array.of(68, 68, 68, 68),
      lon: Float64Array.of(-150, -149, -148, -147),
      cell: 1000,
      time: { at: 'span', from: '2017-07-15T20:12:34.000Z', to: '2017-07-15T20:12:34.000Z' },
      values: Float32Array.of(5, Number.NaN, 500, -0.1),
      sd: Float32Array.of(1, Number.NaN, 1, 1),
      projection: false,
      source: 'envi',
      origin: 'f',
      note: '',
    };
    const { grid, impossible } = fluxProxy(column, { ...air, blh: 500 });
    expect([...grid.values].map((v) => Math.round(v))).toEqual([623, Number.NaN, Number.NaN, -12]);
    expect([grid.variable, grid.source, impossible]).toEqual(['ch4', 'envi-flux-proxy', 1]);
    expect(grid.note).toMatch(/^proxy, no measurement/);
    expect(grid.note).toContain('horizontal mass flux density, not an emission of the surface');
    expect(grid.time).toEqual(column.time);
  });
});
