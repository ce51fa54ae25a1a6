import { readNumber } from '../number.ts';

/** What `parseDecimal` gives for a cell that is neither a number nor missing; no table holds an infinite value. */
export const BAD = Number.POSITIVE_INFINITY;

const EXACT = 15;
const POWER = Array.from({ length: 23 }, (_, i) => 10 ** i);

/**
 * A number straight from the bytes of a cell, without a string for the usual case: half-hourly files have ten million cells.
 * Same reading of missing values as `readNumber`, and the same double: a mantissa of at most 15 digits divided by a power of
 * ten is rounded once.
 * @returns NaN for missing, `BAD` for what is no number
 */
export function parseDecimal(bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  const negative = bytes[at] === 45;
  if (negative) at++;
  let mantissa = 0;
  let digits = 0;
  let decimals = 0;
  let point = false;
  for (; at < to; at++) {
    const b = bytes[at] as number;
    if (b >= 48 && b <= 57) {
      mantissa = mantissa * 10 + b - 48;
      digits++;
      if (point) decimals++;
    } else if (b === 46 && !point) point = true;
    else return slowly(bytes, from, to);
  }
  if (digits === 0 || digits > EXACT) return slowly(bytes, from, to);
  const value = decimals === 0 ? mantissa : mantissa / (POWER[decimals] as number);
  if (value >= 999) return settled(readNumber(negative ? -value : value)); // may be a fill code
  return negative ? -value : value;
}

function slowly(bytes: Uint8Array, from: number, to: number): number {
  let text = '';
  for (let i = from; i < to; i++) text += String.fromCharCode(bytes[i] as number);
  return settled(readNumber(text));
}

const settled = (reading: ReturnType<typeof readNumber>): number =>
  typeof reading === 'number' ? reading : reading === 'missing' ? Number.NaN : BAD;
