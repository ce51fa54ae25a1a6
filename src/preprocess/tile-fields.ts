import { VARIABLES, type VariableName } from '../core/variable.ts';
import type { Level } from '../grid/level.ts';
import { MONTHLY, STATIC } from '../sources/reference-alaska/cell-maker.ts';
import { type FieldInfo, type Place, type Provenance, SCHEMA_VERSION, type StoreMeta } from '../store/schema.ts';
import type { Patch } from './patch.ts';

/** What the metadata say of how each field was made. */
export interface TileHistory {
  readonly airStations: number;
  readonly rainStations: number;
  readonly patches: readonly Patch[];
  /** What files say of the ground of the whole map, by quantity. */
  readonly ground: ReadonlySet<VariableName>;
  /** Further fields from files, as they are. */
  readonly further: readonly FieldInfo[];
}

const NATIVE = '; exact at 1 km where files give it: mean of the native cells inside each cell';

function methodOf(name: VariableName, h: TileHistory): string {
  const weather = `published normals and trends, corrected by`;
  const fine = h.patches.length > 0 ? NATIVE : '';
  const methods: Partial<Record<VariableName, string>> = {
    t_air: `${weather} ${h.airStations} measured series: mean deviation within about 150 km and each month's weather within about 1100 km, simple kriging${fine}`,
    precip: `${weather} ${h.rainStations} measured series as a ratio: mean within about 100 km and each month within about 330 km, simple kriging${fine}`,
    swe: 'snow balance of the months before: snow below 4 degC, degree-day melt',
    sw_in: `top of the atmosphere times published clearness by month${fine}`,
    vp: `published relative humidity by month at the corrected temperature${fine}`,
    elevation: `schematic relief through published heights, no elevation model${h.patches.some((p) => p.layers.some((l) => l.grid.variable === 'elevation')) ? '; terrain files at 1 km where they reach' : ''}`,
    land: 'share of cells whose middle is land in Natural Earth 1 : 10 million; lakes count as land',
    wetness: 'schematic: named wetlands and elevation',
    tree: 'schematic: July warmth, wetness, west coast',
    organic: 'schematic: wetness, trees, height',
    permafrost: 'schematic: mean annual air temperature and organic layer',
  };
  if (h.ground.has(name)) return `from files where they reach, else ${methods[name]}`;
  return methods[name] ?? 'process models run on the drivers of this store';
}

/** Metadata of tiles made of files. */
export function tileMeta(
  span: { readonly firstMonth: number; readonly months: number },
  created: string,
  h: TileHistory,
  provenance: readonly Provenance[],
): StoreMeta {
  const levels: readonly Level[] = h.patches.length > 0 ? ['M01', 'M09', 'M36'] : ['M09', 'M36'];
  const field = (name: VariableName, kind: FieldInfo['kind'], axes: FieldInfo['axes']): FieldInfo => ({
    name,
    variable: name,
    kind,
    axes,
    levels,
    unit: VARIABLES[name].unit,
    longName: VARIABLES[name].label,
    modelled: kind !== 'driver',
    method: methodOf(name, h),
  });
  const targets: readonly VariableName[] = ['alt', 'co2', 'ch4'];
  return {
    schema: SCHEMA_VERSION,
    kind: 'tiles',
    title: 'Alaska tiles from measured files',
    modelled: true, // the gridded targets are process estimates; measurements are in the observation table
    licence: 'as its sources; see provenance',
    created,
    ...span,
    fields: [
      ...MONTHLY.map((f) => field(f, targets.includes(f) ? 'process' : 'driver', ['month', 'row', 'col'])),
      ...(['land', ...STATIC] as const).map((f) => field(f, 'static', ['row', 'col'])),
      ...h.further,
    ],
    places: h.patches.map(
      (p): Place => ({
        name: p.name,
        level: 'M01',
        lat: p.lat,
        lon: p.lon,
        window: [p.rows[0], p.cols[0], p.rows[1] - p.rows[0], p.cols[1] - p.cols[0]],
      }),
    ),
    provenance: [...provenance, ...BACKGROUND],
  };
}

const BACKGROUND: readonly Provenance[] = [
  {
    source: 'climate background',
    publisher: 'NOAA NCEI; Environment and Climate Change Canada',
    citation:
      'U.S. and Canadian Climate Normals 1991-2020 (rounded, typed in); trends after Walsh and Brettschneider 2019, Polar Science 21',
    doi: '10.1016/j.polar.2018.09.002',
    note: 'Modelled background wherever no station or file says better.',
  },
  {
    source: 'process estimates',
    citation: 'Thawcast process models (Stefan and Kudryavtsev thaw, TCF carbon, CH4) on the drivers of this store',
    note: 'Modelled, not observed.',
  },
  {
    source: 'coast',
    publisher: 'Natural Earth',
    licence: 'public domain',
    citation: 'Natural Earth 1 : 10 million, npm world-atlas',
  },
];
