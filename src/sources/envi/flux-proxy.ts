import { VARIABLES } from '../../core/variable.ts';
import type { NativeGrid } from '../source.ts';

/** Molar mass of methane, g mol-1. */
const CH4 = 16.043;
/** mg CH4 to nmol. */
export const NMOL_A_MILLIGRAM = 1e6 / CH4;
/** Relative sd of an hourly wind of a reanalysis over 1 km; assumed. */
const WIND_SD = 0.5;
/** Relative sd of the mass balance itself: wind at 10 m for that of the plume, air that came in, a plume that is no steady one; assumed. */
const BALANCE_SD = 1;

/** Air over a scene when it was flown. */
export interface Air {
  /** Effective speed of the wind, m s-1. */
  readonly wind: number;
  /** Height of the boundary layer, m. */
  readonly blh?: number;
  /** Where both come from. */
  readonly by: string;
}

/**
 * Flux of methane that would keep up an enhancement of the air column over a cell against the wind, and its sd:
 * Q = U sum(column x pixel area) / L, over the cell's area A: U column / L, L = sqrt(A) the side of the cell.
 * @param column mean enhancement of a cell, mg m-2
 * @param columnSd same unit
 * @param side of a cell, m
 * @returns nmol m-2 s-1, positive to the atmosphere
 * @see SOURCES.md, 4.11 (verify)
 */
export function fluxOfColumn(
  column: number,
  columnSd: number,
  { wind }: Air,
  side: number,
): { readonly value: number; readonly sd: number } {
  const factor = (wind / side) * NMOL_A_MILLIGRAM;
  const value = column * factor;
  return { value, sd: Math.hypot(columnSd * factor, Math.abs(value) * Math.hypot(WIND_SD, BALANCE_SD)) };
}

/** What moves past a square metre across the wind, mg m-2 s-1: column / height x wind. It is no emission of the surface. */
export const horizontalFlux = (column: number, { wind }: Air, blh: number): number => (column / blh) * wind;

/** A proxy, and how many cells gave a number that no ground gives off. */
export interface FluxProxy {
  readonly grid: NativeGrid;
  readonly impossible: number;
}

/** The same over a field of columns, as a proxy that is labelled one. */
export function fluxProxy(column: NativeGrid, air: Air): FluxProxy {
  const [low, high] = VARIABLES.ch4.range;
  const values = new Float32Array(column.values.length).fill(Number.NaN);
  const sd = values.slice();
  let impossible = 0;
  for (let i = 0; i < values.length; i++) {
    const x = column.values[i] as number;
    if (Number.isNaN(x)) continue;
    const flux = fluxOfColumn(x, column.sd?.[i] ?? 0, air, column.cell);
    if (!(flux.value >= low && flux.value <= high)) impossible++;
    else [values[i], sd[i]] = [flux.value, flux.sd];
  }
  const note = [
    `proxy, no measurement: flux that would keep up the column against a wind of ${air.wind.toFixed(1)} m s-1 (${air.by}) over a cell of ${Math.round(column.cell)} m`,
    'one instant, no monthly value',
    'sd: of the column, half of the wind, and the whole value again for the mass balance, assumed',
    ...(air.blh === undefined ? [] : [across(column, air, air.blh)]),
  ].join('; ');
  // Its own source: what is worked out is no retrieval of the instrument.
  const grid: NativeGrid = {
    ...column,
    name: 'ch4 flux proxy',
    variable: 'ch4',
    source: 'envi-flux-proxy',
    values,
    sd,
    note,
  };
  return { grid, impossible };
}

/** The quantity that others call a flux, beside ours. */
function across(column: NativeGrid, air: Air, blh: number): string {
  const all = column.values.filter((v) => !Number.isNaN(v)).sort();
  const middle = horizontalFlux(all[all.length >> 1] ?? Number.NaN, air, blh);
  return `concentration (column over a boundary layer of ${Math.round(blh)} m) times wind is ${middle.toPrecision(3)} mg m-2 s-1 at the median: a horizontal mass flux density, not an emission of the surface`;
}
