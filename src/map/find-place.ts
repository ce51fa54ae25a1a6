import type { LonLat } from '../state/view.ts';
import { COMMUNITIES } from './places.ts';

export interface FoundPlace extends LonLat {
  readonly name: string;
}

/** Names a person can choose from: communities first, then the sites of the loaded store. */
export const knownPlaces = (sites: readonly FoundPlace[]): readonly FoundPlace[] => [...COMMUNITIES, ...sites];

const plain = (text: string): string =>
  text.normalize('NFD').replace(/\p{M}/gu, '').replace(/[’']/g, '').trim().toLowerCase();

/** Places by names that people also use. */
const OTHER_NAMES: Readonly<Record<string, string>> = { barrow: 'utqiagvik', 'prudhoe bay': 'deadhorse' };

/**
 * A place by name, with or without accents, or by coordinates: `68.63, -149.6`, `68.63 N 149.6 W`.
 * @returns undefined when nothing fits
 */
export function findPlace(text: string, sites: readonly FoundPlace[]): FoundPlace | undefined {
  const coordinates = readCoordinates(text);
  if (coordinates) return { ...coordinates, name: text.trim() };
  const wanted = OTHER_NAMES[plain(text)] ?? plain(text);
  if (wanted === '') return undefined;
  const places = knownPlaces(sites);
  return (
    places.find(({ name }) => plain(name) === wanted) ??
    places.find(({ name }) => plain(name).startsWith(wanted)) ??
    places.find(({ name }) => plain(name).includes(wanted))
  );
}

function readCoordinates(text: string): LonLat | undefined {
  const found = /^\s*([-−]?\d+(?:\.\d+)?)\s*°?\s*([NS]?)[\s,;]+([-−]?\d+(?:\.\d+)?)\s*°?\s*([EW]?)\s*$/i.exec(text);
  if (!found) return undefined;
  const number = (digits: string | undefined): number => Number(digits?.replace('−', '-'));
  const lat = number(found[1]) * (found[2]?.toUpperCase() === 'S' ? -1 : 1);
  const lon = number(found[3]) * (found[4]?.toUpperCase() === 'W' ? -1 : 1);
  return Math.abs(lat) <= 90 && Math.abs(lon) <= 180 ? { lon, lat } : undefined;
}
