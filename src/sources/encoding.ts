export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252' | 'macintosh';

/**
 * Text of bytes whose encoding nobody declared: byte-order mark, then strict UTF-8, then whichever of Windows-1252 and
 * Mac-Roman gives more letters and fewer stray symbols. The mark is stripped.
 */
export function decodeText(bytes: Uint8Array): { readonly text: string; readonly encoding: Encoding } {
  const encoding = encodingOf(bytes);
  return { text: new TextDecoder(encoding).decode(bytes), encoding };
}

function encodingOf(bytes: Uint8Array): Encoding {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return 'utf-8';
  } catch {
    const highs = surroundings(bytes);
    return plausibility(highs, 'macintosh') > plausibility(highs, 'windows-1252') ? 'macintosh' : 'windows-1252';
  }
}

/** Bytes above 127 with one neighbour each side; the first few thousand tell enough. */
function surroundings(bytes: Uint8Array): Uint8Array {
  const found: number[] = [];
  for (let i = 0; i < bytes.length && found.length < 12_000; i++) {
    if ((bytes[i] as number) > 127) found.push(bytes[i - 1] ?? 32, bytes[i] as number, bytes[i + 1] ?? 32);
  }
  return Uint8Array.from(found);
}

/** Higher is better: accented letters beside letters, degree signs, dashes and curly quotes are what such files hold. */
function plausibility(triples: Uint8Array, encoding: Encoding): number {
  const text = new TextDecoder(encoding).decode(triples);
  let score = 0;
  for (let i = 0; i + 2 < text.length; i += 3) {
    const [before, here, after] = [text[i] as string, text[i + 1] as string, text[i + 2] as string];
    const amongLetters = /\p{L}/u.test(before) || /\p{L}/u.test(after);
    if (/\p{Ll}/u.test(here)) score += amongLetters ? 2 : -1;
    else if (/\p{Lu}/u.test(here)) score += /\p{Ll}/u.test(before) ? -2 : 1;
    else if (/[°–—’‘“”\u00a0µ²³±·]/u.test(here)) score += 1;
    else score -= 2;
  }
  return score;
}
