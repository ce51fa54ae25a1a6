import { UnreadableFile } from '../../core/error.ts';
import { turn } from '../../core/turn.ts';
import { toMetres } from '../../core/unit.ts';
import type { Provenance } from '../../store/schema.ts';
import { type Axes, axesOf } from '../gridded/axes.ts';
import { type CellBox, cellBoxOf } from '../gridded/cell-box.ts';
import { readBox } from '../gridded/read-box.ts';
import type { Netcdf, NetcdfVariable } from '../netcdf-model.ts';
import { text } from '../netcdf-model.ts';
import type { Imported, NativeGrid, Rejection, Source } from '../source.ts';
import { annualThaw, coarseThaw, type NativeThaw } from './native-thaw.ts';
import { type ResaltAnswer, resaltAnswer, timeHint, unitHint } from './resalt-answer.ts';
import { leadingDimensions, type ResaltRoles, resaltRoles, unitOfVariable } from './resalt-roles.ts';
import { type Season, seasonOf } from './season.ts';
import { gridOfThaw, lossesOf } from './thaw-grid.ts';
import { thawMean } from './thaw-mean.ts';

/** Most pixels of Alaska held with their coordinates: 40 bytes each. */
const MOST_PIXELS = 12e6;
/** Pixels up to this size become means of 1-km cells, m. */
const FINE = 300;

/**
 * Thaw and subsidence by airborne or satellite radar (ReSALT and its kin at ORNL DAAC) in netCDF: one field of a season or of several, or a
 * map a year. Pixels become means of 1-km cells; units are what the file says, or a person.
 */
export const resalt: Source = {
  id: 'resalt',
  title: 'Radar active-layer thickness (ReSALT, netCDF)',
  // What Thawcast itself exported holds modelled thaw, which must never come back as a radar's.
  probe: ({ netcdf }) => (netcdf && netcdf.attributes.thawcast === undefined && resaltRoles(netcdf) ? 'certain' : 'no'),
  async read({ file, netcdf }, companions, signal): Promise<Imported> {
    const roles = netcdf && resaltRoles(netcdf);
    if (!netcdf || !roles)
      throw new UnreadableFile({ file: file.name, expected: 'alt or sub over latitude and longitude' });
    const answer = await resaltAnswer(file, companions);
    const job: Job = { file: file.name, netcdf, roles, answer, rejected: [], notes: [] };
    if (answer.fault && answer.file)
      job.rejected.push({ file: answer.file, rule: answer.fault, todo: 'mend this file' });
    const grids: NativeGrid[] = [];
    for (const which of ['alt', 'uz'] as const) {
      grids.push(...(await gridsOf(job, which, signal)));
      await turn(signal);
    }
    for (const v of roles.others)
      job.rejected.push({
        file: file.name,
        where: `variable ${v.name}`,
        rule: 'not read: neither thaw nor subsidence, nor their uncertainty',
        todo: 'nothing',
      });
    return {
      observations: [],
      series: [],
      grids,
      rejected: job.rejected,
      notes: job.notes,
      provenance: provenanceOf(netcdf, file.name),
      ...(answer.file ? { used: [answer.file] } : {}),
    };
  },
};

interface Job {
  readonly file: string;
  readonly netcdf: Netcdf;
  readonly roles: ResaltRoles;
  readonly answer: ResaltAnswer;
  readonly rejected: Rejection[];
  readonly notes: string[];
}

/** A variable that fails costs itself. */
async function gridsOf(job: Job, which: 'alt' | 'uz', signal: AbortSignal | undefined): Promise<NativeGrid[]> {
  const v = which === 'alt' ? job.roles.alt : job.roles.sub;
  if (!v) return [];
  try {
    return await gridsOfVariable(job, which, v, signal);
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    refuse(job, v, error.message, 'get the file again; other variables are not affected');
    return [];
  }
}

async function gridsOfVariable(
  job: Job,
  which: 'alt' | 'uz',
  v: NetcdfVariable,
  signal: AbortSignal | undefined,
): Promise<NativeGrid[]> {
  const sd = which === 'alt' ? job.roles.altSd : job.roles.subSd;
  const toM = unitOf(job, v);
  const sdToM = sd && unitOf(job, sd);
  if (!toM || (sd && !sdToM)) return [];
  const axes = axesOf(v, job.netcdf);
  const box = await cellBoxOf(v, job.netcdf, axes);
  if (typeof box === 'string') return refuse(job, v, box, 'give a file that covers Alaska, with its coordinates');
  const fits = sd === undefined || sd.shape.join() === v.shape.join();
  if (!fits) job.notes.push(`${sd?.name} has another shape than ${v.name} and is not used`);
  const part = { v, toM, ...(sd && sdToM && fits ? { sd, sdToM } : {}), axes, box, name: v.name };
  const leading = leadingDimensions(v, job.netcdf);
  if (leading.length > 1) return refuse(job, v, 'has more dimensions than a year and a place', 'choose one of each');
  const [dimension] = leading;
  if (dimension !== undefined) {
    const got = annualThaw(part, dimension, which, job.netcdf, job.file);
    return typeof got === 'string'
      ? refuse(job, v, got, 'give its years as numbers or as a CF time axis')
      : add(job, got);
  }
  const season = job.answer.when ? asStated(job.answer) : seasonOf(job.netcdf.attributes, job.file);
  if (!season) return refuse(job, v, 'nothing says which season or years it stands for', timeHint(job.file));
  if (box.cell > FINE) {
    const got = coarseThaw(part, season, which, job.file);
    return typeof got === 'string' ? refuse(job, v, got, 'cut the file into parts') : add(job, got);
  }
  if (box.rows * box.cols > MOST_PIXELS)
    return refuse(job, v, `${box.rows} x ${box.cols} pixels: more than can be held`, 'cut the file into parts');
  const sign = which === 'alt' ? 1 : -1;
  const stored = paged(part.v, axes, box, job.file);
  const storedSd = part.sd && paged(part.sd, axes, box, job.file);
  const mean = await thawMean(
    {
      count: box.rows * box.cols,
      lat: (i) => box.lat[i] as number,
      lon: (i) => box.lon[i] as number,
      value: (i) => sign * toM(stored(i)),
      ...(storedSd && sdToM ? { sd: (i: number) => sdToM(storedSd(i)) } : {}),
      area: pixelArea(box),
    },
    which,
    signal,
  );
  if (!mean) return refuse(job, v, 'no pixel lies in the Alaska window', 'nothing');
  job.rejected.push(...lossesOf(mean, job.file, v.name, which));
  return add(job, gridOfThaw(mean, which, season, { file: job.file, name: v.name, unit: unitOfVariable(v) }));
}

