import { StudioError, UnreadableFile } from '../../core/error.ts';
import { isCancelled } from '../../core/wire.ts';
import { companionJson } from '../raster/companion-json.ts';
import { crsOf } from '../raster/crs.ts';
import { easeConflict } from '../raster/ease-conflict.ts';
import { parseMeaning, type RasterMeaning } from '../raster/raster-meaning.ts';
import { readBands } from '../raster/read-bands.ts';
import type { Imported, InputFile, Rejection, Source } from '../source.ts';
import { type OpenGeotiff, openGeotiff } from './open-geotiff.ts';
import { ownMeaning } from './own-meaning.ts';

/** What a recipe knows of a raster, by the name of its file. */
export type MeaningOf = (file: string) => RasterMeaning | undefined;

/**
 * GeoTIFF and COG. A raster rarely says what it shows, so a person does: in a recipe, or in `<file>.meaning.json` beside it.
 * @param meaningOf answers of a recipe; they go before what lies beside the file
 */
export const geotiffSource = (meaningOf: MeaningOf): Source => ({
  id: 'geotiff',
  title: 'GeoTIFF raster',
  probe: ({ magic }) => (magic === 'tiff' ? 'likely' : 'no'),
  read: ({ file }, companions, signal) => read(file, companions, meaningOf, signal),
});

export const geotiff: Source = geotiffSource(() => undefined);

async function read(
  file: InputFile,
  companions: readonly InputFile[],
  meaningOf: MeaningOf,
  signal?: AbortSignal,
): Promise<Imported> {
  const tiff = await opened(file);
  const rejected: Rejection[] = [];
  const beside = await companionJson(file, companions);
  const written = beside && parseMeaning(beside.json);
  if (beside && typeof written === 'string')
    rejected.push({
      file: beside.name,
      rule: written,
      todo: 'mend this file; it says what the bands of the raster mean',
    });
  const meaning = meaningOf(file.name) ?? (typeof written === 'string' ? undefined : written);
  const base = {
    observations: [],
    series: [],
    provenance: { source: 'geotiff', file: file.name, citation: 'as stated by the file’s publisher' },
    ...(beside ? { used: [beside.name] } : {}),
  };
  const crs = meaning?.crs === undefined ? tiff.crs : await crsOf(meaning.crs);
  // A person who names the reference system has answered this question already.
  const doubt = crs && meaning?.crs === undefined ? easeConflict(crs.name, tiff.raster.transform) : undefined;
  if (!crs || doubt) {
    rejected.push({
      file: file.name,
      rule:
        doubt ??
        (meaning?.crs === undefined
          ? 'does not say in which reference system it lies, or in one we do not know'
          : `"${meaning.crs}" is no reference system we know`),
      todo: 'give it as "crs": "EPSG:3338" or proj4 text in the meaning of this raster, or warp it with gdalwarp -t_srs EPSG:3338',
    });
    return { ...base, grids: [], rejected, notes: [] };
  }
  const bands = tiff.bands.map((band, i) => ownMeaning(i, band, tiff.items));
  const got = await readBands({ ...tiff.raster, crs }, bands, meaning?.bands ?? [], 'geotiff', signal);
  const { rows, cols } = tiff.raster;
  const notes = [
    `${rows} x ${cols} pixels, ${bands.length} bands, ${crs.name}${meaning?.crs === undefined ? '' : ' as stated by the person'}`,
    ...(tiff.overviews > 0 ? [`${tiff.overviews} overviews left aside: the full resolution was read`] : []),
  ];
  return { ...base, grids: got.grids, rejected: [...rejected, ...got.rejected], notes };
}

/** The library throws bare errors and type errors on damage. */
async function opened(file: InputFile): Promise<OpenGeotiff> {
  try {
    return await openGeotiff(file);
  } catch (error) {
    if (error instanceof StudioError || isCancelled(error)) throw error;
    throw new UnreadableFile({ file: file.name, expected: 'a GeoTIFF; this one is damaged' }, error);
  }
}
