import { existsSync, readFileSync } from 'node:fs';
import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { monthOf, yearOf } from '../core/month.ts';
import { type Dated, History, median } from './baselines.ts';
import { skillOf } from './skill.ts';

const DATA = '../shared/data';
const rowsOf = (file: string): Record<string, string>[] =>
  Papa.parse<Record<string, string>>(readFileSync(`${DATA}/${file}`, 'utf8'), { header: true, skipEmptyLines: true })
    .data;

describe('naive forecasts', () => {
  const at = (year: number, month: number, value: number): Dated => ({
    site: 'a',
    month: monthOf(year, month),
    value,
    dated: false,
    yearly: false,
  });

  it('never see the month they are asked for, nor a later one', () => {
    const h = new History([at(2000, 7, 1), at(2001, 7, 2), at(2002, 7, 99), at(2003, 7, 99)]);
    const now = at(2002, 7, 99);
    expect(h.persistence(now)).toBe(2);
    expect(h.sameMonthLastYear(now)).toBe(2);
    expect(h.climatology(now)).toBe(1.5);
  });

  it('do not exist where nothing was measured', () => {
    const h = new History([at(2000, 7, 1)]);
    expect(h.persistence(at(2005, 7, 0))).toBeUndefined();
    expect(h.sameMonthLastYear(at(2002, 7, 0))).toBeUndefined();
    expect(h.climatology(at(2001, 6, 0))).toBeUndefined();
    expect(h.persistence({ ...at(2001, 7, 0), site: 'b' })).toBeUndefined();
  });
});

describe.skipIf(!existsSync(DATA))('baselines on the real data (skipped where ../shared/data is absent)', () => {
  const calm = (): Dated[] =>
    rowsOf('calm/calm_alaska_long.csv')
      .filter((r) => r.code?.trim() !== 'U31' && !r.flag && Number(r.alt_cm) < 120)
      .map((r) => ({
        site: r.code?.trim() as string,
        month: monthOf(Number(r.year), 8),
        value: Number(r.alt_cm),
        dated: false,
        yearly: true,
      }));

  it('give the published figures for thaw depth one year ahead', () => {
    const all = calm();
    const history = new History(all);
    const earlier = (d: Dated) => all.filter((e) => e.site === d.site && yearOf(e.month) < yearOf(d.month)).length;
    const scored = all.filter((d) => {
      const year = yearOf(d.month);
      return year >= 2008 && year <= 2017 && history.sameMonthLastYear(d) !== undefined && earlier(d) >= 8;
    });
    const by = (f: (d: Dated) => number | undefined) =>
      skillOf(
        'time',
        'alt',
        'persistence',
        scored.map((d) => ({ observed: d.value, predicted: f(d) as number })),
      );
    expect(all).toHaveLength(732);
    const naive = by((d) => history.persistence(d));
    expect([
      naive.n,
      naive.rmse?.toFixed(2),
      naive.mae?.toFixed(2),
      naive.bias?.toFixed(2),
      naive.r2?.toFixed(3),
    ]).toEqual([262, '4.64', '3.56', '-0.56', '0.839']);
    const mean = by((d) => history.climatology(d));
    expect([mean.rmse?.toFixed(2), mean.bias?.toFixed(2), mean.r2?.toFixed(3)]).toEqual(['6.16', '-3.28', '0.716']);
  });

  const flux = (column: string): (Dated & { filled: number })[] =>
    rowsOf('abcflux/ec_monthly_alaska.csv')
      .filter((r) => r[`${column}_gC_m2_month`] !== '')
      .map((r) => ({
        site: r.site_reference as string,
        month: monthOf(Number(r.year), Number(r.month)),
        value: Number(r[`${column}_gC_m2_month`]),
        dated: false,
        yearly: false,
        filled: r[`gap_fill_perc_${column}`] === '' ? Number.NaN : Number(r[`gap_fill_perc_${column}`]),
      }));

  it.each([
    ['nee', 1391, '18.88', '0.432', 352, '12.12'],
    ['ch4', 356, '0.16', '0.830', 146, '0.19'],
  ])(
    'give the published figures for %s of the same month last year',
    (column, n, rmse, r2, nMeasured, rmseMeasured) => {
      const all = flux(column);
      const history = new History(all);
      const cells = (data: typeof all, h: History) =>
        data.flatMap((d) => {
          const predicted = h.sameMonthLastYear(d);
          return predicted === undefined ? [] : [{ observed: d.value, predicted }];
        });
      const whole = skillOf('time', 'co2', 'same-month-last-year', cells(all, history));
      expect([whole.n, whole.rmse?.toFixed(2), whole.r2?.toFixed(3)]).toEqual([n, rmse, r2]);
      const measured = all.filter((d) => d.filled <= 75);
      const some = skillOf('time', 'co2', 'same-month-last-year', cells(measured, new History(measured)));
      expect([some.n, some.rmse?.toFixed(2)]).toEqual([nMeasured, rmseMeasured]);
    },
  );

  it('give the published figure for the median of all other towers', () => {
    const all = flux('nee');
    const cells = all.map((d) => ({
      observed: d.value,
      predicted: median(
        all.filter((e) => e.site !== d.site && (e.month - d.month) % 12 === 0).map((e) => e.value),
      ) as number,
    }));
    const row = skillOf('site', 'co2', 'climatology', cells);
    expect([row.n, row.rmse?.toFixed(2), row.r2?.toFixed(3)]).toEqual([1639, '20.13', '0.384']);
  });
});
