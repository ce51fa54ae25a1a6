import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { BadRequest } from '../src/core/error.ts';
import { parseIsoMonth } from '../src/core/month.ts';
import type { Progress } from '../src/core/progress.ts';
import { writeToDisk } from '../src/export/disk-sink.node.ts';
import { type ExportOrder, exportStore } from '../src/export/export-store.ts';
import { LEVELS, type Level } from '../src/grid/level.ts';
import { folderStorage } from '../src/store/folder.node.ts';
import { openStore } from '../src/store/open.ts';
import { zipInto } from '../src/store/zip-into.ts';
import { ProgressLine } from './progress-line.ts';
import { storeAt } from './store-at.ts';

export const help = `npm run studio -- export STORE --out FILE [options]

Writes part of a store as a file that other programs read; the ending of FILE says which. What is not chosen is all there is.

  STORE                 a store: its folder, or a zip file of one
  --out FILE            .nc   CF netCDF: fields on x, y, time and quantile, with latitude and longitude; or observations as points
                        .tif  GeoTIFF in EPSG:6933: a band for each field, quantile and month
                        .csv  the observation table; with --at, the months of a place
                        .zip  the whole store
  --field NAME[,NAME]   fields, such as t_air,alt; of observations: variables
  --level LEVEL         M01, M03, M09 or M36: 1, 3, 9 or 36 km (M09; with --at the finest that has data)
  --months FIRST..LAST  such as 2000-01..2010-12, or one month
  --quantile P[,P]      of forecasts, such as 0.05,0.5,0.95
  --extent W,S,E,N      degrees, west negative: every cell that lies in it wholly or in part
  --observations        .nc: the observation table instead of fields
  --at LON,LAT          .csv: a row a month of this place, a column a field
  --type TYPE           int16 with scale and offset, the store's own numbers (.nc), or float32 (.tif)
  --comments            .csv: title, source, licence and history in lines with # before the header
  --limit GB            largest file that is made (2)

Progress goes to standard error, the name of the file to standard output. Exit status: 0 done, 1 failed, 2 wrong usage.`;

const OPTIONS = {
  out: { type: 'string' },
  field: { type: 'string' },
  level: { type: 'string' },
  months: { type: 'string' },
  quantile: { type: 'string' },
  extent: { type: 'string' },
  observations: { type: 'boolean' },
  at: { type: 'string' },
  type: { type: 'string' },
  comments: { type: 'boolean' },
  limit: { type: 'string' },
} as const;

type Values = { [K in keyof typeof OPTIONS]?: (typeof OPTIONS)[K]['type'] extends 'string' ? string : boolean };
type Ending = 'nc' | 'tif' | 'csv' | 'zip';

/** Options that mean something for a kind of file, besides --out. */
const MEANT: Readonly<Record<Ending, readonly (keyof Values)[]>> = {
  nc: ['field', 'level', 'months', 'quantile', 'extent', 'observations', 'type', 'limit'],
  tif: ['field', 'level', 'months', 'quantile', 'extent', 'type', 'limit'],
  csv: ['field', 'level', 'months', 'quantile', 'extent', 'at', 'comments'],
  zip: [],
};

/** @returns 0 when the file was made */
export async function exportFile(args: string[]): Promise<number> {
  const { store, out, ending, values } = optionsOf(args);
  const line = new ProgressLine();
  const onProgress = (p: Progress) =>
    line.tell(`${p.what}: ${p.of > 0 ? Math.floor((100 * p.done) / p.of) : 0} %`, p.secondsLeft);
  if (ending === 'zip') await zipFolder(store, out, onProgress);
  else {
    const order = orderOf(ending, values);
    const open = await storeAt(store);
    await writeToDisk(out, (sink) => exportStore(open, order, sink, { onProgress }));
  }
  line.end();
  process.stdout.write(`${out}\n`);
  return 0;
}

async function zipFolder(store: string, out: string, onProgress: (p: Progress) => void): Promise<void> {
  if (/\.zip$/i.test(store))
    throw new BadRequest({ what: `${store} as a zip`, expected: 'a folder: this store is a zip already' });
  const storage = folderStorage(store);
  await openStore(storage); // never a zip of something that is no store
  await writeToDisk(out, (sink) => zipInto(storage, (piece) => sink.write(piece), onProgress));
}

/** A minus at the beginning of a value, as western longitudes have it, would pass for another option. */
function joinWest(args: readonly string[]): string[] {
  const joined: string[] = [];
  for (const arg of args) {
    const option = joined.at(-1);
    if ((option === '--extent' || option === '--at') && /^-[\d.]/.test(arg))
      joined[joined.length - 1] = `${option}=${arg}`;
    else joined.push(arg);
  }
  return joined;
}

