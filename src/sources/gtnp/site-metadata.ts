import { decodeText } from '../encoding.ts';
import type { InputFile } from '../source.ts';

/** What a GTN-P metadata text says of a site. Contact lines are never read. */
export interface SiteMetadata {
  readonly file: string;
  readonly name: string;
  readonly lat: number;
  readonly lon: number;
  /** m; NaN when not given. */
  readonly elevation: number;
  /** CALM code, `U9 B`; empty when not given. */
  readonly code: string;
  /** Names of the time series files that this text belongs to. */
  readonly series: readonly string[];
}

/** Prose with indented `key: value` lines; a key may have a blank before its colon. */
export const isMetadata = (text: string): boolean =>
  /^[ \t\u00a0]*latitude[ \t\u00a0]*:/im.test(text) &&
  /^[ \t\u00a0]*longitude[ \t\u00a0]*:/im.test(text) &&
  /gtnpdatabase|permafrost_zone/i.test(text);

/** Undefined when the text names no position. */
export function parseMetadata(text: string, file: string): SiteMetadata | undefined {
  // Only keys at the line's beginning: the same words occur again, indented, for persons and citations.
  const top = (key: string) =>
    new RegExp(`^[ \\u00a0]?${key}[ \\u00a0]*:[ \\u00a0]*(.*)$`, 'im').exec(text)?.[1]?.trim() ?? '';
  const [lat, lon] = [Number.parseFloat(top('latitude')), Number.parseFloat(top('longitude'))];
  if (!(Math.abs(lat) <= 90 && Math.abs(lon) <= 180)) return undefined;
  return {
    file,
    name: top('name'),
    lat,
    lon,
    elevation: Number.parseFloat(top('elevation')),
    code: top('ancillary code'),
    series: [...text.matchAll(/csv file\s*:\s*(\S+)/gi)].map((m) => m[1] as string),
  };
}

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
/** `Activelayer_18-Toolik_1km` of either of the two files. */
const stem = (path: string): string =>
  /^activelayer_\d+-[^.]*?(?=-Dataset_|\.metadata)/i.exec(baseName(path))?.[0]?.toLowerCase() ?? '';

/**
 * The metadata that belongs to a time series: the text that names the file, else the one with the same stem, else the only one.
 */
export async function metadataFor(series: string, companions: readonly InputFile[]): Promise<SiteMetadata | undefined> {
  const texts: SiteMetadata[] = [];
  for (const file of companions) {
    if (file.size > 1e6 || !/\.txt$/i.test(file.name)) continue;
    const { text } = decodeText(await file.bytes());
    const site = isMetadata(text) ? parseMetadata(text, file.name) : undefined;
    if (site) texts.push(site);
  }
  const name = baseName(series);
  return (
    texts.find((t) => t.series.includes(name)) ??
    texts.find((t) => stem(t.file) !== '' && stem(t.file) === stem(name)) ??
    (texts.length === 1 ? texts[0] : undefined)
  );
}
