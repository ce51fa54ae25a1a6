import { expect, it } from 'vitest';
import type { Level } from '../../grid/level.ts';
import { comparableDrivers } from './comparable-drivers.ts';
import type { FieldSample } from './sample-field.ts';

const sample = (cells: number, seen: (month: number) => boolean, level: Level = 'M09'): FieldSample => ({
  level,
  cells: Array.from({ length: cells }, (_, i) => ({ row: i, col: 0, lat: 60, lon: -150 })),
  firstMonth: 0,
  months: 120,
  values: Float32Array.from({ length: 120 * cells }, (_, i) => (seen(Math.floor(i / cells)) ? 1 : Number.NaN)),
});

it('keeps drivers of all cells and months together and tells those of a place, a few years or another level apart', () => {
  const always = () => true;
  const { together, apart } = comparableDrivers(
    new Map([
      ['t_air', sample(100, always)],
      ['swe', sample(80, (m) => m > 30)],
      ['t_air_era5', sample(7, always)],
      ['precip_era5', sample(100, (m) => m > 84)],
      ['coarse', sample(100, always, 'M36')],
    ]),
  );
  expect([...together.keys()]).toEqual(['t_air', 'swe']);
  expect(apart).toEqual(['t_air_era5', 'precip_era5', 'coarse']);
  expect(comparableDrivers(new Map())).toEqual({ together: new Map(), apart: [] });
});