function optionsOf(args: string[]): { store: string; out: string; ending: Ending; values: Values } {
  const { values, positionals } = parseArgs({ args: joinWest(args), allowPositionals: true, options: OPTIONS });
  const [store, ...more] = positionals;
  if (store === undefined || more.length > 0)
    throw new BadRequest({ what: `${positionals.length} stores`, expected: 'one store to export; see --help' });
  if (!existsSync(store)) throw new BadRequest({ what: store, expected: 'the folder or the zip of a store' });
  const { out } = values;
  const ending =
    out === undefined ? undefined : /\.(nc|tif|csv|zip)$/i.exec(out.replace(/\.tiff$/i, '.tif'))?.[1]?.toLowerCase();
  if (out === undefined || ending === undefined)
    throw new BadRequest({
      what: out === undefined ? 'no --out' : `--out ${out}`,
      expected: '--out FILE with the ending .nc, .tif, .csv or .zip',
    });
  const lost = Object.keys(values).find(
    (name) => name !== 'out' && !MEANT[ending as Ending].includes(name as keyof Values),
  );
  if (lost !== undefined)
    throw new BadRequest({
      what: `--${lost} for a .${ending}`,
      expected: `only ${MEANT[ending as Ending].map((o) => `--${o}`).join(', ') || 'the whole store'}`,
    });
  return { store, out, ending: ending as Ending, values };
}

function orderOf(ending: Exclude<Ending, 'zip'>, v: Values): ExportOrder {
  const { observations = false, at } = v;
  const as = {
    nc: observations ? 'netcdf-observations' : 'netcdf',
    tif: 'geotiff',
    csv: at === undefined ? 'csv-observations' : 'csv-series',
  } as const;
  for (const name of ['level', 'quantile', 'type'] as const)
    if (as[ending].endsWith('-observations') && v[name] !== undefined)
      throw new BadRequest({ what: `--${name} for observations`, expected: 'only --field, --months, --extent' });
  if (at !== undefined && v.extent !== undefined)
    throw new BadRequest({ what: '--extent with --at', expected: 'one of the two' });
  return {
    as: as[ending],
    when: new Date().toISOString(),
    ...(v.field === undefined ? {} : { fields: v.field.split(',').map((name) => name.trim()) }),
    ...(v.level === undefined ? {} : { level: levelOf(v.level) }),
    ...(v.months === undefined ? {} : { months: monthsOf(v.months) }),
    ...(v.quantile === undefined
      ? {}
      : { quantiles: numbersOf(v.quantile, '--quantile', 'probabilities such as 0.05,0.5,0.95') }),
    ...(v.extent === undefined ? {} : { extent: extentOf(v.extent) }),
    ...(at === undefined ? {} : { place: placeOf(at) }),
    ...(v.type === undefined ? {} : { type: typeOf(v.type) }),
    ...(v.limit === undefined ? {} : { limit: limitOf(v.limit) }),
    comments: v.comments ?? false,
  };
}

function levelOf(text: string): Level {
  const level = LEVELS.find((l) => l === text.toUpperCase());
  if (level) return level;
  throw new BadRequest({ what: `--level ${text}`, expected: LEVELS.join(', ') });
}

function monthsOf(text: string): readonly [number, number] {
  const [first, last = first, ...more] = text.split('..').map(parseIsoMonth);
  if (first !== undefined && last !== undefined && more.length === 0) return [first, last + 1];
  throw new BadRequest({ what: `--months ${text}`, expected: 'FIRST..LAST such as 2000-01..2010-12, or one month' });
}

function numbersOf(text: string, option: string, expected: string): number[] {
  const numbers = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  if (numbers.every(Number.isFinite)) return numbers;
  throw new BadRequest({ what: `${option} ${text}`, expected });
}

function extentOf(text: string): readonly [number, number, number, number] {
  const expected = 'W,S,E,N in degrees, west negative, such as -150,68,-149,69';
  const [west, south, east, north, ...more] = numbersOf(text, '--extent', expected);
  if (west !== undefined && south !== undefined && east !== undefined && north !== undefined && more.length === 0)
    return [west, south, east, north];
  throw new BadRequest({ what: `--extent ${text}`, expected });
}

function placeOf(text: string): { lon: number; lat: number } {
  const expected = 'LON,LAT in degrees, west negative, such as -149.6,68.63';
  const [lon, lat, ...more] = numbersOf(text, '--at', expected);
  if (lon !== undefined && lat !== undefined && more.length === 0) return { lon, lat };
  throw new BadRequest({ what: `--at ${text}`, expected });
}

function typeOf(text: string): 'int16' | 'float32' {
  if (text === 'int16' || text === 'float32') return text;
  throw new BadRequest({ what: `--type ${text}`, expected: 'int16 or float32' });
}

function limitOf(text: string): number {
  const limit = Number(text) * 2 ** 30;
  if (limit > 0) return limit;
  throw new BadRequest({ what: `--limit ${text}`, expected: 'gigabytes, such as 8' });
}
