import { project, unproject } from '../../grid/ease2.ts';

/** Where the numbers of a map lie on the Earth. */
export interface Crs {
  readonly name: string;
  /** True when x and y are degrees of longitude and latitude. */
  readonly geographic: boolean;
  /** WGS84 degrees; not finite where the map has no such place. */
  toLonLat(x: number, y: number): readonly [lon: number, lat: number];
  /** The way back, from WGS84 degrees. */
  fromLonLat(lon: number, lat: number): readonly [x: number, y: number];
}

const NAD83 = '+ellps=GRS80 +towgs84=0,0,0,0,0,0,0 +units=m';
const WGS84 = '+datum=WGS84 +units=m';

/** Grids in use over Alaska (EPSG and ESRI registries). NAD27 is left out: without its grid files it is 100 m off. */
const KNOWN: Readonly<Record<number, string>> = {
  3338: `+proj=aea +lat_1=55 +lat_2=65 +lat_0=50 +lon_0=-154 +x_0=0 +y_0=0 ${NAD83}`,
  3408: '+proj=laea +lat_0=90 +lon_0=0 +R=6371228 +units=m',
  3410: '+proj=cea +lat_ts=30 +lon_0=0 +R=6371228 +units=m',
  3411: '+proj=stere +lat_0=90 +lat_ts=70 +lon_0=-45 +a=6378273 +b=6356889.449 +units=m',
  3413: `+proj=stere +lat_0=90 +lat_ts=70 +lon_0=-45 ${WGS84}`,
  3571: `+proj=laea +lat_0=90 +lon_0=180 ${WGS84}`,
  3572: `+proj=laea +lat_0=90 +lon_0=-150 ${WGS84}`,
  3573: `+proj=laea +lat_0=90 +lon_0=-100 ${WGS84}`,
  3857: '+proj=merc +a=6378137 +b=6378137 +lat_ts=0 +lon_0=0 +units=m +nadgrids=@null',
  3995: `+proj=stere +lat_0=90 +lat_ts=71 +lon_0=0 ${WGS84}`,
  5936: `+proj=stere +lat_0=90 +lat_ts=90 +lon_0=-150 +k=0.994 +x_0=2000000 +y_0=2000000 ${WGS84}`,
  6931: `+proj=laea +lat_0=90 +lon_0=0 ${WGS84}`,
  102001: `+proj=aea +lat_1=50 +lat_2=70 +lat_0=40 +lon_0=-96 +x_0=0 +y_0=0 ${NAD83}`,
};
/** WGS84 and NAD83, which differ by about a metre in Alaska. */
const GEOGRAPHIC: readonly number[] = [4326, 4269];

const degrees = (name: string): Crs => ({
  name,
  geographic: true,
  toLonLat: (x, y) => [x, y],
  fromLonLat: (lon, lat) => [lon, lat],
});

/**
 * @param text `EPSG:6933`, proj4 text or WKT 1
 * @returns undefined when the text names no reference system we know: nobody guesses one
 */
export async function crsOf(text: string): Promise<Crs | undefined> {
  const code = /^\s*(?:EPSG|ESRI)\s*:+\s*(\d{4,6})\s*$/i.exec(text)?.[1];
  if (code !== undefined) return byCode(Number(code));
  const equal = cylindricalEqualArea(text);
  if (equal) return byProj4(equal, 'cylindrical equal area');
  if (/^\s*(PROJCS|GEOGCS)\[/i.test(text)) return byProj4(text, /^\s*\w+\["([^"]*)"/.exec(text)?.[1] ?? 'WKT');
  return /^\s*\+proj=/.test(text) ? byProj4(text.trim(), text.trim()) : undefined;
}

async function byCode(code: number): Promise<Crs | undefined> {
  const name = `EPSG:${code}`;
  if (GEOGRAPHIC.includes(code)) return degrees(name);
  if (code === 6933)
    return {
      name,
      geographic: false,
      toLonLat: (x, y) => {
        const { lon, lat } = unproject(x, y);
        return [lon, lat];
      },
      fromLonLat: (lon, lat) => {
        const { x, y } = project(lon, lat);
        return [x, y];
      },
    };
  const zone = code % 100;
  const utm = Math.floor(code / 100);
  if ((utm === 326 || utm === 327) && zone >= 1 && zone <= 60)
    return byProj4(`+proj=utm +zone=${zone}${utm === 327 ? ' +south' : ''} ${WGS84}`, name);
  if (utm === 269 && zone >= 1 && zone <= 23) return byProj4(`+proj=utm +zone=${zone} ${NAD83}`, name);
  const known = KNOWN[code];
  return known ? byProj4(known, name) : undefined;
}

/** EASE-7: GDAL's ENVI and ESRI texts call EASE-Grid 2.0 `Behrmann`, which proj4 does not know; its parameters say what it is. */
function cylindricalEqualArea(wkt: string): string | undefined {
  if (!/PROJECTION\["(Behrmann|(Lambert_)?Cylindrical_Equal_Area)"/i.test(wkt)) return undefined;
  const parameter = (name: string) =>
    Number(new RegExp(`PARAMETER\\["${name}"\\s*,\\s*([-+\\d.eE]+)`, 'i').exec(wkt)?.[1] ?? Number.NaN);
  const [axis, flattening] = (/SPHEROID\["[^"]*"\s*,\s*([\d.eE+]+)\s*,\s*([\d.eE+]+)/i.exec(wkt) ?? [])
    .slice(1)
    .map(Number);
  const parallel = parameter('Standard_Parallel_1');
  if (!axis || flattening === undefined || Number.isNaN(parallel)) return undefined;
  const or0 = (x: number) => (Number.isNaN(x) ? 0 : x);
  const shape = flattening === 0 ? `+R=${axis}` : `+a=${axis} +rf=${flattening}`;
  return `+proj=cea +lat_ts=${parallel} +lon_0=${or0(parameter('Central_Meridian'))} +x_0=${or0(parameter('False_Easting'))} +y_0=${or0(parameter('False_Northing'))} ${shape} +units=m`;
}

/** proj4 for JavaScript computes NaN where these are left out, while PROJ takes them as 0. */
const withOrigin = (definition: string): string =>
  definition.startsWith('+')
    ? ['x_0', 'y_0', 'lon_0', 'lat_0'].reduce((d, key) => (d.includes(`+${key}=`) ? d : `${d} +${key}=0`), definition)
    : definition;

async function byProj4(definition: string, name: string): Promise<Crs | undefined> {
  const { default: proj4 } = await import('proj4');
  try {
    const to = proj4(withOrigin(definition), 'WGS84');
    const geographic = /^\s*GEOGCS\[|\+proj=longlat/i.test(definition);
    return {
      name,
      geographic,
      toLonLat: (x, y) => to.forward([x, y]) as [number, number],
      fromLonLat: (lon, lat) => to.inverse([lon, lat]) as [number, number],
    };
  } catch {
    return undefined; // proj4 throws bare texts for what it does not know; the caller asks the person
  }
}
