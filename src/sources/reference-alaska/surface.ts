import { divisionOf } from './climate-division.ts';
import { fractalNoise, planeAt } from './noise.ts';
import { normalsAt } from './normals.ts';
import { reliefAt } from './relief.ts';

/** What a cell's ground and plants are, schematically. */
export interface Surface {
  /** m */
  readonly elevation: number;
  /** Share of saturated ground, 0-1. */
  readonly wetness: number;
  /** Tree cover, 0-1. */
  readonly tree: number;
  /** Organic layer, m. */
  readonly organic: number;
  /** Probability of near-surface permafrost, 0-1. */
  readonly permafrost: number;
}

/** Wetlands by name: centre, half widths in km, share of wet ground in the middle (Lara et al. 2018; Whitcomb et al. 2009). */
const WETLANDS: readonly (readonly [name: string, lon: number, lat: number, ew: number, ns: number, share: number])[] =
  [
    ['Arctic Coastal Plain, west', -157, 70.85, 180, 90, 0.68],
    ['Arctic Coastal Plain, east', -150.5, 70.2, 150, 40, 0.58],
    ['Yukon-Kuskokwim Delta', -163.2, 61.6, 130, 150, 0.56],
    ['Kuskokwim lowland', -161.8, 60.6, 70, 70, 0.55],
    ['Selawik and Kobuk delta', -160.5, 66.5, 110, 45, 0.5],
    ['Seward Peninsula, north', -164.5, 66.2, 90, 35, 0.45],
    ['Council and Fish River lowland', -163.6, 64.8, 35, 25, 0.42],
    ['Yukon Flats', -146.0, 66.4, 130, 50, 0.38],
    ['Minto Flats', -149.3, 64.8, 45, 35, 0.5],
    ['Tanana Flats', -147.9, 64.4, 70, 35, 0.45],
    ['Koyukuk Flats', -156.3, 65.4, 60, 50, 0.42],
    ['Innoko lowland', -157.8, 63.3, 60, 60, 0.42],
    ['Nushagak and Bristol Bay lowland', -157.5, 58.8, 110, 50, 0.35],
    ['Copper River Delta', -144.9, 60.4, 60, 20, 0.5],
    ['Susitna and Kenai lowland', -150.9, 61.2, 45, 90, 0.35],
    ['Old Crow Flats', -139.8, 68.0, 60, 30, 0.5],
  ];

/** How much finer than the map the texture goes: longest and shortest wavelength, km. */
export interface Texture {
  readonly seed: number;
  readonly shortest: number;
}

const LONGEST = 96;

/**
 * Schematic ground at a place. Texture has a meaning: hollows are wet and hold more peat, rises are dry.
 */
export function surfaceAt(lon: number, lat: number, texture: Texture): Surface {
  const { x, y } = planeAt(lon, lat);
  const smooth = reliefAt(lon, lat);
  const rough = fractalNoise(texture.seed, x, y, LONGEST, texture.shortest);
  const moist = fractalNoise(texture.seed + 1, x, y, LONGEST / 2, texture.shortest);
  const elevation = Math.max(1, smooth + rough * (2 + 0.1 * smooth));
  const { temperature } = normalsAt(lon, lat, elevation);
  const base = wetlandShare(lon, lat, smooth);
  const wetness = logistic(logit(base) + 0.5 * moist - 0.35 * rough);
  const tree = treeCover(lon, lat, temperature, wetness);
  const bare = Math.exp(-Math.max(0, elevation - 700) / 500);
  const organic = Math.max(0.02, (0.12 + 0.2 * wetness + 0.1 * tree) * bare);
  return { elevation, wetness, tree, organic, permafrost: permafrostProbability(temperature, organic) };
}

function wetlandShare(lon: number, lat: number, elevation: number): number {
  let best = 0;
  const squeeze = Math.cos((lat * Math.PI) / 180);
  for (const [, x, y, ew, ns, share] of WETLANDS) {
    const dx = ((lon - x) * 111.2 * squeeze) / ew;
    const dy = ((lat - y) * 111.2) / ns;
    best = Math.max(best, share * Math.exp(-dx * dx - dy * dy));
  }
  const low = Math.exp(-elevation / 350);
  // Cold permafrost keeps water near the surface, also of hill slopes.
  const tundra = 0.08 * (1 + divisionOf(lon, lat).arctic) * Math.exp(-elevation / 900);
  const named = best * Math.exp(-Math.max(0, elevation - 120) / 150);
  return Math.min(0.8, Math.max(0.02, 0.06 + 0.16 * low + tundra, named));
}

/**
 * Trees grow where July is warmer than 11 degC or so (Koppen's limit is 10), less on wet ground, hardly on the wind-swept
 * west coast and not north of the Brooks Range.
 */
function treeCover(lon: number, lat: number, temperature: ArrayLike<number>, wetness: number): number {
  const warm = logistic(((temperature[6] as number) - 12.2) / 0.8) * (0.5 - 0.5 * divisionOf(lon, lat).arctic);
  const west = lat > 57.5 && lat < 67.5 ? logistic((lon + 159.8) / 0.6) : logistic((lon + 156.5) / 0.6);
  return 0.75 * warm * west * (1 - 0.5 * wetness);
}

/**
 * Half where the mean year has -2 degC, nearly none at +1, nearly everywhere below -6; peat keeps permafrost in warmer places
 * (zones of Jorgenson et al. 2008).
 */
function permafrostProbability(temperature: ArrayLike<number>, organic: number): number {
  let mean = 0;
  for (let m = 0; m < 12; m++) mean += (temperature[m] as number) / 12;
  return logistic(-(mean + 2 - 3 * (organic - 0.15)));
}

const logit = (p: number): number => Math.log(p / (1 - p));
const logistic = (z: number): number => 1 / (1 + Math.exp(-z));
