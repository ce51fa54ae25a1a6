import { UnreadableFile } from '../../core/error.ts';
import { VARIABLES } from '../../core/variable.ts';
import { decodeMonths } from '../cf-time.ts';
import { type Centres, cellSize, centresOf, orientationNote } from '../netcdf-grid.ts';
import { decodeValues, type Netcdf, type NetcdfVariable, text } from '../netcdf-model.ts';
import type { GridTime, NativeGrid, Rejection, Source } from '../source.ts';
import { type Meaning, meaningOf } from './climate-variable.ts';

/** Axes, coordinates and grid mappings: not data. */
const STRUCTURE = /^(x|y|lat|lon|latitude|longitude|time|year|crs|.*albers.*|spatial_ref|.*_bnds|time_bounds)$/i;

/**
 * CF netCDF of monthly climate or terrain on any grid that says where its cells lie: air temperature, precipitation, short wave,
 * vapour pressure `[time, row, col]`, elevation and slope `[row, col]`. Each variable keeps its own grid (K1-4).
 */
export const climateNetcdf: Source = {
  id: 'climate-netcdf',
  title: 'Monthly climate or terrain (CF netCDF)',
  probe: ({ netcdf }) => {
    if (!netcdf) return 'no';
    const meant = netcdf.variables.filter((v) => v.shape.length >= 2 && meaningOf(v) !== undefined);
    return meant.length > 0 ? 'likely' : 'no';
  },
  async read({ file, netcdf }) {
    if (!netcdf) throw new UnreadableFile({ file: file.name, expected: 'a netCDF file' });
    const centres = centresOf(netcdf);
    if (!centres)
      throw new UnreadableFile({
        file: file.name,
        expected:
          'latitude and longitude of its cells (2-D arrays or axes): without them nobody knows where the values lie',
      });
    const rejected: Rejection[] = [];
    const notes = [orientationNote(netcdf, centres)].flatMap((n) => (n ? [n] : []));
    const grids = netcdf.variables.flatMap((v) => {
      const grid = readVariable(v, netcdf, centres, file.name, rejected, notes);
      return grid ? [grid] : [];
    });
    if (grids.length === 0 && rejected.length === 0)
      throw new UnreadableFile({ file: file.name, expected: 'a climate or terrain variable on the grid' });
    return { observations: [], series: [], grids, rejected, notes, provenance: provenanceOf(netcdf, file.name) };
  },
};

function readVariable(
  v: NetcdfVariable,
  file: Netcdf,
  centres: Centres,
  name: string,
  rejected: Rejection[],
  notes: string[],
): NativeGrid | undefined {
  if (v.shape.length < 2 || STRUCTURE.test(v.name)) return undefined;
  const reject = (rule: string, todo: string): undefined => {
    rejected.push({ file: name, where: `variable ${v.name}`, rule, todo });
    return undefined;
  };
  const meaning = meaningOf(v);
  if (meaning === undefined) return reject('a quantity the program does not use', 'nothing');
  if (typeof meaning === 'string') return reject(meaning, `add the units attribute to ${v.name} (UDUNITS text)`);
  const [rows, cols] = v.shape.slice(-2) as [number, number];
  if (rows !== centres.rows || cols !== centres.cols)
    return reject(
      `${rows} x ${cols} cells, while its coordinates have ${centres.rows} x ${centres.cols}`,
      'give the coordinates of this grid',
    );
  const time = timeOf(v, file);
  if (typeof time === 'string') return reject(time, 'give a CF time axis: "days since 1901-01-01" with its calendar');
  const values = toCanonical(v, meaning, name, rejected);
  if (!values) return reject('holds no numbers', 'nothing');
  const scenario = text(file.attributes.scenario);
  if (meaning.assumed) notes.push(`${v.name}: no unit given, ${meaning.assumed} assumed`);
  return {
    name: v.name,
    variable: meaning.variable,
    ...centres,
    cell: cellSize(centres),
    time,
    values,
    projection: /^(rcp|ssp)\d/i.test(scenario),
    source: 'climate-netcdf',
    origin: `${name}:${v.name}`,
    note: [text(file.attributes.model), scenario].filter(Boolean).join(' '),
  };
}

function timeOf(v: NetcdfVariable, file: Netcdf): GridTime | string {
  if (v.shape.length === 2) return { at: 'static' };
  if (v.shape.length !== 3) return `has ${v.shape.length} dimensions; time, row and column are known`;
  const axis = file.variables.find((t) => /^time$/i.test(t.name) && t.shape.length === 1);
  const values = axis && decodeValues(axis);
  if (!axis || !values || values.length !== v.shape[0]) return 'has no time axis of its length';
  const months = decodeMonths(values, text(axis.attributes.units), text(axis.attributes.calendar));
  if (!months)
    return `its time axis "${text(axis.attributes.units)}", calendar "${text(axis.attributes.calendar)}", is unknown`;
  if (new Set(months).size !== months.length) return 'has several time steps a month; give monthly means';
  return { at: 'months', months: Int32Array.from(months) };
}

/** Canonical unit, NaN for fills, impossible and out-of-range values; what was dropped is counted. */
function toCanonical(
  v: NetcdfVariable,
  meaning: Meaning,
  file: string,
  rejected: Rejection[],
): Float32Array | undefined {
  const raw = decodeValues(v);
  if (!raw) return undefined;
  const [low, high] = VARIABLES[meaning.variable].range;
  const out = new Float32Array(raw.length);
  let impossible = 0;
  let outside = 0;
  for (let i = 0; i < raw.length; i++) {
    const x = raw[i] as number;
    const y = meaning.convert(x);
    const cannotBe = meaning.impossible(x);
    if (cannotBe) impossible++;
    else if (y < low || y > high) outside++;
    out[i] = cannotBe || y < low || y > high ? Number.NaN : y;
  }
  const count = (n: number, rule: string, todo: string) => {
    if (n > 0) rejected.push({ file, where: `variable ${v.name}`, count: n, rule, todo });
  };
  count(impossible, meaning.why, 'nothing; other sources or the background fill the gap');
  count(
    outside,
    `outside ${low} to ${high} ${VARIABLES[meaning.variable].unit}`.replace(/ 1$/, ''),
    'check unit and fill value',
  );
  return out;
}

const provenanceOf = (file: Netcdf, name: string) => ({
  source: 'climate-netcdf',
  file: name,
  citation: citationOf(text(file.attributes.model)),
  note:
    [text(file.attributes.title), text(file.attributes.model), text(file.attributes.scenario)]
      .filter(Boolean)
      .join('; ') || 'no title, model or scenario in the file',
});

function citationOf(model: string): string {
  return /^cru/i.test(model)
    ? 'CRU TS downscaled by SNAP, University of Alaska Fairbanks; cut out by DVM-DOS-TEM (MIT)'
    : model === ''
      ? 'as stated by the file’s publisher'
      : `${model}, downscaled by SNAP, University of Alaska Fairbanks`;
}