function add(job: Job, got: NativeThaw): NativeGrid[] {
  job.notes.push(...got.notes);
  job.rejected.push(...got.rejected);
  return [...got.grids];
}

function refuse(job: Job, v: NetcdfVariable, rule: string, todo: string): NativeGrid[] {
  job.rejected.push({ file: job.file, where: `variable ${v.name}`, rule, todo });
  return [];
}

/** From the unit that the file states, or a person; neither is guessed: centimetres and metres both occur. */
function unitOf(job: Job, v: NetcdfVariable): ((x: number) => number) | undefined {
  const unit = job.answer.units[v.name] ?? unitOfVariable(v);
  const convert = toMetres(unit);
  if (!convert)
    refuse(job, v, unit === '' ? 'no unit given' : `unknown unit "${unit}" of a length`, unitHint(job.file, v.name));
  return convert;
}

const asStated = ({ when }: ResaltAnswer): Season | undefined =>
  when?.at === 'span' ? { time: when, note: 'dates as stated by the person' } : undefined;

/** Pixels read at a time, where the chunks of the file are not larger. */
const PAGE = 8192;

/** Values of a box pixel after pixel, rows read as they come. @throws UnreadableFile */
function paged(v: NetcdfVariable, axes: Axes, box: CellBox, file: string): (i: number) => number {
  const chunk = v.chunk?.[axes.row as number] ?? 1;
  const rows = Math.max(1, Math.ceil(PAGE / box.cols / chunk)) * chunk;
  let [from, to] = [0, 0];
  let page: Float64Array = new Float64Array();
  return (i) => {
    const row = Math.floor(i / box.cols);
    if (row < from || row >= to) {
      // Along the edges of the file's own chunks, which do not begin where the box does.
      from = row;
      to = Math.min(box.rows, row + rows - ((box.rowSpan[0] + row) % chunk));
      page = readBox(v, axes, box, [0, 1], [from, to], file);
    }
    const x = page[i - from * box.cols] as number;
    return x <= -9000 ? Number.NaN : x; // a fill that no attribute declares
  };
}

/** Area of a pixel on the ground in the middle of the box, m2. */
function pixelArea({ rows, cols, lat, lon }: CellBox): number {
  const [r, c] = [Math.min(rows - 2, rows >> 1), Math.min(cols - 2, cols >> 1)];
  const at = (row: number, col: number) => row * cols + col;
  const metres = (from: number, to: number): readonly [number, number] => {
    const east =
      ((((lon[to] as number) - (lon[from] as number) + 540) % 360) - 180) *
      Math.cos(((lat[from] as number) * Math.PI) / 180);
    return [east * 111_195, ((lat[to] as number) - (lat[from] as number)) * 111_195];
  };
  const [ax, ay] = metres(at(r, c), at(r, c + 1));
  const [bx, by] = metres(at(r, c), at(r + 1, c));
  return Math.abs(ax * by - ay * bx);
}

const PRODUCTS: readonly { readonly is: RegExp; readonly doi: string; readonly citation: string }[] = [
  { is: /barrow/i, doi: '10.3334/ORNLDAAC/1266', citation: 'Liu et al. 2015, ReSALT, Barrow, 2006-2011, ORNL DAAC' },
  {
    is: /prudhoe/i,
    doi: '10.3334/ORNLDAAC/1267',
    citation: 'Liu et al. 2015, ReSALT, Prudhoe Bay, 1992-2000, ORNL DAAC',
  },
  {
    is: /PDO_ReSALT|polsar/i,
    doi: '10.3334/ORNLDAAC/2004',
    citation: 'Chen et al. 2022, ABoVE: ALT from airborne L- and P-band SAR, 2017, ORNL DAAC',
  },
  {
    is: /1 ?-?km.*alaska|alaska.*1 ?-?km/i,
    doi: '10.3334/ORNLDAAC/1760',
    citation: 'Yi and Kimball 2020, ALT 1 km, Alaska, 2001-2015, ORNL DAAC',
  },
];

function provenanceOf(netcdf: Netcdf, file: string): Provenance {
  const said = `${text(netcdf.attributes.title)} ${file.slice(file.lastIndexOf('/') + 1)}`;
  const product = PRODUCTS.find((p) => p.is.test(said));
  const note = 'Retrieved from radar through a model of the soil; it saturates at the depth that the radar sees.';
  return product
    ? { source: 'resalt', file, publisher: 'ORNL DAAC', doi: product.doi, citation: product.citation, note }
    : { source: 'resalt', file, citation: text(netcdf.attributes.title) || 'as stated by the file’s publisher', note };
}
