import { fractionFromPercent, metresFromCm } from '../../core/unit.ts';
import type { TowerVariable } from '../tower/tower-months.ts';
import { TOWER_VARIABLES } from '../tower/tower-variable.ts';

/** A variable of the BASE product: which columns hold it, in which unit, and what it becomes. */
export interface BaseQuantity {
  readonly of: TowerVariable;
  /** Names in BASE, best first. */
  readonly variables: readonly string[];
  /** Unit of the product's variable list, as people write it, and the step to the canonical one. */
  readonly unit: string;
  readonly convert: (x: number) => number;
  /** Outside in a single half hour = rejected; file unit. */
  readonly range: readonly [number, number];
  /** Other spellings and units that site metadata give, normalised by `plainUnit`, and their steps to the canonical one. */
  readonly units: Readonly<Record<string, (x: number) => number>>;
  readonly method: string;
  /** True where depth says what was measured. */
  readonly soil?: boolean;
}

const same = (x: number): number => x;
const nano = (x: number): number => x / 1000;
const micro = (x: number): number => x * 1000;

/** @see ameriflux.lbl.gov, data variables of the BASE product */
export const BASE_QUANTITIES: readonly BaseQuantity[] = [
  {
    of: TOWER_VARIABLES.co2,
    variables: ['NEE', 'FC'],
    unit: 'umol m-2 s-1',
    convert: same,
    range: [-60, 60],
    units: { 'umolco2m-2s-1': same, 'umolm-2s-1': same },
    method: 'eddy covariance, not filtered for low turbulence',
  },
  {
    of: TOWER_VARIABLES.ch4,
    variables: ['FCH4'],
    unit: 'nmol m-2 s-1',
    convert: same,
    range: [-500, 3000],
    units: { 'nmolch4m-2s-1': same, 'nmolm-2s-1': same, 'umolch4m-2s-1': micro, 'umolm-2s-1': micro },
    method: 'eddy covariance, not filtered for low turbulence',
  },
  {
    of: TOWER_VARIABLES.t_air,
    variables: ['TA'],
    unit: 'degC',
    convert: same,
    range: [-65, 45],
    units: { degc: same, c: same, celsius: same },
    method: 'tower air temperature',
  },
  {
    of: TOWER_VARIABLES.precip,
    variables: ['P'],
    unit: 'mm',
    convert: same,
    range: [0, 100],
    units: { mm: same },
    method: 'tower gauge, not corrected for wind and snow',
  },
  {
    of: TOWER_VARIABLES.sw_in,
    variables: ['SW_IN'],
    unit: 'W m-2',
    convert: same,
    range: [-20, 1500],
    units: { 'wm-2': same },
    method: 'tower radiation',
  },
  {
    of: TOWER_VARIABLES.wind,
    variables: ['WS'],
    unit: 'm s-1',
    convert: same,
    range: [0, 60],
    units: { 'ms-1': same },
    method: 'tower wind at the height of its sensor',
  },
  {
    of: TOWER_VARIABLES.t_soil,
    variables: ['TS'],
    unit: 'degC',
    convert: same,
    range: [-65, 50],
    units: { degc: same, c: same, celsius: same },
    method: 'soil probe',
    soil: true,
  },
  {
    of: TOWER_VARIABLES.vwc,
    variables: ['SWC'],
    unit: '%',
    convert: fractionFromPercent,
    range: [0, 105],
    units: { '%': fractionFromPercent, 'm3m-3': same, percent: fractionFromPercent },
    method: 'soil moisture probe, liquid water only when frozen',
    soil: true,
  },
  {
    of: TOWER_VARIABLES.snow_depth,
    variables: ['D_SNOW'],
    unit: 'cm',
    convert: metresFromCm,
    range: [-5, 1000],
    units: { cm: metresFromCm, m: same, mm: nano },
    method: 'snow depth sensor',
  },
];

/** For vapour pressure: humidity in %, deficit in hPa. */
export const BASE_HUMIDITY = { name: 'RH', range: [0, 110], unit: '%' } as const;
export const BASE_DEFICIT = { name: 'VPD', range: [-5, 100], unit: 'hPa' } as const;

/** `µmolCO2 m-2 s-1` and `umol CO2 m^-2 s^-1` alike. */
export const plainUnit = (unit: string): string =>
  unit
    .toLowerCase()
    .replace(/[µμ]/g, 'u')
    .replace(/deg(ree)?s?\s*/g, 'deg')
    .replace(/°/g, 'deg')
    .replace(/[\s^_.()]/g, '');
