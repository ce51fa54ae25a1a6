/** What a person decides about a scene, because no file says it; plain data, so a recipe can carry it. */
export interface RadarChoices {
  /** Which motion of the ground makes the phase grow: processors differ. `away` is pass 1 times conjugate of pass 2. */
  readonly phasePositive?: 'away' | 'towards';
  /** Stable ground whose median motion is taken as none; without it the median of the scene. Degrees, m. */
  readonly reference?: { readonly lat: number; readonly lon: number; readonly radius: number };
  /** Error that neighbours share (air, orbit) and no averaging removes, one sd, m. */
  readonly sharedSd?: number;
}

/** Published error of UAVSAR displacement at 1 km (SOURCES 3.3, GeoCryoAI text). m. */
export const USUAL_SHARED_SD = 0.02;

/** @returns a sentence when it is not of that form */
export function parseChoices(json: unknown): RadarChoices | string {
  if (typeof json !== 'object' || json === null) return 'expected {"phasePositive":"away"} or "towards"';
  const { phasePositive, reference, sharedSd } = json as Record<string, unknown>;
  if (phasePositive !== undefined && phasePositive !== 'away' && phasePositive !== 'towards')
    return '"phasePositive" is "away" or "towards"';
  if (sharedSd !== undefined && !(typeof sharedSd === 'number' && sharedSd >= 0 && sharedSd < 1))
    return '"sharedSd" is an error in m, 0 to 1';
  const place = reference === undefined ? undefined : placeOf(reference);
  if (typeof place === 'string') return place;
  return {
    ...(phasePositive === undefined ? {} : { phasePositive }),
    ...(place === undefined ? {} : { reference: place }),
    ...(typeof sharedSd === 'number' ? { sharedSd } : {}),
  };
}

function placeOf(x: unknown): NonNullable<RadarChoices['reference']> | string {
  const form = '"reference" is {"lat":…,"lon":…,"radius":…} in degrees and m';
  if (typeof x !== 'object' || x === null) return form;
  const { lat, lon, radius } = x as Record<string, unknown>;
  return typeof lat === 'number' &&
    typeof lon === 'number' &&
    typeof radius === 'number' &&
    radius > 0 &&
    Math.abs(lat) <= 90
    ? { lat, lon, radius }
    : form;
}
