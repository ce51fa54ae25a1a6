import { UnreadableFile } from '../../core/error.ts';
import { monthOfYear } from '../../core/month.ts';
import { VARIABLES } from '../../core/variable.ts';
import { readField } from '../cf-netcdf/read-field.ts';
import { axesOf, roleOf } from '../gridded/axes.ts';
import { decodeSlab, type Netcdf, type NetcdfVariable, numbers, text } from '../netcdf-model.ts';
import type { Imported, NativeGrid, Rejection, Source } from '../source.ts';

/** Cells of both EASE-Grids that the product is said to use, m, with room for what rounding leaves. */
const CELL = [990, 1010] as const;
/** The product covers land north of 49 N, so its files are wide; a cut-out may be small. */
const NOTE = 'TCFM-Arctic process model: input and soft target, never an observation';

/**
 * Mean July of land north of 49 N, canonical unit, and the largest monthly value that July must reach: NEE of tundra is -2 to 0 g C
 * m-2 d-1, CH4 0 to 50 mg C m-2 d-1 (SOURCES.md, 4.13), each with room for forests and wet spots. A factor of a thousand falls outside.
 */
const PLAUSIBLE = {
  co2: { mean: [-6, 1.5], reaches: 0.05 },
  ch4: { mean: [0, 60], reaches: 0.5 },
} as const;
const JULY = 7;

/**
 * TCFM-Arctic, ORNL DAAC 2121: daily NEE or CH4 of a process model at 1 km, a file a year. Unit and projection are what the file says,
 * checked against what can be; published texts contradict each other in both.
 */
export const tcfm: Source = {
  id: 'tcfm',
  title: 'TCFM-Arctic CO2 and CH4 fluxes (netCDF-4)',
  probe: ({ netcdf }) => {
    try {
      if (!netcdf || !fluxOf(netcdf)) return 'no';
      return namesItself(netcdf) ? 'certain' : 'likely';
    } catch {
      return 'no'; // axes that cannot be read
    }
  },
  async read({ file, netcdf }, _companions, signal): Promise<Imported> {
    const v = netcdf && fluxOf(netcdf);
    if (!netcdf || !v) throw new UnreadableFile({ file: file.name, expected: 'NEE or CH4 [time, y, x] at 1 km' });
    const rejected: Rejection[] = [];
    const grids: NativeGrid[] = [];
    const notes: string[] = [];
    const got = await readField(v, netcdf, { source: 'tcfm', file: file.name, projection: false, note: NOTE }, signal);
    const where = `variable ${v.name}`;
    if ('rule' in got) rejected.push({ file: file.name, where, rule: got.rule, todo: advice(got.rule, got.todo) });
    else {
      rejected.push(...got.rejected);
      const doubt = got.grid && implausible(got.grid, text(v.attributes.units));
      if (doubt) rejected.push({ file: file.name, where, found: text(v.attributes.units), ...doubt });
      else if (got.grid) {
        grids.push(got.grid);
        notes.push(...got.notes, ...leapNote(v, netcdf));
      }
    }
    return { observations: [], series: [], grids, rejected, notes, provenance: provenance(file.name) };
  },
};

/** NEE or CH4 over time, y and x of about a kilometre. */
function fluxOf(file: Netcdf): NetcdfVariable | undefined {
  return file.variables.find((v) => {
    if (!/^(NEE|CH4)$/i.test(v.name) || v.shape.length !== 3) return false;
    const axes = axesOf(v, file);
    if (axes.time === undefined || axes.row === undefined || axes.col === undefined) return false;
    if (namesItself(file)) return true;
    if (isOnAnotherMap(v, file)) return false;
    const x = axes.coordinates[axes.col];
    const two = x && roleOf(x) === 'x' && (x.shape[0] ?? 0) > 1 ? decodeSlab(x, [[0, 2]]) : undefined;
    const cell = two ? Math.abs((two[1] as number) - (two[0] as number)) : Number.NaN;
    return cell > CELL[0] && cell < CELL[1];
  });
}

const namesItself = (file: Netcdf): boolean =>
  /tcf|terrestrial carbon flux/i.test(
    ['title', 'source', 'summary', 'references'].map((k) => text(file.attributes[k])).join(' '),
  );

/** The product lies on an EASE-Grid, which is cylindrical; a field on a cone or in degrees is somebody else's. */
function isOnAnotherMap(v: NetcdfVariable, file: Netcdf): boolean {
  const mapping = file.variables.find((m) => m.name === text(v.attributes.grid_mapping));
  const name = mapping ? text(mapping.attributes.grid_mapping_name) : '';
  return name !== '' && !/cylindrical/i.test(name);
}

const advice = (rule: string, todo: string): string =>
  /unit/.test(rule)
    ? 'the guide says NEE in g C m-2 d-1 and CH4 in mg C m-2 d-1, a paper says umol and nmol: find out, and write the units attribute'
    : todo;

/** A unit attribute that cannot be true. */
function implausible(grid: NativeGrid, unit: string): { readonly rule: string; readonly todo: string } | undefined {
  if (grid.variable !== 'co2' && grid.variable !== 'ch4') return undefined;
  const { mean, reaches } = PLAUSIBLE[grid.variable];
  const cells = grid.rows * grid.cols;
  const months = grid.time.at === 'months' ? grid.time.months : new Int32Array();
  let [sum, n, largest] = [0, 0, 0];
  months.forEach((m, t) => {
    if (monthOfYear(m) !== JULY) return;
    for (let i = t * cells; i < (t + 1) * cells; i++) {
      const x = grid.values[i] as number;
      if (Number.isNaN(x)) continue;
      sum += x;
      n++;
      largest = Math.max(largest, Math.abs(x));
    }
  });
  if (n === 0 || (sum / n >= mean[0] && sum / n <= mean[1] && largest >= reaches)) return undefined;
  return {
    rule: `as "${unit}" its July would be ${(sum / n).toPrecision(3)} ${VARIABLES[grid.variable].unit} on average and ${largest.toPrecision(3)} at most, which cannot be`,
    todo: 'the unit attribute must be wrong: find out the true one and write it',
  };
}

/** A leap year of 365 days: one day is missing, and which one only the calendar says. */
function leapNote(v: NetcdfVariable, file: Netcdf): string[] {
  const axes = axesOf(v, file);
  const axis = axes.time === undefined ? undefined : axes.coordinates[axes.time];
  const first = axis && numbers(decodeSlab(axis, [[0, 1]])?.[0])[0];
  const since = /since\s+(\d{4})/.exec(text(axis?.attributes.units));
  const calendar = text(axis?.attributes.calendar) || 'standard';
  const year = since && first === 0 ? Number(since[1]) : Number.NaN;
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return axis?.shape[0] === 365 && leap
    ? [`365 days of the leap year ${year}: days were placed by its calendar "${calendar}", one day is missing`]
    : [];
}

const provenance = (file: string) => ({
  source: 'tcfm',
  file,
  publisher: 'ORNL DAAC',
  doi: '10.3334/ORNLDAAC/2121',
  citation:
    'Farina and Watts 2022: Gridded CO2 and CH4 Flux Estimates for pan-Arctic and Boreal Regions, 2003-2015, ORNL DAAC',
  note: NOTE,
});
