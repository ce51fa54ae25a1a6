import { describe, expect, it } from 'vitest';
import { readNumber } from './number.ts';

describe('a cell that should hold a number', () => {
  it('is read with blanks, no-break blanks and a percent sign around it', () => {
    expect(readNumber('30\u00a0')).toBe(30);
    expect(readNumber(' 49.54%')).toBe(49.54);
    expect(readNumber('1e-3')).toBe(0.001);
    expect(readNumber('-0.5')).toBe(-0.5);
  });

  it('keeps zero, which is a measurement', () => {
    expect(readNumber('0')).toBe(0);
    expect(readNumber(0)).toBe(0);
  });

  it.each(['', ' -', '\u00a0-', '*', 'NA', '#N/A', 'inf', '-inf', '-9999', '-999', '-9999.0', '9.96921e36', 'NaN'])(
    'is missing when it says %j',
    (text) => expect(readNumber(text)).toBe('missing'),
  );

  it('is bad, not missing and not a number, when it is something else', () => {
    expect(readNumber('12cm')).toBe('bad');
    expect(readNumber('1,5')).toBe('bad');
    expect(readNumber('w')).toBe('bad');
  });

  it('honours the codes of its source', () => {
    expect(readNumber('-888', new Set([-888]))).toBe('missing');
    expect(readNumber('-888')).toBe(-888);
  });
});
