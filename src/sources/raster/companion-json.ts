import { decodeText } from '../encoding.ts';
import type { InputFile } from '../source.ts';

const LARGEST = 1e6;

/** What a person wrote beside a file: `scene.tif.meaning.json`. */
export interface CompanionJson {
  readonly name: string;
  /** Undefined when the text is not JSON. */
  readonly json: unknown;
}

export const meaningName = (file: string): string => `${file}.meaning.json`;

export async function companionJson(
  file: InputFile,
  companions: readonly InputFile[],
): Promise<CompanionJson | undefined> {
  const found = companions.find((c) => c.name === meaningName(file.name) && c.size <= LARGEST);
  if (!found) return undefined;
  try {
    return { name: found.name, json: JSON.parse(decodeText(await found.bytes()).text) };
  } catch {
    return { name: found.name, json: undefined }; // said by whoever asked for it, in the words of its form
  }
}

/** How a person answers, in one line. */
export const companionMeaningHint = (file: string, band: number): string =>
  `say it in ${meaningName(file.slice(file.lastIndexOf('/') + 1))}: {"bands":[{"band":${band},"variable":"uz","unit":"m","positive":"up","when":"2017-07"}]}`;
