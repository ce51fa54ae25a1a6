import { type Axes, axesOf, roleOf } from '../gridded/axes.ts';
import { decodeValues, type Netcdf, type NetcdfVariable, text } from '../netcdf-model.ts';
import { LAND, QUANTITIES } from './era5-quantity.ts';

/** Names that make a file one of ours, though not all of them are used. */
const NAMES = new Set([LAND, 'sp', 'surface_pressure', 'skt', ...QUANTITIES.flatMap((q) => q.parts.flat())]);

export const bareName = (v: NetcdfVariable): string => v.name.slice(v.name.lastIndexOf('/') + 1);

/** Fields of a file: what has rows and columns or points, without coordinates and bounds. */
export function fieldsOf(file: Netcdf): { readonly v: NetcdfVariable; readonly axes: Axes }[] {
  return file.variables
    .filter((v) => v.shape.length >= 2 && roleOf(v) === undefined && !/_bnds$|_bounds$/.test(v.name))
    .map((v) => ({ v, axes: axesOf(v, file) }))
    .filter(({ axes }) => axes.row !== undefined || axes.point !== undefined);
}

/**
 * True for single levels of ECMWF: a name of theirs, and one of their marks: their converter in the history, their GRIB keys, their
 * institution, hours since 1900, `valid_time`; or the point files cut out by land modellers, with LATIXY and LONGXY.
 */
export function isEra5(file: Netcdf): boolean {
  if (!file.variables.some((v) => NAMES.has(bareName(v)) && v.shape.length >= 2)) return false;
  const said = ['history', 'institution', 'Conventions', 'title', 'source', 'GRIB_centre', 'description']
    .map((key) => text(file.attributes[key]))
    .join(' ');
  if (/grib_to_netcdf|ecmwf|era5|cfgrib|\becmf\b|copernicus/i.test(said)) return true;
  return file.variables.some(
    (v) =>
      v.name === 'valid_time' ||
      v.name === 'LATIXY' ||
      v.attributes.GRIB_paramId !== undefined ||
      (v.name === 'time' && /^hours since 1900-0?1-0?1/.test(text(v.attributes.units))),
  );
}

/** Unit of a variable: its own, else the file's where it has a single field (ERA-3). */
export function unitOf(v: NetcdfVariable, file: Netcdf, fields: number): string {
  const own = text(v.attributes.units);
  return own === '' && fields === 1 ? text(file.attributes.units) : own;
}

/** Positions of single points, degrees. */
export function pointsOf(file: Netcdf): { readonly lat: Float64Array; readonly lon: Float64Array } | undefined {
  const of = (role: 'lat' | 'lon') => file.variables.find((v) => v.shape.length === 1 && roleOf(v) === role);
  const [lat, lon] = [of('lat'), of('lon')].map((v) => v && decodeValues(v));
  return lat && lon && lat.every((a) => Math.abs(a) <= 90) && lon.every((o) => Math.abs(o) <= 360)
    ? { lat, lon }
    : undefined;
}
