/** What the program knows of a physical quantity: one row a variable, canonical units, limits of what can be. */
export interface Variable {
  /** Name in stores, tables, URLs. */
  readonly name: string;
  readonly label: string;
  /** UDUNITS text, as written in CF attributes. */
  readonly unit: string;
  readonly standardName?: string;
  /** Which way is positive, where that is a convention. */
  readonly positive?: string;
  /** Monthly values outside are rejected (SOURCES: canonical units). */
  readonly range: readonly [number, number];
  /** Step of the int16 encoding, in `unit`; value = stored * scale + offset. */
  readonly scale: number;
  readonly offset: number;
}

const row = (
  name: string,
  label: string,
  unit: string,
  range: [number, number],
  scale: number,
  rest: { offset?: number; standardName?: string; positive?: string } = {},
): Variable => ({ name, label, unit, range, scale, offset: 0, ...rest });

export const VARIABLES = {
  alt: row('alt', 'Thaw depth', 'm', [0, 5], 0.0005, { positive: 'down' }),
  thaw_depth: row('thaw_depth', 'Thaw depth on a date', 'm', [0, 5], 0.0005, { positive: 'down' }),
  uz: row('uz', 'Vertical displacement', 'm', [-0.5, 0.5], 0.0001, { positive: 'up' }),
  ch4_column: row('ch4_column', 'CH4 column enhancement', 'mg m-2', [-30000, 30000], 1),
  co2_column: row('co2_column', 'CO2 column enhancement', 'mg m-2', [-3e6, 3e6], 100),
  co2: row('co2', 'CO2 flux (NEE)', 'umol m-2 s-1', [-10, 10], 0.001, {
    standardName: 'surface_upward_mole_flux_of_carbon_dioxide',
    positive: 'to the atmosphere',
  }),
  ch4: row('ch4', 'CH4 flux', 'nmol m-2 s-1', [-50, 1000], 0.05, { positive: 'to the atmosphere' }),
  gpp: row('gpp', 'Gross primary production', 'umol m-2 s-1', [0, 60], 0.002, { positive: 'uptake' }),
  reco: row('reco', 'Ecosystem respiration', 'umol m-2 s-1', [0, 40], 0.002),
  t_air: row('t_air', 'Air temperature', 'degC', [-65, 40], 0.01, { standardName: 'air_temperature' }),
  t_soil: row('t_soil', 'Soil temperature', 'degC', [-65, 40], 0.01, { standardName: 'soil_temperature' }),
  precip: row('precip', 'Precipitation', 'mm month-1', [0, 1500], 0.05),
  swe: row('swe', 'Snow water equivalent', 'm', [0, 5], 0.0005, {
    standardName: 'lwe_thickness_of_surface_snow_amount',
  }),
  snow_depth: row('snow_depth', 'Snow depth', 'm', [0, 5], 0.001, { standardName: 'surface_snow_thickness' }),
  sw_in: row('sw_in', 'Downward short wave', 'W m-2', [-5, 1000], 0.05, {
    standardName: 'surface_downwelling_shortwave_flux_in_air',
  }),
  vp: row('vp', 'Vapour pressure', 'Pa', [0, 6000], 0.2, { standardName: 'water_vapor_partial_pressure_in_air' }),
  wind: row('wind', 'Wind speed', 'm s-1', [0, 60], 0.005, { standardName: 'wind_speed' }),
  blh: row('blh', 'Boundary-layer height', 'm', [10, 6000], 0.25, {
    standardName: 'atmosphere_boundary_layer_thickness',
  }),
  vwc: row('vwc', 'Soil moisture', 'm3 m-3', [0, 1.05], 0.0001, {
    standardName: 'volume_fraction_of_condensed_water_in_soil',
  }),
  wtd: row('wtd', 'Water table', 'm', [-3, 3], 0.001, { positive: 'above the surface' }),
  elevation: row('elevation', 'Elevation', 'm', [-100, 6500], 0.25, { standardName: 'surface_altitude' }),
  slope: row('slope', 'Slope', 'degree', [0, 90], 0.01),
  land: row('land', 'Land fraction', '1', [0, 1], 0.001, { standardName: 'land_area_fraction' }),
  wetness: row('wetness', 'Wetland fraction', '1', [0, 1], 0.001),
  tree: row('tree', 'Tree cover fraction', '1', [0, 1], 0.001),
  organic: row('organic', 'Organic layer thickness', 'm', [0, 2], 0.001),
  sand: row('sand', 'Sand in the soil', '1', [0, 1], 0.0001),
  silt: row('silt', 'Silt in the soil', '1', [0, 1], 0.0001),
  clay: row('clay', 'Clay in the soil', '1', [0, 1], 0.0001),
  veg_class: row('veg_class', 'Vegetation class of the source', '1', [0, 255], 1),
  drainage_class: row('drainage_class', 'Drainage class of the source', '1', [0, 9], 1),
  permafrost: row('permafrost', 'Permafrost probability', '1', [0, 1], 0.001),
} as const satisfies Record<string, Variable>;

export type VariableName = keyof typeof VARIABLES;

/** What the program forecasts. */
export const TARGETS = ['alt', 'co2', 'ch4'] as const;
export type Target = (typeof TARGETS)[number];

export const isVariable = (name: string): name is VariableName => Object.hasOwn(VARIABLES, name);
