import { UnreadableFile } from '../../core/error.ts';
import { VARIABLES } from '../../core/variable.ts';
import { decodeText } from '../encoding.ts';
import { companionJson } from '../raster/companion-json.ts';
import { crsOf } from '../raster/crs.ts';
import { type FluxAsk, parseMeaning, type RasterMeaning } from '../raster/raster-meaning.ts';
import { type BandAsk, readBands } from '../raster/read-bands.ts';
import type { Imported, InputFile, NativeGrid, Rejection, Source } from '../source.ts';
import { airOver } from './air-over-scene.ts';
import { columnBand, flightTime, isRadiance } from './column-band.ts';
import { enviEntries, enviList } from './envi-header.ts';
import { enviRaster } from './envi-raster.ts';
import { fluxProxy } from './flux-proxy.ts';
import { enviCrs, enviTransform } from './map-info.ts';

const LARGEST_HEADER = 4e6;

/**
 * ENVI raster: the header is the file, its binary a companion. Column enhancements of AVIRIS-NG are known by their band names;
 * any other band needs a meaning, from a recipe or from `<header>.meaning.json`.
 */
export const enviSource = (meaningOf: (file: string) => RasterMeaning | undefined): Source => ({
  id: 'envi',
  title: 'ENVI raster (AVIRIS-NG)',
  probe: ({ text }) => (/^\uFEFF?ENVI\s*[\r\n]/.test(text) && /^[ \t]*samples[ \t]*=/im.test(text) ? 'certain' : 'no'),
  read: ({ file }, companions, signal) => read(file, companions, meaningOf, signal),
});

export const envi: Source = enviSource(() => undefined);

async function read(
  file: InputFile,
  companions: readonly InputFile[],
  meaningOf: (file: string) => RasterMeaning | undefined,
  signal?: AbortSignal,
): Promise<Imported> {
  if (file.size > LARGEST_HEADER)
    throw new UnreadableFile({ file: file.name, expected: 'an ENVI header of some kilobytes' });
  const header = enviEntries(decodeText(await file.bytes()).text);
  const rejected: Rejection[] = [];
  const binary = binaryOf(file, companions);
  // Beside either of the two: a person thinks of them as one.
  const beside = (await companionJson(file, companions)) ?? (binary && (await companionJson(binary, companions)));
  const written = beside && parseMeaning(beside.json);
  if (beside && typeof written === 'string')
    rejected.push({ file: beside.name, rule: written, todo: 'mend this file' });
  const meaning = meaningOf(file.name) ?? (typeof written === 'string' ? undefined : written);
  const used = [binary, beside].flatMap((f) => (f ? [f.name] : []));
  const aviris = flightTime([header.get('description') ?? '', file.name]);
  const base = { observations: [], series: [], used, provenance: provenanceOf(file.name, aviris !== undefined) };
  const no = (rule: string, todo: string): Imported => ({
    ...base,
    grids: [],
    rejected: [...rejected, { file: file.name, rule, todo }],
    notes: [],
  });
  if (!binary)
    return no(
      'its binary is not in the import',
      'add the file of the same name without .hdr (or with .img, .dat, .bin)',
    );
  const raw = enviRaster(header, binary);
  if (typeof raw === 'string') return no(raw, 'take header and binary again, from the same place');
  const transform = enviTransform(header.get('map info'));
  if (!transform)
    return no(
      'no usable map info: nobody knows where it lies',
      'take the ortho-corrected product, or one with a GLT applied',
    );
  const crs =
    (await enviCrs(header.get('map info'), header.get('coordinate system string'))) ??
    (meaning?.crs ? await crsOf(meaning.crs) : undefined);
  if (!crs)
    return no('its reference system is not known', 'give it as "crs": "EPSG:32606" in the meaning of this raster');
  const names = enviList(header.get('band names'));
  const bands = Array.from({ length: raw.bands }, (_, i) => bandAsk(names[i] ?? '', aviris));
  const got = await readBands({ ...raw, transform, crs }, bands, meaning?.bands ?? [], 'envi', signal);
  const fluxes = meaning?.flux
    ? await fluxesOf(got.grids, meaning.flux, file, companions)
    : { grids: [], rejected: [] };
  return {
    ...base,
    grids: [...got.grids, ...fluxes.grids],
    rejected: [...rejected, ...got.rejected, ...fluxes.rejected],
    notes: [
      ...fluxes.grids.map((g) => g.note),
      `${raw.rows} x ${raw.cols} pixels, ${raw.bands} bands, ${crs.name}${transform[1] === 0 ? '' : ', rotated'}`,
    ],
  };
}

/** Methane flux from its columns, for who asks. */
async function fluxesOf(
  grids: readonly NativeGrid[],
  ask: FluxAsk,
  file: InputFile,
  companions: readonly InputFile[],
): Promise<{ readonly grids: readonly NativeGrid[]; readonly rejected: readonly Rejection[] }> {
  const made: NativeGrid[] = [];
  const rejected: Rejection[] = [];
  const columns = grids.filter((g) => g.variable === 'ch4_column');
  if (columns.length === 0)
    rejected.push({
      file: file.name,
      rule: 'a flux was asked for, but no column of methane was read',
      todo: 'see above',
    });
  for (const column of columns) {
    const where = `flux of ${column.name}`;
    const air = await airOver(column, ask, companions);
    if (typeof air === 'string') {
      const todo = 'give u10, v10 and blh of ERA5 for that hour in the same import, or "flux": {"wind": 3.5}';
      rejected.push({ file: file.name, where, rule: `the wind at the overpass is not known: ${air}`, todo });
      continue;
    }
    const { grid, impossible } = fluxProxy(column, air);
    if (grid.values.some((v) => !Number.isNaN(v))) made.push(grid);
    if (impossible > 0) {
      const rule = `cells of the flux proxy outside ${VARIABLES.ch4.range.join(' to ')} ${VARIABLES.ch4.unit}`;
      rejected.push({
        file: file.name,
        where,
        count: impossible,
        rule,
        todo: 'nothing: noise of the column, or its scene',
      });
    }
  }
  return { grids: made, rejected };
}

function bandAsk(name: string, time: ReturnType<typeof flightTime>): BandAsk {
  const known = columnBand(name, time);
  if (typeof known === 'string') return { description: name, own: undefined, question: known };
  return {
    description: name,
    own: known,
    question:
      name === '' ? 'nothing says what this band means' : `nothing says what "${name}" means, its unit and its time`,
    display: !known && isRadiance(name),
  };
}

/** `scene_img` beside `scene_img.hdr`, or `scene.img` beside `scene.hdr`. */
function binaryOf(header: InputFile, companions: readonly InputFile[]): InputFile | undefined {
  const stem = header.name.replace(/\.hdr$/i, '');
  return ['', '.img', '.dat', '.bin', '.raw', '.bsq', '.bil', '.bip']
    .map((end) => companions.find((c) => c !== header && c.name.toLowerCase() === `${stem}${end}`.toLowerCase()))
    .find((c) => c !== undefined);
}

const provenanceOf = (file: string, aviris: boolean) =>
  aviris
    ? {
        source: 'envi',
        file,
        publisher: 'NASA/JPL AVIRIS-NG, ORNL DAAC',
        doi: '10.3334/ORNLDAAC/2362',
        citation: 'AVIRIS-NG ABoVE: Miller et al. 2024, ORNL DAAC, 10.3334/ORNLDAAC/2362',
        note: 'Enhancement of gas in the air column above the background of the scene; noise and surface clutter included.',
      }
    : { source: 'envi', file, citation: 'as stated by the file’s publisher' };
