import { UnreadableFile } from '../../core/error.ts';
import { type CellBox, cellBoxOf, pointBox } from '../gridded/cell-box.ts';
import { readBox } from '../gridded/read-box.ts';
import type { Netcdf, NetcdfVariable } from '../netcdf-model.ts';
import type { Imported, NativeGrid, Rejection, Source } from '../source.ts';
import { bareName, fieldsOf, isEra5, pointsOf } from './era5-file.ts';
import { LAND, QUANTITIES } from './era5-quantity.ts';
import { type Part, readQuantity } from './read-quantity.ts';

/** Cells of ERA5, m: what a file of one point stands for. */
const CELL = 27_800;
/** More single points than this are a grid in disguise. */
const MOST_POINTS = 200;

interface Reading {
  readonly file: string;
  readonly netcdf: Netcdf;
  readonly parts: readonly Part[];
  readonly grids: NativeGrid[];
  readonly rejected: Rejection[];
  readonly notes: Set<string>;
  readonly signal: AbortSignal | undefined;
}

/**
 * ERA5 single levels, hourly or monthly, as the Climate Data Store gives them: the old layout (netCDF-3, packed, `expver` as a dimension) and
 * the new (netCDF-4, `valid_time`, `expver` as texts); files of single points. Hours become months; a zip of several files is opened
 * before.
 */
export const era5: Source = {
  id: 'era5',
  title: 'ERA5 reanalysis (netCDF)',
  probe: ({ netcdf }) => (netcdf && isEra5(netcdf) ? 'certain' : 'no'),
  async read({ file, netcdf }, _companions, signal): Promise<Imported> {
    if (!netcdf) throw new UnreadableFile({ file: file.name, expected: 'a netCDF file of ERA5' });
    const parts = fieldsOf(netcdf);
    const r: Reading = { file: file.name, netcdf, parts, grids: [], rejected: [], notes: new Set(), signal };
    const used = new Set<string>();
    for (const quantity of QUANTITIES) {
      const found = quantity.parts.map((names) => parts.find((p) => names.includes(bareName(p.v))));
      if (found.some((p) => p === undefined)) continue;
      for (const p of found as Part[]) used.add(p.v.name);
      await each(found as Part[], r, async (box, name) => {
        const got = await readQuantity(
          { quantity, parts: found as Part[], box, name, fields: parts.length },
          netcdf,
          file.name,
          signal,
        );
        if ('rule' in got) return void r.rejected.push({ file: file.name, where: `variable ${name}`, ...got });
        if (got.grid) r.grids.push(got.grid);
        r.rejected.push(...got.rejected);
        for (const note of got.notes) r.notes.add(note);
      });
    }
    await land(r, used);
    for (const { v } of parts)
      if (!used.has(v.name)) r.rejected.push({ file: file.name, where: `variable ${v.name}`, ...unused(v) });
    preliminary(r);
    if (r.grids.length === 0 && r.rejected.length === 0)
      throw new UnreadableFile({ file: file.name, expected: 'a quantity of ERA5 single levels' });
    return {
      observations: [],
      series: [],
      grids: r.grids,
      rejected: r.rejected,
      notes: [...r.notes],
      provenance: provenanceOf(r),
    };
  },
};

/** One box for a grid, one for each single point. A variable that fails costs only itself. */
async function each(
  parts: readonly Part[],
  r: Reading,
  read: (box: CellBox, name: string) => Promise<void>,
): Promise<void> {
  const [{ v, axes }] = parts as [Part];
  const name = parts.map((p) => p.v.name).join(', ');
  const reject = (rule: string, todo: string) =>
    void r.rejected.push({ file: r.file, where: `variable ${name}`, rule, todo });
  const odd = axes.others.find((d) => (v.shape[d] as number) > 1 && !/expver$/.test(v.dimensions?.[d] ?? ''));
  if (odd !== undefined)
    return reject(
      `has a dimension ${v.dimensions?.[odd] || odd} of ${v.shape[odd]}`,
      'choose one of them when downloading',
    );
  if (parts.some((p) => p.v.shape.join() !== v.shape.join()))
    return reject('its components differ in shape', 'download them together');
  try {
    if (axes.point === undefined) {
      const box = await cellBoxOf(v, r.netcdf, axes);
      return typeof box === 'string'
        ? reject(box, 'give a file that covers Alaska, with its coordinates')
        : await read(box, name);
    }
    const points = pointsOf(r.netcdf);
    if (!points || points.lat.length > MOST_POINTS)
      return reject('its points have no positions', 'give latitude and longitude');
    for (let i = 0; i < points.lat.length; i++) {
      const box = pointBox(
        points.lat[i] as number,
        points.lon[i] as number,
        CELL,
        'a single point, taken for a cell of ERA5',
      );
      await read({ ...box, colSpan: [i, i + 1] }, points.lat.length > 1 ? `${name}[${i}]` : name);
    }
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    reject(error.message, 'download the file again; other variables are not affected');
  }
}

