import { abcflux } from './abcflux/abcflux.ts';
import { ameriflux } from './ameriflux/ameriflux.ts';
import { anaktuvuk } from './anaktuvuk/anaktuvuk.ts';
import { calmLong } from './calm/calm-long.ts';
import { calmSummary } from './calm/calm-summary.ts';
import { calmWorkbook } from './calm/calm-workbook.ts';
import type { Candidate } from './candidate.ts';
import { cfNetcdf } from './cf-netcdf/cf-netcdf.ts';
import { climateNetcdf } from './climate-netcdf/climate-netcdf.ts';
import { envi } from './envi/envi.ts';
import { era5 } from './era5/era5.ts';
import { fluxnet } from './fluxnet/fluxnet.ts';
import { fluxnetCh4 } from './fluxnet/fluxnet-ch4.ts';
import { harmonisedTable } from './geocryoai/harmonised-table.ts';
import { tensor } from './geocryoai/tensor.ts';
import { thawRecord } from './geocryoai/thaw-record.ts';
import { geotiff } from './geotiff/geotiff.ts';
import { borehole } from './gtnp/borehole.ts';
import { gtnp } from './gtnp/gtnp.ts';
import { gtnpPangaea } from './gtnp/pangaea.ts';
import { halfDegree } from './half-degree/half-degree.ts';
import { mappedCsv } from './mapped-csv/mapped-csv.ts';
import { neonFlux } from './neon/flux-bundle.ts';
import { neonThawProbe } from './neon/thaw-probe.ts';
import { resalt } from './resalt/resalt.ts';
import { resaltText } from './resalt/resalt-text.ts';
import { asciiGrid } from './sibbork/ascii-grid.ts';
import { thawMatrix } from './sibbork/thaw-matrix.ts';
import { smalt } from './smalt/smalt.ts';
import type { Confidence, Source } from './source.ts';
import { soilClimateDaily } from './stations/soil-climate-daily.ts';
import { stationMonthly } from './stations/station-monthly.ts';
import { tcfm } from './tcfm/tcfm.ts';
import { uavsar } from './uavsar/uavsar.ts';

/** Every kind of file we read. A new source is one folder and one line here. */
export const SOURCES: readonly Source[] = [
  calmSummary,
  calmLong,
  calmWorkbook,
  gtnp,
  borehole,
  gtnpPangaea,
  smalt,
  neonThawProbe,
  neonFlux,
  mappedCsv,
  abcflux,
  ameriflux,
  fluxnet,
  fluxnetCh4,
  anaktuvuk,
  resalt,
  resaltText,
  era5,
  tcfm,
  cfNetcdf,
  climateNetcdf,
  halfDegree,
  stationMonthly,
  soilClimateDaily,
  envi,
  geotiff,
  uavsar,
  harmonisedTable,
  tensor,
  thawRecord,
  asciiGrid,
  thawMatrix,
];

const ORDER: readonly Confidence[] = ['no', 'possible', 'likely', 'certain'];

/** Who reads a file, and how sure it is. */
export interface Recognised {
  readonly source: Source;
  readonly confidence: Confidence;
}

/** The source that is surest of a file, or undefined when none knows it. */
export function recognise(candidate: Candidate): Recognised | undefined {
  let best: Recognised | undefined;
  for (const source of SOURCES) {
    const confidence = source.probe(candidate);
    if (ORDER.indexOf(confidence) > (best ? ORDER.indexOf(best.confidence) : 0)) best = { source, confidence };
  }
  return best;
}

const SHAPEFILE_PART = /\.(shp|shx|dbf|prj|sbn|sbx|cpg)$/i;

/** What a file is that no source reads, in words for the person. */
export function describeUnknown({ file, magic, text, netcdf }: Candidate): {
  readonly rule: string;
  readonly todo: string;
} {
  const ask = 'nothing; say so if you need this kind of file';
  if (magic === 'shapefile' || SHAPEFILE_PART.test(file.name))
    return {
      rule: 'a part of a shapefile: outlines are not read, only points and grids',
      todo: 'nothing; a mask can be made a raster, and points a CSV with latitude and longitude, by a GIS',
    };
  if (netcdf)
    return {
      rule: `${netcdf.format === 'classic' ? 'netCDF-3' : 'HDF5 or netCDF-4'} without a variable we know (${
        netcdf.variables
          .slice(0, 6)
          .map((v) => v.name)
          .join(', ') || 'no variable'
      })`,
      todo: ask,
    };
  if (magic === 'text' && /^[ \t]*[-+\d.eE]+[ \t]*\r?$/m.test(text) && !/[a-df-z]/i.test(text))
    return {
      rule: 'a bare column of numbers: nothing says what they are',
      todo: 'give a table with headings, units and a place',
    };
  const words: Partial<Record<Candidate['magic'], string>> = {
    text: 'text that no source recognises',
    parquet: 'Parquet whose columns no source knows',
    zip: 'an Office document or archive that no source recognises',
    gzip: 'a gzip file: unpack it first',
    image: 'a picture',
    empty: 'an empty file',
  };
  return {
    rule: words[magic] ?? 'binary data that no source recognises',
    todo: magic === 'text' ? 'check the heading line against the formats in the guide' : ask,
  };
}
