import { fractionFromPercent } from '../../core/unit.ts';
import type { TowerVariable } from '../tower/tower-months.ts';
import { TOWER_VARIABLES } from '../tower/tower-variable.ts';

/** One variable of a processed product: its columns and what they become. The first set of columns that is there is read. */
export interface ProcessedQuantity {
  readonly of: TowerVariable;
  readonly columns: readonly ProcessedColumns[];
  readonly unit: string;
  readonly convert: (x: number) => number;
  /** Limits of a half hour, file unit. */
  readonly range: readonly [number, number];
  readonly method: string;
  /** What a model made of the measurements. */
  readonly estimate?: boolean;
  readonly soil?: boolean;
  /** In daily and monthly files of ONEFlux; absent where such means cannot be converted. */
  readonly daily?: 'carbon' | 'mean' | 'amount';
}

/** Where measured and filled values stand: a column without gaps and its quality code (0 = measured), or two columns. */
export interface ProcessedColumns {
  readonly measured?: string;
  readonly whole?: string;
  readonly qc?: string;
}

const same = (x: number): number => x;
/** `TA_F` with `TA_F_QC`. */
const coded = (...names: string[]): ProcessedColumns[] => names.map((name) => ({ whole: name, qc: `${name}_QC` }));
const FLUX = { unit: 'umol m-2 s-1', convert: same, daily: 'carbon' } as const;
const MET = { convert: same, daily: 'mean' } as const;
const NEE_CODE = ['NEE_VUT_REF', 'NEE_CUT_REF'] as const;
const partition = (name: string): ProcessedColumns[] =>
  NEE_CODE.map((nee) => ({ whole: `${name}${nee.slice(3)}`, qc: `${nee}_QC` }));

/** FLUXNET2015 and later ONEFlux products, FULLSET and SUBSET. @see fluxnet.org, FULLSET data product */
export const ONEFLUX: readonly ProcessedQuantity[] = [
  {
    ...FLUX,
    of: TOWER_VARIABLES.co2,
    columns: coded(...NEE_CODE),
    range: [-60, 60],
    method: 'eddy covariance, filtered for low turbulence (ONEFlux)',
  },
  {
    ...FLUX,
    of: TOWER_VARIABLES.gpp,
    columns: partition('GPP_NT'),
    range: [-30, 60],
    method: 'night-time partition of NEE (ONEFlux)',
    estimate: true,
  },
  {
    ...FLUX,
    of: TOWER_VARIABLES.reco,
    columns: partition('RECO_NT'),
    range: [-10, 40],
    method: 'night-time partition of NEE (ONEFlux)',
    estimate: true,
  },
  {
    ...MET,
    of: TOWER_VARIABLES.t_air,
    columns: coded('TA_F', 'TA_F_MDS'),
    unit: 'degC',
    range: [-65, 45],
    method: 'tower air temperature',
  },
  {
    ...MET,
    of: TOWER_VARIABLES.precip,
    columns: coded('P_F'),
    unit: 'mm',
    range: [0, 100],
    daily: 'amount',
    method: 'tower gauge, not corrected for wind and snow',
  },
  {
    ...MET,
    of: TOWER_VARIABLES.sw_in,
    columns: coded('SW_IN_F', 'SW_IN_F_MDS'),
    unit: 'W m-2',
    range: [-20, 1500],
    method: 'tower radiation',
  },
  {
    ...MET,
    of: TOWER_VARIABLES.wind,
    columns: coded('WS_F'),
    unit: 'm s-1',
    range: [0, 60],
    method: 'tower wind at the height of its sensor',
  },
  {
    ...MET,
    of: TOWER_VARIABLES.t_soil,
    columns: coded('TS_F_MDS_1'),
    unit: 'degC',
    range: [-65, 50],
    method: 'soil probe, uppermost',
    soil: true,
  },
  {
    ...MET,
    of: TOWER_VARIABLES.vwc,
    columns: coded('SWC_F_MDS_1'),
    unit: '%',
    convert: fractionFromPercent,
    range: [0, 105],
    method: 'soil moisture probe, uppermost, liquid water only when frozen',
    soil: true,
  },
];

const pair = (measured: string, ...whole: string[]): ProcessedColumns[] => [
  ...whole.map((w) => ({ measured, whole: w })),
  { measured },
  ...whole.map((w) => ({ whole: w })),
];

/** FLUXNET-CH4 community product. @see Delwiche et al. 2021 */
export const FLUXNET_CH4: readonly ProcessedQuantity[] = [
  {
    ...FLUX,
    of: TOWER_VARIABLES.co2,
    columns: pair('NEE', 'NEE_F_ANNOPTLM', 'NEE_F'),
    range: [-60, 60],
    method: 'eddy covariance (FLUXNET-CH4)',
  },
  {
    ...FLUX,
    of: TOWER_VARIABLES.ch4,
    unit: 'nmol m-2 s-1',
    columns: pair('FCH4', 'FCH4_F_ANNOPTLM', 'FCH4_F'),
    range: [-500, 3000],
    method: 'eddy covariance (FLUXNET-CH4)',
  },
  {
    ...FLUX,
    of: TOWER_VARIABLES.gpp,
    columns: [{ whole: 'GPP_NT' }],
    range: [-30, 60],
    method: 'night-time partition of NEE (FLUXNET-CH4)',
    estimate: true,
  },
  {
    ...FLUX,
    of: TOWER_VARIABLES.reco,
    columns: [{ whole: 'RECO_NT' }],
    range: [-10, 40],
    method: 'night-time partition of NEE (FLUXNET-CH4)',
    estimate: true,
  },
  {
    ...MET,
    of: TOWER_VARIABLES.t_air,
    columns: pair('TA', 'TA_F'),
    unit: 'degC',
    range: [-65, 45],
    method: 'tower air temperature',
  },
  {
    ...MET,
    of: TOWER_VARIABLES.precip,
    columns: pair('P', 'P_F'),
    unit: 'mm',
    range: [0, 100],
    daily: 'amount',
    method: 'tower gauge, not corrected for wind and snow',
  },
  {
    ...MET,
    of: TOWER_VARIABLES.sw_in,
    columns: pair('SW_IN', 'SW_IN_F'),
    unit: 'W m-2',
    range: [-20, 1500],
    method: 'tower radiation',
  },
  {
    ...MET,
    of: TOWER_VARIABLES.wind,
    columns: pair('WS', 'WS_F'),
    unit: 'm s-1',
    range: [0, 60],
    method: 'tower wind at the height of its sensor',
  },
  {
    ...MET,
    of: TOWER_VARIABLES.t_soil,
    columns: [{ measured: 'TS_1' }, { measured: 'TS' }],
    unit: 'degC',
    range: [-65, 50],
    method: 'soil probe, uppermost',
    soil: true,
  },
  {
    ...MET,
    of: TOWER_VARIABLES.vwc,
    columns: [{ measured: 'SWC' }, { measured: 'SWC_1' }],
    unit: '%',
    convert: fractionFromPercent,
    range: [0, 105],
    method: 'soil moisture probe, liquid water only when frozen',
    soil: true,
  },
];

/** The first set of columns of a quantity that the header has in full. */
export const columnsHere = (q: ProcessedQuantity, header: readonly string[]): ProcessedColumns | undefined =>
  q.columns.find((c) => [c.measured, c.whole].every((n) => n === undefined || header.includes(n)));
