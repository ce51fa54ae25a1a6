import { parseCsv } from '../csv.ts';
import { decodeText } from '../encoding.ts';
import type { InputFile } from '../source.ts';

export interface BurnSite {
  readonly name: string;
  readonly lat: number;
  readonly lon: number;
}

const CLASSES = ['unburned', 'moderate', 'severe'];

/** `lat,lon,site`: the three towers of the Anaktuvuk River burn, with a byte-order mark (ARF-10). */
export const isCoordinates = (text: string): boolean =>
  /^\ufeff?lat,lon,site\b/i.test(text) && CLASSES.some((c) => text.toLowerCase().includes(c));

/** Positions by burn class in lower case, from the coordinates file among the companions. */
export async function burnSites(companions: readonly InputFile[]): Promise<ReadonlyMap<string, BurnSite>> {
  const sites = new Map<string, BurnSite>();
  for (const file of companions) {
    if (file.size > 10_000 || !/\.csv$/i.test(file.name)) continue;
    const { text } = decodeText(await file.bytes());
    if (!isCoordinates(text)) continue;
    for (const { cells } of parseCsv(text, ',').rows.slice(1)) {
      const [lat, lon, name] = [Number(cells[0]), Number(cells[1]), (cells[2] ?? '').trim()];
      if (Math.abs(lat) <= 90 && Math.abs(lon) <= 180 && name) sites.set(name.toLowerCase(), { name, lat, lon });
    }
  }
  return sites;
}
