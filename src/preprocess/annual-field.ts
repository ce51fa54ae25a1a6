import { windowCentre } from '../grid/window.ts';
import type { NativeGrid } from '../sources/source.ts';
import { GridLocator } from './grid-locator.ts';
import { bilinear, sample } from './resample.ts';
import type { AnnualField } from './tile-fields.ts';

/** A field name and words for an annual grid. */
export function annualFieldOf(grid: NativeGrid): AnnualField | undefined {
  if (grid.time.at !== 'years') return undefined;
  const { years, statistic } = grid.time;
  const span = `${Math.min(...years)}-${Math.max(...years)}`;
  return {
    name: `${grid.variable}_annual_${statistic}`,
    variable: grid.variable,
    longName: `Annual ${statistic} ${span} of a coarse grid`,
    method: `${span} mean of ${grid.origin}, bilinear from cells of ${Math.round(grid.cell / 1000)} km; for comparison, not used in the drivers`,
  };
}

/** Mean over the years of an annual grid at cells of a level: bilinear between centres, missing neighbours left out. */
export function annualSampler(grid: NativeGrid): (row: number, col: number) => number {
  const n = grid.rows * grid.cols;
  const steps = grid.values.length / n;
  const mean = Float32Array.from({ length: n }, (_, i) => {
    let sum = 0;
    for (let t = 0; t < steps; t++) sum += grid.values[t * n + i] as number;
    return sum / steps;
  });
  const locator = new GridLocator(grid);
  return (row, col) => {
    const { lon, lat } = windowCentre('M09', row, col);
    const at = locator.locate(lon, lat);
    return at ? sample(mean, 0, bilinear(at.row, at.col, grid.rows, grid.cols)) : Number.NaN;
  };
}
