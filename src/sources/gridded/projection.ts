import { type Attribute, type NetcdfVariable, numbers, text } from '../netcdf-model.ts';
import { type Crs, crsOf } from '../raster/crs.ts';

/** CF grid_mapping_name to proj. @see CF conventions, appendix F */
const NAMES: Readonly<Record<string, string>> = {
  albers_conical_equal_area: 'aea',
  lambert_conformal_conic: 'lcc',
  lambert_azimuthal_equal_area: 'laea',
  lambert_cylindrical_equal_area: 'cea',
  azimuthal_equidistant: 'aeqd',
  polar_stereographic: 'stere',
  stereographic: 'stere',
  transverse_mercator: 'tmerc',
  mercator: 'merc',
  sinusoidal: 'sinu',
};

/** Attributes in which writers put a reference system as text, best first. */
const TEXTS = ['crs_wkt', 'spatial_ref', 'proj4', 'proj4text', 'proj4_params', 'epsg_code', 'spatial_epsg'];

/**
 * Projection that a grid mapping variable describes: its CF parameters, else its WKT, proj text or EPSG code. Only attributes are read;
 * the variable itself holds nothing (TV-2, K1-9).
 * @returns a sentence when it cannot be built: nobody guesses where cells lie
 */
export async function projectionOf({ name, attributes }: NetcdfVariable): Promise<Crs | string> {
  const mapping = text(attributes.grid_mapping_name);
  const proj = NAMES[mapping];
  const candidates = [proj && fromParameters(proj, attributes), ...TEXTS.map((key) => written(attributes[key]))];
  for (const definition of candidates) {
    const crs = definition ? await crsOf(definition) : undefined;
    if (crs) return crs;
  }
  return mapping === ''
    ? `its grid mapping ${name} names no projection we know`
    : `its grid mapping "${mapping}" is unknown`;
}

/** A text, or a bare EPSG number. */
function written(attribute: Attribute | undefined): string {
  const plain = typeof attribute === 'number' ? String(attribute) : text(attribute).trim();
  return /^\d{4,6}$/.test(plain) ? `EPSG:${plain}` : plain;
}

/** True where the mapping says that the Earth is a sphere, false where an ellipsoid, undefined where nothing. */
export function isSphere({ attributes }: NetcdfVariable): boolean | undefined {
  const one = (key: string) => numbers(attributes[key])[0];
  const [a, b, rf] = [one('semi_major_axis'), one('semi_minor_axis'), one('inverse_flattening')];
  if (one('earth_radius') !== undefined) return true;
  if (a !== undefined && (b !== undefined || rf !== undefined)) return b !== undefined ? Math.abs(a - b) < 1 : rf === 0;
  const said = TEXTS.map((key) => written(attributes[key])).join(' ');
  if (/\b3410\b|\+R=|6371228/.test(said)) return true;
  return /\b6933\b|WGS_?\s?84/i.test(said) ? false : undefined;
}

function fromParameters(proj: string, attributes: NetcdfVariable['attributes']): string {
  const first = (key: string) => numbers(attributes[key])[0];
  const parallels = numbers(attributes.standard_parallel);
  const parts = [`+proj=${proj}`];
  const add = (key: string, value: number | undefined) => {
    if (value !== undefined) parts.push(`+${key}=${value}`);
  };
  add('lat_0', first('latitude_of_projection_origin'));
  add(
    'lon_0',
    first('longitude_of_central_meridian') ??
      first('longitude_of_projection_origin') ??
      first('straight_vertical_longitude_from_pole'),
  );
  if (proj === 'aea' || proj === 'lcc') {
    add('lat_1', parallels[0]);
    add('lat_2', parallels[1] ?? parallels[0]);
  } else add('lat_ts', parallels[0]);
  add('k_0', first('scale_factor_at_projection_origin') ?? first('scale_factor_at_central_meridian'));
  // Without these two some of proj4's projections give NaN.
  add('x_0', first('false_easting') ?? 0);
  add('y_0', first('false_northing') ?? 0);
  parts.push(
    ellipsoid(first('semi_major_axis'), first('semi_minor_axis'), first('inverse_flattening'), first('earth_radius')),
  );
  return `${parts.join(' ')} +units=m +no_defs`;
}

function ellipsoid(a?: number, b?: number, flattening?: number, radius?: number): string {
  if (radius !== undefined) return `+R=${radius}`;
  if (a === undefined) return '+ellps=WGS84';
  if (flattening !== undefined && flattening > 0) return `+a=${a} +rf=${flattening}`;
  return `+a=${a} +b=${b ?? a}`;
}
