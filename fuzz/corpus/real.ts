import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type Guard, type Part, part, type Specimen } from '../specimen.ts';

/** Folder of publishers' files beside the project, where it is present at all. */
const ROOT = path.resolve(import.meta.dirname, '../../../shared/data');
const GTNP = 'gtnp_alt/Activelayer_210-Bonanza_Creek';

/** Small files of publishers, one or more a format: id, source, guard, files. */
const FILES: readonly (readonly [id: string, source: string, guard: Guard, ...files: string[]])[] = [
  ['real-calm-xls', 'calm-summary', 'raw', 'calm/CALM_Summary_table.xls'],
  ['real-calm-long', 'calm-long', 'row', 'calm/calm_alaska_long.csv'],
  ['real-abcflux', 'archive', 'checksum', 'abcflux/ABCflux_v2_alaska_tier1.csv.zip'],
  [
    'real-gtnp',
    'gtnp',
    'mean',
    `${GTNP}-Dataset_1516-Sporadic-As_Needed-Active_Layer_Thickness_grid_transect-Mechanical_Probing.timeserie.csv`,
    `${GTNP}.metadata.txt`,
  ],
  [
    'real-thaw',
    'anaktuvuk',
    'mean',
    'anaktuvuk_flux_thaw/thaw_depth_by_date.csv',
    'anaktuvuk_flux_thaw/ARFlux_Coordinates.csv',
  ],
  ['real-topo', 'climate-netcdf', 'raw', 'climate_1km_toolik/topo.nc'],
  ['real-mask', 'era5', 'raw', 'climate_halfdegree_alaska/mask.nc'],
  ['real-alt', 'half-degree', 'raw', 'climate_halfdegree_alaska/Fairbanks_ALT.nc'],
  ['real-nee', 'cf-netcdf', 'raw', 'gridded_nee/ABoVE_TVPRM_bbox.nc4'],
  ['real-toolik', 'station-monthly', 'mean', 'climate_stations/toolik_monthly_1988_2018.csv'],
  ['real-warp', 'geotiff', 'raw', 'ease2/warp_toolik_2015_07/toolik_tair_2015-07_epsg3338.tif'],
  [
    'real-envi',
    'envi',
    'raw',
    'ease2/warp_toolik_2015_07/toolik_tair_2015-07_ease2m01_bilinear.hdr',
    'ease2/warp_toolik_2015_07/toolik_tair_2015-07_ease2m01_bilinear.img',
  ],
  ['real-badm', 'archive', 'checksum', 'formats/ameriflux_base/AMF_US-CRT_BASE-BADM_2-5.zip'],
  ['real-netcdf3', 'none', 'raw', 'formats/netcdf3/madis-sao.nc'],
  ['real-hdf5-old', 'none', 'raw', 'formats/hdf5/dim_scales.hdf5'],
  ['real-hdf5-new', 'none', 'raw', 'formats/hdf5/new_style_groups.hdf5'],
  ['real-hdf5-references', 'none', 'raw', 'formats/hdf5/references.hdf5'],
  ['real-parquet-zstd', 'none', 'raw', 'formats/parquet/byte_stream_split.zstd.parquet'],
  ['real-parquet-delta', 'none', 'raw', 'formats/parquet/delta_byte_array.parquet'],
  ['real-parquet-brotli', 'none', 'raw', 'formats/parquet/large_string_map.brotli.parquet'],
];

/** What a person says beside a raster that says nothing of itself. */
const ANSWER = '{"bands":[{"band":1,"variable":"t_air","unit":"degC","when":"2015-07"}]}';
const ANSWERS: Readonly<Record<string, string>> = {
  'ease2/warp_toolik_2015_07/toolik_tair_2015-07_epsg3338.tif': ANSWER,
  'ease2/warp_toolik_2015_07/toolik_tair_2015-07_ease2m01_bilinear.img': ANSWER,
};

/** None of them is ever copied into the project; without them the corpus is what is made. */
export function real(): Specimen[] {
  return FILES.flatMap(([id, source, guard, ...files]) => {
    const paths = files.map((f) => path.join(ROOT, f));
    if (!paths.every((p) => existsSync(p))) return [];
    const parts = files.map((f, i): Part => ({ name: f, bytes: new Uint8Array(readFileSync(paths[i] as string)) }));
    const answers = Object.entries(ANSWERS).flatMap(([file, answer]) =>
      files.includes(file) ? [part(`${file}.meaning.json`, answer)] : [],
    );
    return [{ id, source, guard, parts: [...parts, ...answers] as [Part, ...Part[]], heading: 1, real: true }];
  });
}
