import { decodeValues, findVariable, type Netcdf, text } from './netcdf-model.ts';

/** Cell centres of a grid, degrees, `[row, col]`, row order as stored. */
export interface Centres {
  readonly rows: number;
  readonly cols: number;
  readonly lat: Float64Array;
  readonly lon: Float64Array;
}

export const wrapLongitude = (lon: number): number => ((((lon + 180) % 360) + 360) % 360) - 180;

/**
 * Where the cells of a grid lie: 2-D latitude and longitude (curvilinear or projected grids), else 1-D axes in either order.
 * A GDAL-style `GeoTransform` is never asked: in our 1-km files it contradicts the coordinate arrays (K1-1).
 * @returns undefined when the file has neither: where its cells lie is then unknown
 */
export function centresOf(file: Netcdf): Centres | undefined {
  const lat2 = findVariable(file, 'latitude', ['lat', 'latitude', 'LATIXY'], 2);
  const lon2 = findVariable(file, 'longitude', ['lon', 'longitude', 'LONGXY'], 2);
  if (lat2 && lon2 && lat2.shape.join() === lon2.shape.join()) {
    const [lat, lon] = [decodeValues(lat2), decodeValues(lon2)];
    const [rows, cols] = lat2.shape as [number, number];
    return lat && lon && plausible(lat, lon) ? { rows, cols, lat, lon: lon.map(wrapLongitude) } : undefined;
  }
  const lat1 = findVariable(file, 'latitude', ['lat', 'latitude'], 1);
  const lon1 = findVariable(file, 'longitude', ['lon', 'longitude'], 1);
  const [lats, lons] = [lat1 && decodeValues(lat1), lon1 && decodeValues(lon1)];
  if (!lats || !lons || !plausible(lats, lons)) return undefined;
  const [rows, cols] = [lats.length, lons.length];
  const lat = new Float64Array(rows * cols);
  const lon = new Float64Array(rows * cols);
  for (let i = 0; i < lat.length; i++) {
    lat[i] = lats[Math.floor(i / cols)] as number;
    lon[i] = wrapLongitude(lons[i % cols] as number);
  }
  return { rows, cols, lat, lon };
}

const plausible = (lat: Float64Array, lon: Float64Array): boolean =>
  lat.length > 0 && lat.every((v) => Math.abs(v) <= 90) && lon.every((v) => Math.abs(v) <= 360);

/** Says when a file's GeoTransform has its rows the other way round than its coordinates. */
export function orientationNote(file: Netcdf, { rows, cols, lat }: Centres): string | undefined {
  const transform = file.variables.map((v) => text(v.attributes.GeoTransform)).find((t) => t !== '');
  const step = transform?.trim().split(/\s+/).map(Number)[5];
  if (step === undefined || rows < 2) return undefined;
  const ascending = (lat[(rows - 1) * cols] as number) > (lat[0] as number);
  return ascending === step > 0
    ? undefined
    : `rows run ${ascending ? 'south to north' : 'north to south'} by the coordinate arrays, while the GeoTransform attribute says otherwise; the arrays were used`;
}

/** Length of a cell's side on the ground, m, from neighbouring centres. */
export function cellSize({ rows, cols, lat, lon }: Centres): number {
  const north = rows > 1 ? Math.abs((lat[cols] as number) - (lat[0] as number)) * 111_195 : 0;
  const dx = cols > 1 ? ((lon[1] as number) - (lon[0] as number)) * Math.cos(((lat[0] as number) * Math.PI) / 180) : 0;
  const dy = cols > 1 ? (lat[1] as number) - (lat[0] as number) : 0;
  return Math.max(north, Math.hypot(dx, dy) * 111_195, 1);
}
