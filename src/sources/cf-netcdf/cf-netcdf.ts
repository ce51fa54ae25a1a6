import { UnreadableFile } from '../../core/error.ts';
import { decodeMonths } from '../cf-time.ts';
import { meaningOf } from '../climate-netcdf/climate-variable.ts';
import { axesOf, roleOf } from '../gridded/axes.ts';
import { centresOf, orientationNote } from '../netcdf-grid.ts';
import { decodeValues, type Netcdf, type NetcdfVariable, text } from '../netcdf-model.ts';
import type { Imported, NativeGrid, Rejection, Source } from '../source.ts';
import { cfQuantity } from './cf-quantity.ts';
import { type FieldLabel, readField } from './read-field.ts';

/** Axes, bounds, mappings, indices: not data. */
const STRUCTURE = /^(crs|.*albers.*|spatial_ref|.*_bnds|.*_bounds|time_bounds)$/i;

export const fieldsOf = (file: Netcdf): NetcdfVariable[] =>
  file.variables.filter((v) => v.shape.length >= 2 && roleOf(v) === undefined && !STRUCTURE.test(v.name));

/**
 * CF netCDF of any layout: latitude and longitude in either order or as two-dimensional arrays, or projected x and y; hours, days or
 * months of any calendar; packed or not. What is finer than a month becomes monthly means by the coverage rules, and only Alaska is read.
 */
export const cfNetcdf: Source = {
  id: 'cf-netcdf',
  title: 'Gridded fields (CF netCDF)',
  probe: ({ netcdf }) => {
    if (!netcdf || !fieldsOf(netcdf).some((v) => cfQuantity(v) !== undefined)) return 'no';
    try {
      return isMonthlyClimate(netcdf) ? 'no' : 'likely';
    } catch {
      return 'likely'; // damaged axes: reading says what is damaged
    }
  },
  async read({ file, netcdf }, _companions, signal): Promise<Imported> {
    if (!netcdf) throw new UnreadableFile({ file: file.name, expected: 'a netCDF file' });
    const label: FieldLabel = {
      source: 'cf-netcdf',
      file: file.name,
      projection: isProjection(netcdf),
      note: originOf(netcdf),
    };
    const grids: NativeGrid[] = [];
    const rejected: Rejection[] = [];
    const notes = new Set<string>();
    for (const v of fieldsOf(netcdf)) {
      const where = `variable ${v.name}`;
      try {
        const got = await readField(v, netcdf, label, signal);
        if ('rule' in got) rejected.push({ file: file.name, where, rule: got.rule, todo: got.todo });
        else {
          if (got.grid) grids.push(got.grid);
          rejected.push(...got.rejected);
          for (const note of got.notes) notes.add(note);
        }
      } catch (error) {
        if (!(error instanceof UnreadableFile)) throw error;
        rejected.push({
          file: file.name,
          where,
          rule: error.message,
          todo: 'get the file again; other variables are not affected',
        });
      }
    }
    const turned = grids[0] && orientationNote(netcdf, grids[0]);
    if (turned) notes.add(turned);
    return {
      observations: [],
      series: [],
      grids,
      rejected,
      notes: [...notes],
      provenance: provenanceOf(netcdf, file.name),
    };
  },
};

/** Files that the older source for monthly climate reads whole: it knows their publishers. */
function isMonthlyClimate(file: Netcdf): boolean {
  const meant = fieldsOf(file).filter((v) => cfQuantity(v) !== undefined || meaningOf(v) !== undefined);
  const small = (v: NetcdfVariable) => v.shape.reduce((a, b) => a * b, 1) <= 5e7;
  const known = (v: NetcdfVariable) => meaningOf(v) !== undefined && v.shape.length <= 3 && small(v);
  if (!meant.every(known) || centresOf(file) === undefined) return false;
  const timed = meant.filter((v) => v.shape.length === 3);
  return timed.every((v) => {
    const { time, coordinates } = axesOf(v, file);
    const axis = time === undefined ? undefined : coordinates[time];
    const values = axis && decodeValues(axis);
    const months = axis && values && decodeMonths(values, text(axis.attributes.units), text(axis.attributes.calendar));
    return time === 0 && months !== undefined && new Set(months).size === months.length && months.length > 1;
  });
}

/** A scenario of the future by the words that climate model files carry. */
const isProjection = ({ attributes }: Netcdf): boolean =>
  [attributes.scenario, attributes.experiment_id, attributes.experiment].some((a) =>
    /^(rcp|ssp)_?\d|future|scenario/i.test(text(a)),
  );

/** Title, model and experiment, never a person's name; anything on a grid is a model's or an analysis', no observation. */
function originOf({ attributes }: Netcdf): string {
  const said = ['title', 'model', 'source_id', 'scenario', 'experiment_id'].map((key) => text(attributes[key]).trim());
  return [...new Set(said.filter(Boolean)), 'gridded: no observation'].join('; ').slice(0, 300);
}

function provenanceOf(file: Netcdf, name: string) {
  const one = (...keys: string[]) => keys.map((key) => text(file.attributes[key]).trim()).find(Boolean);
  const [publisher, licence] = [one('publisher_institution', 'institution'), one('license', 'licence')];
  const doi = /10\.\d{4,9}\/[^\s"<>]+/.exec([one('doi', 'id', 'identifier', 'references')].join(' '))?.[0];
  return {
    source: 'cf-netcdf',
    file: name,
    ...(publisher ? { publisher: publisher.slice(0, 200) } : {}),
    ...(doi ? { doi } : {}),
    ...(licence ? { licence: licence.slice(0, 200) } : {}),
    citation: [one('title') ?? 'untitled', one('source')].filter(Boolean).join('; ').slice(0, 400),
    note: originOf(file),
  };
}
