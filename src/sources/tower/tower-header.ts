import { UnreadableFile } from '../../core/error.ts';
import { delimiterOf } from '../csv.ts';
import type { InputFile } from '../source.ts';

/** The head of a tower table: what stands before the rows. */
export interface TowerHeader {
  readonly columns: readonly string[];
  readonly delimiter: string;
  /** `US-CRT` from `# Site: US-CRT`, or empty. */
  readonly site: string;
  /** `2-5` from `# Version: 2-5`, or empty. */
  readonly version: string;
  /** Byte of the first row, and its line from 1. */
  readonly offset: number;
  readonly line: number;
}

const MOST_COMMENTS = 200;

/**
 * Comment lines (`#`, which spreadsheets pad with commas) and the header line of a tower table, from its decoded beginning.
 * @returns undefined when the first line that is no comment does not begin with a time column
 */
export function towerHeader(text: string): Omit<TowerHeader, 'offset'> | undefined {
  const lines = text.split('\n', MOST_COMMENTS);
  const comments: string[] = [];
  for (const [i, raw] of lines.entries()) {
    const line = raw.replace(/^\ufeff/, '').trim();
    const bare = line.replaceAll('"', '');
    if (/^[#,;\s]*$/.test(bare)) continue;
    if (bare.startsWith('#')) {
      comments.push(bare.replace(/[,;\s]+$/, ''));
      continue;
    }
    if (!/^TIMESTAMP(_START|_END)?\s*[,;\t]/.test(bare)) return undefined;
    const delimiter = delimiterOf(line);
    const columns = bare.split(delimiter).map((c) => c.trim());
    const said = (word: string) => comments.join('\n').match(new RegExp(`${word}:\\s*([\\w.-]+)`, 'i'))?.[1] ?? '';
    return { columns, delimiter, site: said('Site'), version: said('Version'), line: i + 2 };
  }
  return undefined;
}

/**
 * The same with the byte at which the rows begin.
 * @throws UnreadableFile when the text is not one byte a character, or has no such header
 */
export async function openTowerTable(file: InputFile, text: string): Promise<TowerHeader> {
  const header = towerHeader(text);
  if (!header) throw new UnreadableFile({ file: file.name, expected: 'a header line that begins with TIMESTAMP' });
  const head = await file.bytes(0, Math.min(file.size, 1 << 20));
  if (head.includes(0)) throw new UnreadableFile({ file: file.name, expected: 'UTF-8 text; save the table as UTF-8' });
  let offset = 0;
  for (let line = 1; line < header.line; line++) {
    const end = head.indexOf(10, offset);
    if (end < 0) return { ...header, offset: file.size };
    offset = end + 1;
  }
  return { ...header, offset };
}
