import { type Crs, crsOf } from '../raster/crs.ts';

export type GeoKeys = Readonly<Record<string, unknown>>;

const USER_DEFINED = 32767;
const METRE = 9001;
/** US survey foot and international foot, m. */
const FEET: Readonly<Record<number, number>> = { 9002: 0.3048, 9003: 1200 / 3937 };

/**
 * Reference system of a GeoTIFF from its keys: a code, or the parameters of a projection that has none.
 * @returns undefined when the keys do not say enough
 * @see OGC 19-008, GeoTIFF 1.1, annex C
 */
export async function crsOfGeoKeys(keys: GeoKeys): Promise<Crs | undefined> {
  const num = (key: string): number | undefined => (typeof keys[key] === 'number' ? keys[key] : undefined);
  const projected = num('ProjectedCSTypeGeoKey') ?? num('ProjectedCRSGeoKey');
  const geographic = num('GeographicTypeGeoKey') ?? num('GeodeticCRSGeoKey');
  if (projected !== undefined && projected !== USER_DEFINED) return crsOf(`EPSG:${projected}`);
  if (num('GTModelTypeGeoKey') === 2) {
    if (geographic !== undefined && geographic !== USER_DEFINED) return crsOf(`EPSG:${geographic}`);
    const shape = ellipsoid(keys, geographic);
    return shape ? crsOf(`+proj=longlat ${shape}`) : undefined;
  }
  const shape = ellipsoid(keys, geographic);
  const projection = projectionOf(num);
  return shape && projection ? crsOf(`${projection} ${shape} ${unitsOf(num('ProjLinearUnitsGeoKey'))}`) : undefined;
}

const unitsOf = (code: number | undefined): string =>
  code === undefined || code === METRE || FEET[code] === undefined ? '+units=m' : `+to_meter=${FEET[code]}`;

function ellipsoid(keys: GeoKeys, geographic: number | undefined): string | undefined {
  if (geographic === 4326) return '+datum=WGS84';
  if (geographic === 4269) return '+ellps=GRS80 +towgs84=0,0,0,0,0,0,0';
  const [axis, flat] = [keys.GeogSemiMajorAxisGeoKey, keys.GeogInvFlatteningGeoKey];
  if (keys.GeogEllipsoidGeoKey === 7030) return '+ellps=WGS84 +towgs84=0,0,0,0,0,0,0';
  if (keys.GeogEllipsoidGeoKey === 7019) return '+ellps=GRS80 +towgs84=0,0,0,0,0,0,0';
  return typeof axis === 'number' && typeof flat === 'number' && axis > 6.3e6 && axis < 6.4e6
    ? `+a=${axis} ${flat === 0 ? `+b=${axis}` : `+rf=${flat}`}`
    : undefined;
}

/** Coordinate transformation codes of GeoTIFF. */
function projectionOf(num: (key: string) => number | undefined): string | undefined {
  const coded = num('ProjectionGeoKey');
  if (coded !== undefined && coded >= 16001 && coded <= 16060) return `+proj=utm +zone=${coded - 16000}`;
  if (coded !== undefined && coded >= 16101 && coded <= 16160) return `+proj=utm +zone=${coded - 16100} +south`;
  const first = (...names: string[]) => names.map(num).find((x) => x !== undefined);
  const lon0 =
    first(
      'ProjNatOriginLongGeoKey',
      'ProjFalseOriginLongGeoKey',
      'ProjCenterLongGeoKey',
      'ProjStraightVertPoleLongGeoKey',
    ) ?? 0;
  const lat0 = first('ProjNatOriginLatGeoKey', 'ProjFalseOriginLatGeoKey', 'ProjCenterLatGeoKey') ?? 0;
  const x0 = first('ProjFalseEastingGeoKey', 'ProjFalseOriginEastingGeoKey') ?? 0;
  const y0 = first('ProjFalseNorthingGeoKey', 'ProjFalseOriginNorthingGeoKey') ?? 0;
  const [p1, p2] = [num('ProjStdParallel1GeoKey'), num('ProjStdParallel2GeoKey')];
  const scale = first('ProjScaleAtNatOriginGeoKey', 'ProjScaleAtCenterGeoKey') ?? 1;
  const place = `+lon_0=${lon0} +x_0=${x0} +y_0=${y0}`;
  switch (num('ProjCoordTransGeoKey')) {
    case 1:
      return `+proj=tmerc +lat_0=${lat0} +k=${scale} ${place}`;
    case 8:
      return p1 === undefined ? undefined : `+proj=lcc +lat_1=${p1} +lat_2=${p2 ?? p1} +lat_0=${lat0} ${place}`;
    case 10:
      return `+proj=laea +lat_0=${lat0} ${place}`;
    case 11:
      return p1 === undefined ? undefined : `+proj=aea +lat_1=${p1} +lat_2=${p2 ?? p1} +lat_0=${lat0} ${place}`;
    case 15:
      return `+proj=stere +lat_0=${lat0 >= 0 ? 90 : -90} ${scale === 1 ? `+lat_ts=${lat0}` : `+k=${scale}`} ${place}`;
    case 28:
      return p1 === undefined ? undefined : `+proj=cea +lat_ts=${p1} ${place}`;
    default:
      return undefined;
  }
}
