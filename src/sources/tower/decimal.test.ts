import { describe, expect, it } from 'vitest';
import { Random } from '../../core/random.ts';
import { BAD, parseDecimal } from './decimal.ts';

const parse = (text: string): number => {
  const bytes = new TextEncoder().encode(`x${text},`);
  return parseDecimal(bytes, 1, bytes.length - 1);
};

describe('a number read from bytes', () => {
  it('is the double that the language itself reads, for any number of digits', () => {
    const random = new Random(3);
    for (let i = 0; i < 3000; i++) {
      const text = ((random.uniform() - 0.5) * 10 ** (random.uniform() * 9 - 6)).toFixed(
        Math.floor(random.uniform() * 12),
      );
      expect(Object.is(parse(text) + 0, Number(text) + 0)).toBe(true);
    }
    for (const text of ['1.2e-3', '201101010030', '0.1234567890123456789', '-.5', '7.', '+3'])
      expect(parse(text)).toBe(Number(text));
  });

  it('is missing as in every table of ours, and bad where it is no number', () => {
    for (const text of ['-9999', '-9999.0', '-9999.00', '', 'NA', 'NaN', '9.969209968386869e36'])
      expect(parse(text)).toBeNaN();
    for (const text of ['abc', '1,5', '1-2', '--1', '1.2.3', '.', '0x10', '12%3']) {
      const x = parse(text);
      expect([text, x === BAD || (text === '.' && Number.isNaN(x))]).toEqual([text, true]);
    }
  });
});
