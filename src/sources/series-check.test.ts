import { describe, expect, it } from 'vitest';
import { oddAgainstOwnMonths, stuckMonths } from './series-check.ts';

describe('checks of a monthly series', () => {
  it('find a sensor that stood still for four months and more, not for three', () => {
    expect([...stuckMonths([5, -3, -10.2, -10.2, -10.2, -10.2, -10.2, 4, 8])]).toEqual([2, 3, 4, 5, 6]);
    expect([...stuckMonths([5, -3, -10.2, -10.2, -10.2, 4, 8, -9])]).toEqual([]);
    expect([...stuckMonths([5, 1, Number.NaN, Number.NaN, Number.NaN, Number.NaN, 4])]).toEqual([]);
  });

  it('find 578 mm among the same months of other years', () => {
    const may = [20, 31, 18, 578, 25, 40];
    expect([
      ...oddAgainstOwnMonths(
        may,
        may.map(() => 5),
        7,
        5,
      ),
    ]).toEqual([3]);
    expect([...oddAgainstOwnMonths([1, 2, 900], [5, 5, 5], 7, 5)]).toEqual([]);
  });
});
