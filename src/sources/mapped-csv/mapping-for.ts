import { decodeText } from '../encoding.ts';
import type { InputFile } from '../source.ts';
import { type ColumnMapping, checkMapping, MAPPING } from './column-mapping.ts';

/** A mapping is a page of text. */
const LARGEST = 1_000_000;

export const isMappingText = (text: string): boolean => /^\s*\{/.test(text) && text.includes(`"${MAPPING}"`);

/**
 * The mapping that a person laid beside a file (`.json`, its `file` names the table).
 * @throws BadRequest when it is there and wrong
 */
export async function mappingFor(name: string, companions: readonly InputFile[]): Promise<ColumnMapping | undefined> {
  const base = name.slice(name.lastIndexOf('/') + 1);
  for (const companion of companions) {
    if (companion.size > LARGEST || !/\.json$/i.test(companion.name)) continue;
    const { text } = decodeText(await companion.bytes());
    const found = isMappingText(text) ? parse(text) : undefined;
    if (found && (found as { file?: unknown }).file === base) return checkMapping(found);
  }
  return undefined;
}

/** A text that only looks like a mapping is reported when it is read itself. */
function parse(text: string): object | undefined {
  try {
    const found: unknown = JSON.parse(text);
    return typeof found === 'object' && found !== null ? found : undefined;
  } catch {
    return undefined;
  }
}
