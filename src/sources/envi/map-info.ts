import { type Affine, isUsable } from '../raster/affine.ts';
import { type Crs, crsOf } from '../raster/crs.ts';
import { enviList } from './envi-header.ts';

/**
 * From pixel to map: `map info = {UTM, 1, 1, x, y, 5.2, 5.2, 4, North, WGS-84, units=Meters, rotation=42}`. The reference pixel
 * counts from 1, whole numbers being the upper-left corner of a pixel. A positive rotation turns the rows anticlockwise about
 * the reference pixel, as ORNL DAAC shows for an AVIRIS-NG scene (github ornldaac/AVIRIS-NG_ENVI-rotatedgrid): 42 degrees and
 * 5.2 m make the terms 3.864353, 3.479479, 3.479479 and -3.864353.
 * @returns undefined when it has no usable numbers
 */
export function enviTransform(mapInfo: string | undefined): Affine | undefined {
  const parts = enviList(mapInfo);
  const [refCol, refRow, x, y, width, height] = parts.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  if (parts.length < 7) return undefined;
  const turn = parts.find((p) => /^rotation\s*=/i.test(p));
  const angle = turn === undefined ? 0 : Number(turn.slice(turn.indexOf('=') + 1));
  const [c, s] = [Math.cos((angle * Math.PI) / 180), Math.sin((angle * Math.PI) / 180)];
  const [a, b, d, e] = [c * width, s * height, s * width, -c * height];
  const t: Affine = [a, b, x - a * (refCol - 1) - b * (refRow - 1), d, e, y - d * (refCol - 1) - e * (refRow - 1)];
  return width > 0 && height > 0 && isUsable(t) ? t : undefined;
}

/** Reference system by its parameters first (EASE-7), then by the words of `map info`. */
export async function enviCrs(mapInfo: string | undefined, wkt: string | undefined): Promise<Crs | undefined> {
  const parts = enviList(mapInfo);
  const name = parts[0] ?? '';
  const datum = parts.find((p) => /^(wgs|nad|north america)/i.test(p)) ?? '';
  const wgs = /wgs[-_ ]?84/i.test(datum);
  if (wkt) {
    const crs = await crsOf(wkt);
    if (crs) return crs;
  }
  if (/^utm$/i.test(name)) {
    const zone = Number(parts[7]);
    const south = /^south/i.test(parts[8] ?? '');
    if (!(Number.isInteger(zone) && zone >= 1 && zone <= 60)) return undefined;
    if (wgs) return crsOf(`EPSG:${(south ? 32700 : 32600) + zone}`);
    return /83/.test(datum) && !south ? crsOf(`EPSG:${26900 + zone}`) : undefined;
  }
  return /^geographic/i.test(name) && (wgs || /83/.test(datum)) ? crsOf('EPSG:4326') : undefined;
}