/** Land fraction of the first step: it does not change. */
async function land(r: Reading, used: Set<string>): Promise<void> {
  const part = r.parts.find((p) => bareName(p.v) === LAND);
  if (!part) return;
  used.add(part.v.name);
  await each([part], r, async (box, name) => {
    const values = Float32Array.from(readBox(part.v, part.axes, box, [0, 1], [0, box.rows], r.file), (x) =>
      // Packed numbers reach beyond the ends by their rounding.
      x >= -1e-3 && x <= 1 + 1e-3 ? Math.min(1, Math.max(0, x)) : Number.NaN,
    );
    const { rows, cols, lat, lon, cell } = box;
    const at = { rows, cols, lat, lon, cell, time: { at: 'static' } as const, values };
    const note = 'land fraction of the reanalysis grid';
    r.grids.push({
      name,
      variable: 'land',
      ...at,
      projection: false,
      source: 'era5',
      origin: `${r.file}:${name}`,
      note,
    });
    if (box.outside > 0)
      r.rejected.push({
        file: r.file,
        where: `variable ${name}`,
        count: box.outside,
        rule: 'cells outside Alaska',
        todo: 'nothing; they are not needed',
      });
  });
}

function unused(v: NetcdfVariable): { readonly rule: string; readonly todo: string } {
  switch (bareName(v)) {
    case 'u10':
    case 'v10':
      return { rule: 'one component of the wind without the other', todo: 'download u10 and v10 together, or si10' };
    default:
      return { rule: 'a quantity the program does not use', todo: 'nothing' };
  }
}

/** ERA5T: the last months, which may still change. */
function preliminary(r: Reading): void {
  const v = r.netcdf.variables.find((x) => bareName(x) === 'expver' && x.shape.length <= 1);
  let late = 0;
  try {
    late = v?.texts?.()?.filter((x) => x.trim() === '0005').length ?? v?.read()?.filter((x) => x === 5).length ?? 0;
  } catch {
    r.notes.add('expver cannot be read: some months may be preliminary');
  }
  if (late > 0) r.notes.add('some of the steps are preliminary (ERA5T, expver 5): download them again in three months');
}

/** Degrees between rows of ERA5 and of ERA5-Land. */
const STEPS: readonly (readonly [step: number, doi: string])[] = [
  [0.25, '10.24381/cds.adbb2d47'],
  [0.1, '10.24381/cds.e2161bac'],
];

/** ERA5 by its own words or its grid; other products of ECMWF share names and layout, and are then cited as that. */
function provenanceOf(r: Reading): Imported['provenance'] {
  const note = 'Reanalysis: modelled.';
  const base = { source: 'era5', file: r.file, publisher: 'ECMWF', note };
  const lat = r.grids.find((g) => g.rows > 1);
  const step = lat ? Math.abs((lat.lat[lat.cols] as number) - (lat.lat[0] as number)) : Number.NaN;
  const doi = STEPS.find(([s]) => Math.abs(s - step) < 1e-3)?.[1] ?? (lat ? undefined : STEPS[0]?.[1]);
  if (doi === undefined) return { ...base, citation: 'ECMWF reanalysis; the file does not say which' };
  const title = doi === STEPS[1]?.[1] ? 'ERA5-Land hourly data' : 'ERA5 hourly data on single levels';
  return {
    ...base,
    publisher: 'Copernicus Climate Change Service, ECMWF',
    doi,
    licence: 'Copernicus: attribute "contains modified Copernicus Climate Change Service information"',
    citation: `${doi === STEPS[1]?.[1] ? 'Muñoz Sabater 2019' : 'Hersbach et al. 2023'}: ${title}, Copernicus Climate Change Service, Climate Data Store`,
  };
}
