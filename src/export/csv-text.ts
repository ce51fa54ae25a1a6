import type { About } from './about.ts';

/** Text that leaves as one record; quotes only where RFC 4180 asks for them. */
export const csvRecord = (cells: readonly string[]): string => `${cells.map(cell).join(',')}\r\n`;

const cell = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** What the file is, as lines with `#`, which not every program passes over: hence only for who asks. */
export const csvComments = ({ title, source, references, license, history, comment }: About): string =>
  Object.entries({ title, source, references, license, history, comment })
    .map(([name, text]) => `# ${name}: ${text.replace(/\s+/g, ' ')}\r\n`)
    .join('');
