import { VARIABLES, type VariableName } from '../../core/variable.ts';
import type { Level } from '../../grid/level.ts';
import { TILE } from '../../grid/tile.ts';
import { type FieldInfo, type Place, type Provenance, SCHEMA_VERSION, type StoreMeta } from '../../store/schema.ts';
import { STATIC } from './cell-maker.ts';
import { DETAIL_PLACES } from './place.ts';
import type { Span } from './pseudo-observations.ts';

const LEVELS: readonly Level[] = ['M01', 'M03', 'M09', 'M36'];

const DRIVER = 'interpolated from published station normals and trends, with seeded weather about them';
const PROCESS = 'process models run on the modelled climate';
const METHODS: Readonly<Partial<Record<VariableName, string>>> = {
  elevation: 'schematic relief: ranges as ridges with published heights, seeded texture; not an elevation model',
  land: 'share of cells whose middle is land in Natural Earth 1 : 10 million; lakes count as land',
  wetness: 'schematic: named wetlands, elevation, seeded hollows',
  tree: 'schematic: July warmth, wetness, west coast',
  organic: 'schematic: wetness, trees, height',
  permafrost: 'schematic: mean annual air temperature and organic layer',
};

const field = (name: VariableName, kind: FieldInfo['kind'], axes: FieldInfo['axes'], method: string): FieldInfo => ({
  name,
  variable: name,
  kind,
  axes,
  levels: LEVELS,
  unit: VARIABLES[name].unit,
  longName: VARIABLES[name].label,
  modelled: true,
  method,
});

const PROVENANCE: readonly Provenance[] = [
  {
    source: 'reference-alaska',
    licence: 'CC0-1.0',
    citation: 'Thawcast Reference Alaska: process models on published climate. Modelled, not observed.',
    note: 'Pseudo-observations are drawn from the models with error; none is a measurement.',
  },
  {
    source: 'climate normals',
    publisher: 'NOAA National Centers for Environmental Information; Environment and Climate Change Canada',
    citation: 'U.S. Climate Normals 1991-2020; Canadian Climate Normals 1991-2020 (rounded, typed in)',
  },
  {
    source: 'trends',
    doi: '10.1016/j.polar.2018.09.002',
    citation: 'Walsh and Brettschneider 2019, Attribution of recent warming in Alaska, Polar Science 21',
  },
  {
    source: 'coast',
    publisher: 'Natural Earth',
    licence: 'public domain',
    citation: 'Natural Earth 1 : 10 million, npm world-atlas',
  },
];

/** Metadata of the reference store. */
export function referenceMeta({ firstMonth, months }: Span, seed: number, created: string): StoreMeta {
  const monthly = ['month', 'row', 'col'] as const;
  const fixed = ['row', 'col'] as const;
  const drivers = (['t_air', 'precip', 'swe', 'sw_in', 'vp'] as const).map((f) => field(f, 'driver', monthly, DRIVER));
  const targets = (['alt', 'co2', 'ch4'] as const).map((f) => field(f, 'process', monthly, PROCESS));
  const statics = (['land', ...STATIC] as const).map((f) => field(f, 'static', fixed, METHODS[f] ?? DRIVER));
  return {
    schema: SCHEMA_VERSION,
    kind: 'tiles',
    title: 'Reference Alaska (modelled)',
    modelled: true,
    licence: 'CC0-1.0',
    created,
    firstMonth,
    months,
    fields: [...drivers, ...targets, ...statics],
    places: DETAIL_PLACES.map(
      ({ name, lat, lon, tiles: [row, col, rows, cols] }): Place => ({
        name,
        level: 'M01',
        lat,
        lon,
        window: [row * TILE, col * TILE, rows * TILE, cols * TILE],
      }),
    ),
    provenance: PROVENANCE,
    model: { name: 'reference-alaska', seed },
  };
}
