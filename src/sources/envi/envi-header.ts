/**
 * `key = value` and `key = { … }` over lines, as an ENVI header has them; keys in lower case with single blanks. A value whose brace never
 * closes was cut off and is left out: its last number may be half a number.
 */
export function enviEntries(text: string): ReadonlyMap<string, string> {
  const entries = new Map<string, string>();
  const lines = text.split(/\r\n?|\n/);
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] as string;
    const at = line.indexOf('=');
    if (at < 1 || line.trimStart().startsWith(';')) continue;
    const key = line.slice(0, at).trim().replace(/\s+/g, ' ').toLowerCase();
    let value = line.slice(at + 1).trim();
    if (value.startsWith('{')) {
      const parts = [value];
      while (!parts.at(-1)?.includes('}') && i + 1 < lines.length) parts.push((lines[++i] as string).trim());
      if (!parts.at(-1)?.includes('}')) continue;
      value = parts
        .join(' ')
        .slice(1)
        .replace(/\}[^}]*$/, '')
        .trim();
    }
    if (!entries.has(key)) entries.set(key, value);
  }
  return entries;
}

/** Parts of a list in braces. Commas inside brackets stay: a band may be called `CH4 (ppm, m)`. */
export function enviList(value: string | undefined): readonly string[] {
  if (value === undefined || value.trim() === '') return [];
  const parts: string[] = [];
  let depth = 0;
  let part = '';
  for (const letter of value) {
    if (letter === '(' || letter === '[') depth++;
    if (letter === ')' || letter === ']') depth = Math.max(0, depth - 1);
    if (letter === ',' && depth === 0) {
      parts.push(part.trim());
      part = '';
    } else part += letter;
  }
  return [...parts, part.trim()];
}
