import { compoundStream } from './compound-file.ts';

/**
 * Records that carry cells, their texts and the formats by which a number is a date; and FILEPASS, by which the parser knows that a
 * workbook is encrypted. MS-XLS 2.3.2; the second block as BIFF5 writes it.
 */
const KEPT = new Set([
  0x0809, 0x000a, 0x0085, 0x00fc, 0x003c, 0x00fd, 0x0203, 0x027e, 0x00bd, 0x0201, 0x00be, 0x0205, 0x0006, 0x0207,
  0x0022, 0x0042, 0x00e0, 0x041e, 0x0200, 0x0208, 0x002f, 0x0204, 0x00d6, 0x007e,
]);
const CONTINUE = 0x003c;
const FORMULA = 0x0006;
/** BookExt, which the parser knows and passes over; of a type that it does not know it would complain. */
const NOTHING = 0x0863;
/** Row, column, format, value, flags, chain: what stands before the length of a formula's tokens, bytes. */
const BEFORE_TOKENS = 20;

/**
 * The stream of an old workbook with nothing but cells in it: formulas are their last values, and charts, drawings, names, macros and
 * whatever else a workbook holds are passed over. The parser's walk over a damaged one of them, or over a damaged container, may never
 * end, and we have no use for them.
 * @see MS-XLS 2.4.127, Formula
 * @throws BrokenContainer, and Error when it is another document
 */
export function cellsOnly(bytes: Uint8Array): Uint8Array {
  const content = compoundStream(bytes, ['Workbook', 'Book'])?.slice();
  if (!content) throw new Error('an Office document without a workbook');
  const view = new DataView(content.buffer);
  let isKept = true;
  for (let at = 0; at + 4 <= content.length; at += 4 + view.getUint16(at + 2, true)) {
    const type = view.getUint16(at, true);
    // A continuation belongs to the record before it.
    if (type !== CONTINUE) isKept = KEPT.has(type) && (type !== FORMULA || withoutTokens(view, at));
    if (!isKept) view.setUint16(at, NOTHING, true);
  }
  return content;
}

/** Leaves a formula its value alone. @returns false when there is no room for one */
function withoutTokens(view: DataView, at: number): boolean {
  const length = view.getUint16(at + 2, true);
  if (length < BEFORE_TOKENS + 2 || at + 4 + length > view.byteLength) return false;
  view.setUint16(at + 4 + BEFORE_TOKENS, 0xffff, true);
  return true;
}
