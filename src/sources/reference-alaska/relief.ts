import { STATIONS } from './station.ts';

/**
 * Schematic relief: ranges as ridges through published peaks over a smooth base of valley heights. It puts mountains and
 * lowlands where they are, with heights of the right order; it is no elevation model and says so wherever it is shown.
 */
interface Ridge {
  readonly name: string;
  /** Crest points: lon, lat, mean crest height, m (well below the peaks: cells of 9 km average valleys in). */
  readonly crest: readonly (readonly [number, number, number])[];
  /** Half width at which the ridge has fallen to 1/e, km. */
  readonly width: number;
}

const RIDGES: readonly Ridge[] = [
  {
    name: 'Brooks Range',
    crest: [
      [-163.3, 68.3, 500],
      [-159.5, 68.4, 900],
      [-156.5, 68.0, 1100],
      [-153.5, 67.7, 1400],
      [-150.5, 68.0, 1500],
      [-148.0, 68.2, 1600],
      [-144.5, 69.1, 1900],
      [-141.5, 68.9, 1300],
      [-138.5, 68.6, 900],
    ],
    width: 33,
  },
  {
    name: 'Baird and Waring Mountains',
    crest: [
      [-161.5, 67.4, 500],
      [-158.5, 67.2, 600],
      [-157.0, 66.6, 500],
    ],
    width: 28,
  },
  {
    name: 'Alaska Range',
    crest: [
      [-154.2, 60.6, 1000],
      [-152.8, 61.8, 1600],
      [-151.2, 62.95, 2600],
      [-149.2, 63.3, 1700],
      [-146.7, 63.6, 2100],
      [-144.5, 63.2, 1600],
      [-142.8, 62.6, 1500],
    ],
    width: 32,
  },
  {
    name: 'Wrangell Mountains',
    crest: [
      [-144.4, 62.1, 2600],
      [-143.2, 61.8, 2400],
      [-141.8, 61.6, 2300],
    ],
    width: 32,
  },
  {
    name: 'Chugach and Saint Elias Mountains',
    crest: [
      [-149.3, 61.2, 1100],
      [-147.3, 61.3, 1700],
      [-145.3, 61.1, 1500],
      [-143.0, 60.8, 2000],
      [-140.8, 60.5, 2900],
      [-139.0, 60.3, 2300],
      [-137.2, 59.3, 1700],
      [-135.0, 58.7, 1200],
    ],
    width: 36,
  },
  {
    name: 'Talkeetna Mountains',
    crest: [
      [-149.1, 62.0, 1400],
      [-148.2, 62.4, 1400],
    ],
    width: 36,
  },
  {
    name: 'Kenai Mountains',
    crest: [
      [-151.0, 59.6, 900],
      [-149.6, 60.3, 1100],
      [-148.9, 60.7, 1000],
    ],
    width: 24,
  },
  {
    name: 'Aleutian Range',
    crest: [
      [-163.9, 54.8, 700],
      [-159.4, 56.0, 700],
      [-155.9, 57.7, 900],
      [-154.0, 58.7, 1100],
      [-153.2, 60.0, 1200],
    ],
    width: 22,
  },
  {
    name: 'Kuskokwim Mountains',
    crest: [
      [-158.5, 61.6, 450],
      [-156.3, 62.6, 550],
      [-154.8, 64.0, 500],
    ],
    width: 45,
  },
  {
    name: 'Ahklun and Kilbuck Mountains',
    crest: [
      [-161.5, 59.3, 500],
      [-160.0, 60.0, 750],
      [-159.3, 60.8, 600],
    ],
    width: 38,
  },
  {
    name: 'Nulato Hills',
    crest: [
      [-160.0, 63.2, 350],
      [-159.2, 64.6, 450],
      [-158.8, 65.6, 450],
    ],
    width: 36,
  },
  {
    name: 'Seward Peninsula',
    crest: [
      [-166.2, 65.2, 350],
      [-165.0, 64.95, 500],
      [-163.4, 65.2, 500],
      [-161.8, 65.2, 450],
    ],
    width: 18,
  },
  {
    name: 'Ray Mountains',
    crest: [
      [-153.0, 65.8, 650],
      [-150.6, 65.9, 750],
    ],
    width: 36,
  },
  {
    name: 'White Mountains and Yukon-Tanana Upland',
    crest: [
      [-148.0, 65.5, 700],
      [-145.5, 65.2, 850],
      [-143.0, 64.7, 950],
      [-141.2, 64.2, 900],
    ],
    width: 48,
  },
  {
    name: 'Ogilvie and Wernecke Mountains',
    crest: [
      [-140.0, 65.3, 900],
      [-137.5, 64.8, 1300],
      [-134.5, 64.6, 1400],
    ],
    width: 60,
  },
  {
    name: 'Richardson Mountains',
    crest: [
      [-136.5, 68.0, 700],
      [-136.0, 66.5, 800],
    ],
    width: 32,
  },
  {
    name: 'Coast Mountains',
    crest: [
      [-137.0, 60.3, 1200],
      [-135.0, 59.5, 1500],
      [-134.2, 58.2, 1300],
    ],
    width: 36,
  },
  {
    name: 'Kodiak Island',
    crest: [
      [-154.0, 57.2, 350],
      [-153.0, 57.7, 400],
    ],
    width: 20,
  },
];

