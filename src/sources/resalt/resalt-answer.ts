import { companionJson, meaningName } from '../raster/companion-json.ts';
import { timeOf } from '../raster/raster-meaning.ts';
import type { GridTime, InputFile } from '../source.ts';

/** What a person says beside a radar product whose file leaves it open. */
export interface ResaltAnswer {
  /** Units by the name of an array or column. */
  readonly units: Readonly<Record<string, string>>;
  /** Season or years that the numbers stand for. */
  readonly when?: GridTime;
  /** Name of the file that says so. */
  readonly file?: string;
  /** What is wrong with it. */
  readonly fault?: string;
}

const NONE: ResaltAnswer = { units: {} };
const isRecord = (x: unknown): x is Record<string, unknown> => typeof x === 'object' && x !== null && !Array.isArray(x);

/** Reads `FILE.meaning.json`: `{"units": {"alt": "cm"}, "when": "2006-06-01/2011-09-30"}`. */
export async function resaltAnswer(file: InputFile, companions: readonly InputFile[]): Promise<ResaltAnswer> {
  const found = await companionJson(file, companions);
  if (!found) return NONE;
  const { name, json } = found;
  const fault = (why: string): ResaltAnswer => ({ ...NONE, file: name, fault: why });
  if (!isRecord(json)) return fault('a meaning is an object with "units" and "when"');
  const { units = {}, when } = json;
  if (!isRecord(units) || !Object.values(units).every((u) => typeof u === 'string'))
    return fault('"units" gives a text for each array, such as {"alt": "cm"}');
  const time = typeof when === 'string' ? timeOf(when) : undefined;
  if (when !== undefined && time?.at !== 'span')
    return fault('"when" is a span of dates such as "2006-06-01/2011-09-30"');
  return { units: units as Record<string, string>, ...(time ? { when: time } : {}), file: name };
}

export const unitHint = (file: string, name: string): string =>
  `say it in ${meaningName(file.slice(file.lastIndexOf('/') + 1))}: {"units": {"${name}": "cm"}}`;

export const timeHint = (file: string): string =>
  `say it in ${meaningName(file.slice(file.lastIndexOf('/') + 1))}: {"when": "2006-06-01/2011-09-30"}`;
