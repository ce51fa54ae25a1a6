import { describe, expect, it } from 'vitest';
import { Random } from '../../core/random.ts';
import type { NativeGrid, Observed, Series } from '../../sources/source.ts';
import { beforeOfField, beforeSamples, readBefore } from './before-samples.ts';
import { Reservoir } from './reservoir.ts';

const observed = (value: number, flag: Observed['flag'] = 'ok') => ({ variable: 'alt', value, flag }) as Observed;
const series = (value: readonly number[]) =>
  ({ variable: 't_air', value: Float32Array.from(value) }) as unknown as Series;
const grid = (values: Float32Array, projection = false, source = 'ERA5 (hourly)') =>
  ({ variable: 't_air', values, projection, source }) as NativeGrid;
const nothing = { observations: [], series: [], grids: [] };

describe('values before gridding', () => {
  it('are counted whole, missing ones too, by variable and kind; what is not ok or of the future stays out', () => {
    const { samples } = beforeSamples(
      {
        observations: [
          observed(0.3),
          observed(0.4),
          observed(Number.NaN),
          observed(9, 'suspect'),
          observed(8, 'modelled'),
        ],
        series: [series([1, Number.NaN, 2]), series([3])],
        grids: [grid(Float32Array.of(5, Number.NaN)), grid(Float32Array.of(99), true)],
      },
      1,
    );
    expect(samples.map(({ variable, of, n, missing }) => [variable, of, n, missing])).toEqual([
      ['alt', 'observations', 2, 1],
      ['t_air', 'grids', 1, 1],
      ['t_air', 'series', 3, 1],
    ]);
    // As the store holds them: single precision, so that ties stay ties.
    expect(samples[0]?.values.map(Math.fround)).toEqual([Math.fround(0.3), Math.fround(0.4)]);
    expect(samples[0]?.unit).toBe('m');
  });

  it('are at most 5000, drawn alike from the whole, the same for the same seed', () => {
    const values = Float32Array.from({ length: 200_000 }, (_, i) => i);
    const of = (seed: number) => beforeSamples({ ...nothing, grids: [grid(values)] }, seed).samples[0]?.values ?? [];
    const drawn = of(3);
    expect(drawn.length).toBe(5000);
    expect(new Set(drawn).size).toBe(5000);
    expect(of(3)).toEqual(drawn);
    expect(of(4)).not.toEqual(drawn);
    // Each tenth of the stream has 500 ± 21: six standard deviations.
    for (let t = 0; t < 10; t++)
      expect(Math.abs(drawn.filter((v) => Math.floor(v / 20_000) === t).length - 500)).toBeLessThan(130);
  });

  it('belong to the field that was made of them', () => {
    const both = beforeSamples(
      {
        observations: [{ ...observed(1), variable: 't_air' }],
        series: [series([2])],
        grids: [grid(Float32Array.of(3)), grid(Float32Array.of(4), false, 'climate-netcdf')],
      },
      1,
    );
    const of = (name: string) => beforeOfField(both, { name, variable: 't_air' })?.values;
    expect(of('t_air')).toEqual([2]);
    expect(of('t_air_observed')).toEqual([1]);
    expect(of('t_air_era5_hourly_')).toEqual([3]);
    expect(of('t_air_climate_netcdf')).toEqual([4]);
    expect(of('t_air_tcfm')).toBeUndefined();
    expect(beforeOfField(both, { name: 'precip', variable: 'precip' })).toBeUndefined();
    const gridded = beforeSamples({ ...nothing, grids: [grid(Float32Array.of(3))] }, 1);
    expect(beforeOfField(gridded, { name: 't_air', variable: 't_air' })?.values).toEqual([3]);
  });

  it('survive the way through a file, and a file that is something else is refused by name', () => {
    const made = beforeSamples({ ...nothing, observations: [observed(0.1)] }, 7);
    const bytes = (x: unknown) => new TextEncoder().encode(JSON.stringify(x));
    expect(readBefore(bytes(made))).toEqual(made);
    const [sample] = made.samples;
    for (const bad of [
      null,
      [],
      { ...made, version: 2 },
      { ...made, samples: 3 },
      { ...made, samples: [null] },
      { ...made, samples: [{ ...sample, variable: 'toString' }] },
      { ...made, samples: [{ ...sample, values: [1, null] }] },
      { ...made, samples: [{ ...sample, n: -1 }] },
    ])
      expect(() => readBefore(bytes(bad), 'my.zarr/before.json')).toThrow(/^my\.zarr\/before\.json: expected/);
    expect(() => readBefore(new Uint8Array([123, 0]))).toThrow(/expected JSON/);
  });

  it('every value of a stream has the same chance of being drawn', () => {
    const times = new Float64Array(30);
    for (let seed = 0; seed < 6000; seed++) {
      const r = new Reservoir(5, new Random(seed));
      for (let i = 0; i < 30; i++) r.add(i);
      for (const v of r.values) times[v] = (times[v] as number) + 1;
    }
    // 1000 ± 29 each.
    for (const t of times) expect(Math.abs(t - 1000)).toBeLessThan(150);
  });
});
