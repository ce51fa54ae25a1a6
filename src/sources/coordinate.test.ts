import { describe, expect, it } from 'vitest';
import { halfStepOf, parseCoordinate, roundingSd } from './coordinate.ts';

const degrees = (text: string) => parseCoordinate(text)?.degrees;

describe('a written coordinate', () => {
  it('is read in every notation that tables use (CALM-3)', () => {
    expect(degrees("71 19' N")).toBeCloseTo(71.316667, 6);
    expect(degrees("66° 27' N")).toBeCloseTo(66.45, 6);
    expect(degrees("69 10' N,")).toBeCloseTo(69.166667, 6);
    expect(degrees('69.6969 N')).toBe(69.6969);
    expect(degrees('148.6821 W')).toBe(-148.6821);
    expect(degrees("156 36' W")).toBeCloseTo(-156.6, 6);
    expect(degrees('-148.5')).toBe(-148.5);
    expect(degrees('68°37\'30" N')).toBeCloseTo(68.625, 6);
  });

  it('takes minutes above 60 for decimals of a degree and says so (CALM-4)', () => {
    expect(parseCoordinate("64° 88' N")).toMatchObject({ degrees: 64.88, note: expect.stringContaining('decimals') });
    expect(degrees("147° 67' W")).toBe(-147.67);
    expect(parseCoordinate("64° 45' N")?.note).toBeUndefined();
  });

  it('is nothing when it is something else', () => {
    expect(parseCoordinate('north')).toBeUndefined();
    expect(parseCoordinate('')).toBeUndefined();
    expect(parseCoordinate("69.5 30' N")).toBeUndefined();
  });

  it('carries what its rounding leaves open (CALM-14)', () => {
    const minute = parseCoordinate("71 19' N")?.halfStep ?? 0;
    expect(minute * 111_195).toBeCloseTo(926.6, 0);
    expect(roundingSd(70, minute, minute)).toBeGreaterThan(500);
    expect(roundingSd(70, halfStepOf('69.6969'), halfStepOf('-148.6821'))).toBeLessThan(15);
  });
});
