import { describe, expect, it } from 'vitest';
import { monthOf, monthOfYear } from '../core/month.ts';
import type { Datum } from './knowledge.ts';
import { dealFolds, groupsOf, timeBlocks } from './split.ts';

const datum = (at: number, group: string, month: number, scored = true): Datum => ({
  target: 'co2',
  lat: 65,
  lon: -150,
  month,
  value: 0,
  sd: 0.1,
  filled: 0,
  scored,
  site: `s${at}`,
  group,
  dated: false,
  at,
  process: 0,
  usual: 0,
});

describe('splits', () => {
  const data = Array.from({ length: 120 }, (_, i) => datum(i % 5, 'abc'[i % 3] as string, monthOf(2000, 1) + i));

  it('keep the last whole years for the test and the years before for validation', () => {
    const { validation, test } = timeBlocks(data);
    expect(monthOfYear(test)).toBe(1);
    expect(monthOfYear(validation)).toBe(1);
    expect(test - validation).toBeGreaterThanOrEqual(12);
    const tested = data.filter((d) => d.month >= test).length;
    expect(tested).toBeGreaterThanOrEqual(0.2 * data.length);
    expect(tested).toBeLessThan(0.4 * data.length);
  });

  it('count only what is scored', () => {
    const late = data.map((d) => ({ ...d, scored: d.month < monthOf(2005, 1) }));
    expect(timeBlocks(late).test).toBe(monthOf(2004, 1));
  });

  it('never part a group, and test every group once', () => {
    const grouped = data.map((d) => ({ ...d, at: d.month % 3 }));
    const groupOf = groupsOf(3, grouped);
    const fold = dealFolds(groupOf, grouped, 2);
    expect(new Set(groupOf).size).toBe(3);
    for (const d of grouped) expect(fold.get(groupOf[d.at] as number)).toBeTypeOf('number');
    expect(new Set(fold.values())).toEqual(new Set([0, 1]));
  });
});
