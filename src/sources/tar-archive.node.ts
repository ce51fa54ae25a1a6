/** One member for a test archive; `type` as in USTAR. */
export interface TarEntry {
  readonly name: string;
  readonly content?: string | Uint8Array;
  readonly type?: string;
  /** What the header claims, when it lies. */
  readonly size?: number;
}

/** A USTAR archive for tests, byte by byte after POSIX.1-1988. */
export function tarArchive(entries: readonly TarEntry[]): Uint8Array {
  const blocks = entries.flatMap((entry) => {
    const content =
      typeof entry.content === 'string' ? new TextEncoder().encode(entry.content) : (entry.content ?? new Uint8Array());
    const data = new Uint8Array(Math.ceil(content.length / 512) * 512);
    data.set(content);
    return [header(entry, content.length), data];
  });
  return concat([...blocks, new Uint8Array(1024)]);
}

function header({ name, type = '0', size }: TarEntry, length: number): Uint8Array {
  const block = new Uint8Array(512);
  const write = (at: number, text: string) => block.set(new TextEncoder().encode(text), at);
  write(0, name.slice(0, 100));
  write(100, '0000644\0');
  write(124, `${(size ?? length).toString(8).padStart(11, '0')}\0`);
  write(136, '00000000000\0');
  write(148, '        ');
  write(156, type);
  write(257, 'ustar\u000000');
  const sum = block.reduce((s, b) => s + b, 0);
  write(148, `${sum.toString(8).padStart(6, '0')}\0 `);
  return block;
}

/** A PAX record list, with the length that counts itself. */
export function paxRecords(records: Readonly<Record<string, string>>): string {
  return Object.entries(records)
    .map(([key, value]) => {
      const rest = ` ${key}=${value}\n`;
      const bytes = new TextEncoder().encode(rest).length;
      let length = bytes + 1;
      while (length !== bytes + String(length).length) length = bytes + String(length).length;
      return `${length}${rest}`;
    })
    .join('');
}

const concat = (pieces: readonly Uint8Array[]): Uint8Array => {
  const out = new Uint8Array(pieces.reduce((n, p) => n + p.length, 0));
  let at = 0;
  for (const piece of pieces) {
    out.set(piece, at);
    at += piece.length;
  }
  return out;
};
