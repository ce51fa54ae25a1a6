import type { VariableName } from '../../core/variable.ts';
import type { TowerVariable } from './tower-months.ts';

/** Half a day without spread is a dead sensor of air or flux. */
const FLUX_STUCK = { slots: 24, share: 0.01 };
/** Soil moves slowly and stands at 0 degC while it freezes: only ten days of one and the same number are a dead sensor. */
const SOIL_STUCK = { slots: 480, share: 0 };

const row = (
  variable: VariableName,
  sd: number,
  screening: TowerVariable['screening'],
  rest: Partial<TowerVariable> = {},
): TowerVariable => ({ variable, sd, screening, relative: false, ...rest });

/** Screening and assumed errors of what towers measure (SOURCES.md, 1 and 3.3). */
export const TOWER_VARIABLES = {
  co2: row('co2', 0.1, { spikeFloor: 0.3, stuck: FLUX_STUCK }, { relative: true }),
  ch4: row('ch4', 1, { spikeFloor: 3, stuck: FLUX_STUCK }, { relative: true }),
  gpp: row('gpp', 0.2, {}, { relative: true }),
  reco: row('reco', 0.2, {}, { relative: true }),
  t_air: row('t_air', 0.5, { spikeFloor: 1.5, stuck: FLUX_STUCK }, { oddFloor: 2 }),
  vp: row('vp', 30, { spikeFloor: 80 }, { oddFloor: 80 }),
  sw_in: row('sw_in', 10, {}, { oddFloor: 20 }),
  wind: row('wind', 0.3, { stuck: FLUX_STUCK }, { oddFloor: 1 }),
  precip: row('precip', 10, {}, { oddFloor: 12, amount: true }),
  t_soil: row('t_soil', 1, { spikeFloor: 1, stuck: { ...SOIL_STUCK, except: [-0.5, 0.5] } }, { oddFloor: 2 }),
  vwc: row('vwc', 0.1, { spikeFloor: 0.02, stuck: SOIL_STUCK }, { oddFloor: 0.1 }),
  snow_depth: row('snow_depth', 0.1, {}, { oddFloor: 0.15 }),
} as const;
