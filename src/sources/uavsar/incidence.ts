import { RAD } from '../../grid/ellipsoid.ts';
import type { Annotation } from './annotation.ts';

const EARTH = 6_371_000;
/** Ground beyond the swath's own angles by more than this was not seen by it. Degrees. */
const SLACK = 3;

/** Angle between the ray and the vertical at a place on flat ground, radians; NaN outside the swath. */
export type Incidence = (lat: number, lon: number) => number;

export interface LookAngles {
  readonly incidence: Incidence;
  /** How it was found, for the note. */
  readonly note: string;
}

/**
 * Incidence across the swath. Repeat-pass sets bring no file of it. From the distance to the flight line and the height of the
 * platform above mean terrain, which reproduces the angles that the annotation gives for near and far range; where heights are
 * missing, a linear ramp between these two angles over the distances of the footprint's corners.
 * @returns a sentence when the annotation does not say enough
 */
export function lookAngles(a: Annotation): LookAngles | string {
  const [near, far] = [a.number('Average Look Angle in Near Range'), a.number('Average Look Angle in Far Range')];
  const [lat, lon, heading] = ['Peg Latitude', 'Peg Longitude', 'Peg Heading'].map((k) => a.number(k));
  const side = a.text('Radar Look Direction')?.toLowerCase();
  if (near === undefined || far === undefined || !(near < far && near > 0 && far < 90))
    return 'no look angle of near and far range in the annotation';
  if (lat === undefined || lon === undefined || heading === undefined || (side !== 'left' && side !== 'right'))
    return 'no peg position, heading and look direction in the annotation';
  const across = acrossTrack(lat, lon, heading, side === 'left' ? -1 : 1);
  const [altitude, terrain] = [a.number('Global Average Altitude'), a.number('Global Average Terrain Height')];
  const inSwath = (look: number): boolean => look >= near - SLACK && look <= far + SLACK;
  if (altitude !== undefined && terrain !== undefined && altitude - terrain > 1000) {
    const [ground, platform] = [EARTH + terrain, EARTH + altitude];
    return {
      incidence: (y, x) => {
        const angle = across(y, x) / EARTH;
        const look = Math.atan2(ground * Math.sin(angle), platform - ground * Math.cos(angle));
        return inSwath(look / RAD) ? look + angle : Number.NaN;
      },
      note: `incidence from the flight line and ${Math.round(altitude - terrain)} m above mean terrain, slopes left aside`,
    };
  }
  const reach = cornersAcross(a, across);
  if (!reach) return 'neither heights nor corners to tell the incidence from';
  return {
    incidence: (y, x) => {
      const look = near + ((far - near) * (across(y, x) - reach[0])) / (reach[1] - reach[0]);
      return inSwath(look) ? look * RAD : Number.NaN;
    },
    note: `incidence as a linear ramp from ${near} to ${far} degrees across the swath, slopes left aside`,
  };
}

/** Distance from the flight line to the side the radar looks to, m, on a sphere. */
function acrossTrack(lat: number, lon: number, heading: number, sign: 1 | -1): Incidence {
  const [p, l, h] = [lat * RAD, lon * RAD, heading * RAD];
  // Normal of the great circle through the peg along the heading: it points to the right of the flight.
  const east = [-Math.sin(l), Math.cos(l), 0] as const;
  const north = [-Math.sin(p) * Math.cos(l), -Math.sin(p) * Math.sin(l), Math.cos(p)] as const;
  const [nx, ny, nz] = [0, 1, 2].map(
    (i) => sign * ((east[i] as number) * Math.cos(h) - (north[i] as number) * Math.sin(h)),
  ) as [number, number, number];
  return (y, x) => {
    const [q, k] = [y * RAD, x * RAD];
    return EARTH * Math.asin(nx * Math.cos(q) * Math.cos(k) + ny * Math.cos(q) * Math.sin(k) + nz * Math.sin(q));
  };
}

function cornersAcross(a: Annotation, across: Incidence): readonly [number, number] | undefined {
  const at = ['Upper Left', 'Upper Right', 'Lower Left', 'Lower Right'].flatMap((corner) => {
    const [y, x] = [a.number(`Approximate ${corner} Latitude`), a.number(`Approximate ${corner} Longitude`)];
    return y === undefined || x === undefined ? [] : [across(y, x)];
  });
  const [least, most] = [Math.min(...at), Math.max(...at)];
  return at.length === 4 && most - least > 1000 ? [least, most] : undefined;
}