/** Valley and plain heights beside those of the stations: lon, lat, m. */
const PLAINS: readonly (readonly [number, number, number])[] = [
  [-158.5, 70.5, 8],
  [-155.0, 70.6, 10],
  [-152.0, 70.4, 8],
  [-154.0, 69.7, 50],
  [-157.5, 69.8, 50],
  [-149.5, 69.6, 90],
  [-155.75, 68.49, 560],
  [-148.85, 69.15, 300],
  [-161.5, 69.3, 120],
  [-164.5, 63.0, 5],
  [-163.2, 61.3, 5],
  [-162.5, 60.5, 8],
  [-164.5, 61.8, 5],
  [-160.5, 62.0, 40],
  [-163.7, 64.85, 60],
  [-164.5, 66.2, 10],
  [-160.0, 66.4, 15],
  [-146.5, 66.3, 130],
  [-143.5, 66.8, 150],
  [-149.3, 64.3, 120],
  [-147.5, 64.2, 200],
  [-148.3, 64.7, 125],
  [-156.0, 65.7, 60],
  [-157.5, 63.2, 60],
  [-156.5, 59.3, 30],
  [-151.0, 60.5, 60],
  [-149.25, 63.88, 660],
  [-145.0, 60.3, 10],
  [-147.5, 62.9, 800],
  [-137.0, 62.0, 700],
];

const KM_PER_DEGREE = 111.2;
/** Half width of a valley around a known height, km. */
const VALLEY = 14;

/** Known heights and plains, m: inverse distance to the fourth of known heights. */
const BASE = [...STATIONS.map((s) => [s.lon, s.lat, s.elevation] as const), ...PLAINS];

/**
 * Schematic elevation, m, never below 1. Defined everywhere, over the sea too; the land mask is another field.
 */
export function reliefAt(lon: number, lat: number): number {
  let weight = 0;
  let sum = 0;
  const squeeze = Math.cos((lat * Math.PI) / 180);
  for (const [x, y, height] of BASE) {
    const dx = (lon - x) * KM_PER_DEGREE * squeeze;
    const dy = (lat - y) * KM_PER_DEGREE;
    const w = 1 / (dx * dx + dy * dy + 100) ** 2;
    weight += w;
    sum += w * height;
  }
  const base = sum / weight;
  let height = 0;
  let nearest = Number.POSITIVE_INFINITY;
  for (const [x, y] of BASE) {
    const dx = (lon - x) * KM_PER_DEGREE * squeeze;
    const dy = (lat - y) * KM_PER_DEGREE;
    nearest = Math.min(nearest, dx * dx + dy * dy);
  }
  for (const ridge of RIDGES) height = Math.max(height, ridgeHeight(ridge, lon, lat, squeeze));
  // Known heights lie in valleys: no ridge buries them.
  const valley = 1 - Math.exp(-nearest / (VALLEY * VALLEY));
  return Math.max(1, base + valley * Math.max(0, height - 0.5 * Math.min(base, height)));
}

function ridgeHeight({ crest, width }: Ridge, lon: number, lat: number, squeeze: number): number {
  let best = 0;
  for (let i = 1; i < crest.length; i++) {
    const [ax, ay, ah] = crest[i - 1] as readonly [number, number, number];
    const [bx, by, bh] = crest[i] as readonly [number, number, number];
    const ux = (bx - ax) * squeeze;
    const uy = by - ay;
    const px = (lon - ax) * squeeze;
    const py = lat - ay;
    const share = Math.min(1, Math.max(0, (px * ux + py * uy) / (ux * ux + uy * uy)));
    const dx = (px - share * ux) * KM_PER_DEGREE;
    const dy = (py - share * uy) * KM_PER_DEGREE;
    const crestHeight = ah + share * (bh - ah);
    const here = crestHeight * Math.exp(-(dx * dx + dy * dy) / (width * width));
    if (here > best) best = here;
  }
  return best;
}
