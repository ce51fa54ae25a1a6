import { type Netcdf, type NetcdfVariable, text } from '../netcdf-model.ts';

/** Which dimension of a variable is what; indices into its shape. */
export interface Axes {
  readonly time?: number;
  readonly row?: number;
  readonly col?: number;
  /** Unstructured places: one dimension for both coordinates. */
  readonly point?: number;
  /** Levels, members, versions. */
  readonly others: readonly number[];
  /** Coordinate variable of each dimension, where there is one. */
  readonly coordinates: readonly (NetcdfVariable | undefined)[];
}

type Role = 'time' | 'lat' | 'lon' | 'y' | 'x';

/** What a coordinate variable is, by standard_name, units, axis, and by its name last. */
export function roleOf(v: NetcdfVariable): Role | undefined {
  const { standard_name, units, axis } = v.attributes;
  const [standard, unit, letter] = [text(standard_name), text(units).trim(), text(axis)];
  const name = v.name.slice(v.name.lastIndexOf('/') + 1);
  if (standard === 'time' || /\ssince\s/i.test(unit)) return 'time';
  if (standard === 'latitude' || /^degrees?_?n(orth)?$/i.test(unit)) return 'lat';
  if (standard === 'longitude' || /^degrees?_?e(ast)?$/i.test(unit)) return 'lon';
  if (standard === 'projection_y_coordinate') return 'y';
  if (standard === 'projection_x_coordinate') return 'x';
  if (/^(lat|latitude|latixy|nav_lat)$/i.test(name)) return 'lat';
  if (/^(lon|longitude|longxy|nav_lon)$/i.test(name)) return 'lon';
  if (letter === 'T' || /^(time|valid_time)$/i.test(name)) return 'time';
  if (letter === 'Y' || /^y$/i.test(name)) return 'y';
  if (letter === 'X' || /^x$/i.test(name)) return 'x';
  return undefined;
}

const last = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/**
 * Roles of a variable's dimensions by their coordinate variables; by 2-D latitude and longitude on the same dimensions where x and y
 * have none. Order of dimensions does not matter.
 */
export function axesOf(v: NetcdfVariable, file: Netcdf): Axes {
  const names = v.dimensions ?? v.shape.map(() => '');
  const coordinates = v.shape.map((size, d) => coordinateOf(names[d] ?? '', size, file));
  const roles = coordinates.map((c) => c && roleOf(c));
  const find = (...wanted: Role[]) => {
    const at = roles.findIndex((r) => r !== undefined && wanted.includes(r));
    return at < 0 ? undefined : at;
  };
  const time = find('time');
  let row = find('lat', 'y');
  let col = find('lon', 'x');
  let point: number | undefined;
  if (row === undefined || col === undefined) {
    [row, col] = curvilinear(names, v.shape, file) ?? [undefined, undefined];
    point = row === undefined ? pointDimension(names, file) : undefined;
  }
  const taken = new Set([time, row, col, point]);
  return {
    ...(time === undefined ? {} : { time }),
    ...(row === undefined || col === undefined ? {} : { row, col }),
    ...(point === undefined ? {} : { point }),
    others: v.shape.map((_, d) => d).filter((d) => !taken.has(d)),
    coordinates,
  };
}

/** The variable named as the dimension; where dimensions have no names, the only 1-D axis of that length. */
function coordinateOf(name: string, size: number, file: Netcdf): NetcdfVariable | undefined {
  const fits = (c: NetcdfVariable) => c.shape.length === 1 && c.shape[0] === size;
  if (name !== '') {
    const own = file.variables.find((c) => fits(c) && c.name === name);
    // Index variables Y, X stand beside the metre coordinates y, x in some files (K1-2): a standard_name decides.
    const same = file.variables.filter((c) => fits(c) && last(c.name).toLowerCase() === last(name).toLowerCase());
    return same.find((c) => text(c.attributes.standard_name) !== '') ?? own ?? same[0] ?? auxiliaryOf(name, fits, file);
  }
  const unnamed = file.variables.filter((c) => fits(c) && roleOf(c) !== undefined);
  return unnamed.length === 1 ? unnamed[0] : undefined;
}

/** The only latitude or longitude along a dimension that bears another name: `lat(y)`. Places along one dimension have both. */
function auxiliaryOf(name: string, fits: (c: NetcdfVariable) => boolean, file: Netcdf): NetcdfVariable | undefined {
  const along = file.variables.filter(
    (c) => fits(c) && (roleOf(c) === 'lat' || roleOf(c) === 'lon') && c.dimensions?.[0] === name,
  );
  return along.length === 1 ? along[0] : undefined;
}

/** Rows and columns of 2-D latitude. */
function curvilinear(names: readonly string[], shape: readonly number[], file: Netcdf): [number, number] | undefined {
  const lat = file.variables.find((c) => c.shape.length === 2 && roleOf(c) === 'lat');
  if (!lat) return undefined;
  const [a, b] = (lat.dimensions ?? []).map((d) => (d === '' ? -1 : names.indexOf(d))) as [number, number];
  if (a >= 0 && b >= 0) return [a, b];
  const n = shape.length;
  return n >= 2 && shape[n - 2] === lat.shape[0] && shape[n - 1] === lat.shape[1] ? [n - 2, n - 1] : undefined;
}

/** The dimension that latitude and longitude of single places share. */
function pointDimension(names: readonly string[], file: Netcdf): number | undefined {
  const one = (role: Role) => file.variables.find((c) => c.shape.length === 1 && roleOf(c) === role)?.dimensions?.[0];
  const [lat, lon] = [one('lat'), one('lon')];
  const at = lat !== undefined && lat !== '' && lat === lon ? names.indexOf(lat) : -1;
  return at < 0 ? undefined : at;
}
