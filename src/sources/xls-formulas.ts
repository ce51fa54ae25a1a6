const FORMULA = 0x0006;
/** A record type that no version has: the parser passes over it. */
const NOTHING = 0x0fff;
/** Row, column, format, value, flags, chain: what stands before the length of a formula's tokens, bytes. */
const BEFORE_TOKENS = 20;

type Xlsx = typeof import('xlsx');

/**
 * An old workbook whose formulas are only their last values. The parser's walk over the tokens of a damaged formula may never end, and we
 * have no use for them.
 * @see MS-XLS 2.4.127, Formula
 */
export function withoutFormulas(bytes: Uint8Array, { CFB }: Xlsx): Uint8Array {
  const container = CFB.read(bytes, { type: 'array' });
  const stream = CFB.find(container, '/Workbook') ?? CFB.find(container, '/Book');
  if (!stream) return bytes;
  const content = Uint8Array.from(stream.content as ArrayLike<number>);
  const view = new DataView(content.buffer);
  for (let at = 0; at + 4 <= content.length; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) !== FORMULA) continue;
    const length = view.getUint16(at + 2, true);
    if (length >= BEFORE_TOKENS + 2 && at + 4 + length <= content.length)
      view.setUint16(at + 4 + BEFORE_TOKENS, 0xffff, true);
    else view.setUint16(at, NOTHING, true);
  }
  stream.content = content;
  return new Uint8Array(CFB.write(container, { type: 'array' }) as ArrayBuffer);
}
