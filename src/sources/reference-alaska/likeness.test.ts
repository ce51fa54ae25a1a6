import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { daysIn, monthOf } from '../../core/month.ts';
import { Estimator } from '../../process/estimator.ts';
import { realDataIsHere, realFile } from '../test-data.node.ts';
import { climateAt, PlaceClimate } from './climate.ts';
import { surfaceAt } from './surface.ts';

// Does the reference look like Alaska? Figures of these tests stand in docs/guide/reference-alaska.md.

type Row = Readonly<Record<string, string>>;

async function rowsOf(path: string): Promise<Row[]> {
  const text = new TextDecoder().decode(await realFile(path).bytes());
  return Papa.parse<Row>(text, { header: true, skipEmptyLines: true }).data;
}

const num = (row: Row, column: string): number => {
  const text = row[column] ?? '';
  return text === '' || text === 'NA' ? Number.NaN : Number(text);
};
const mean = (x: readonly number[]): number => x.reduce((s, v) => s + v, 0) / x.length;
const rms = (x: readonly number[]): number => Math.sqrt(mean(x.map((v) => v * v)));
const fixed = (x: number, digits = 2): number => Number(x.toFixed(digits));

function correlation(a: readonly number[], b: readonly number[]): number {
  const [ma, mb] = [mean(a), mean(b)];
  const cov = mean(a.map((v, i) => (v - ma) * ((b[i] as number) - mb)));
  return cov / (rms(a.map((v) => v - ma)) * rms(b.map((v) => v - mb)));
}

const FIRST = monthOf(1985, 1);
const estimator = new Estimator(FIRST, 12 * 41);

/** What the reference expects at a place: no drawn weather, texture of the default seed. */
function modelled(lon: number, lat: number): Estimator {
  const surface = surfaceAt(lon, lat, { seed: 1, shortest: 1.5 });
  new PlaceClimate(lon, lat, surface.elevation).fill(estimator, FIRST);
  estimator.run(lat, surface.wetness, surface.tree, surface.organic);
  return estimator;
}

function groups(rows: readonly Row[], column: string): Map<string, Row[]> {
  const out = new Map<string, Row[]>();
  for (const row of rows) {
    const key = (row[column] ?? '').trim();
    const group = out.get(key);
    if (group) group.push(row);
    else out.set(key, [row]);
  }
  return out;
}

describe.skipIf(!realDataIsHere)('Reference Alaska beside measurements (real data, skipped where absent)', () => {
  it('has the monthly temperatures of 19 stations, 1981-2010', async () => {
    const errors: number[] = [];
    for (const [name, rows] of groups(
      await rowsOf('climate_stations/alaska_station_monthly_1950_2011.csv'),
      'station',
    )) {
      if (name.startsWith('Annette')) continue; // converted from Fahrenheit twice
      const [first] = rows;
      const made = climateAt(num(first as Row, 'lon'), num(first as Row, 'lat')).series(monthOf(1981, 1), 360).t_air;
      for (let month = 1; month <= 12; month++) {
        const seen = rows.filter((r) => num(r, 'month') === month && num(r, 'year') >= 1981 && num(r, 'year') <= 2010);
        const values = seen.map((r) => num(r, 'tair_c')).filter(Number.isFinite);
        if (values.length < 15) continue;
        errors.push(mean(Array.from(made).filter((_, i) => i % 12 === month - 1)) - mean(values));
      }
    }
    console.info('t_air', { n: errors.length, rmse: fixed(rms(errors)), bias: fixed(mean(errors)) });
    expect(errors.length).toBeGreaterThan(200);
    expect(rms(errors)).toBeLessThan(0.8);
    expect(Math.abs(mean(errors))).toBeLessThan(0.4);
  });

  it('has the temperatures of Toolik by month', async () => {
    const rows = await rowsOf('climate_stations/toolik_monthly_1988_2018.csv');
    const made = climateAt(-149.6, 68.63).series(monthOf(1988, 1), 12 * 31).t_air;
    const errors: number[] = [];
    for (let month = 1; month <= 12; month++) {
      const values = rows
        .filter((r) => num(r, 'month') === month && num(r, 'n_days') >= 25)
        .map((r) => num(r, 'tair_c'));
      errors.push(mean(Array.from(made).filter((_, i) => i % 12 === month - 1)) - mean(values));
    }
    console.info(
      'Toolik t_air',
      errors.map((e) => fixed(e, 1)),
    );
    expect(rms(errors)).toBeLessThan(1.5);
  });

  it('thaws as deep as CALM sites do, in the mean of their years', async () => {
    const seen: number[] = [];
    const made: number[] = [];
    const rows = await rowsOf('calm/calm_alaska_long.csv');
    // The sites that importers keep apart, too: two sites under one code, the probe that ends at 120 cm, flags.
    const kept = rows.filter(
      (r) => !['U31', 'U30'].includes((r.code ?? '').trim()) && (r.flag ?? '') === '' && num(r, 'alt_cm') < 120,
    );
    for (const site of groups(kept, 'code').values()) {
      const { alt } = modelled(num(site[0] as Row, 'lon'), num(site[0] as Row, 'lat'));
      seen.push(mean(site.map((r) => num(r, 'alt_cm'))));
      made.push(
        mean(site.map((r) => 100 * (alt[monthOf(num(r, 'year'), num(r, 'lat') > 68 ? 8 : 9) - FIRST] as number))),
      );
    }
    const errors = made.map((v, i) => v - (seen[i] as number));
    const figures = {
      n: seen.length,
      rmse: fixed(rms(errors), 1),
      bias: fixed(mean(errors), 1),
      r: fixed(correlation(seen, made)),
    };
    console.info('alt cm', figures);
    expect(seen.length).toBe(50);
    expect(figures.rmse).toBeLessThan(12.5);
    expect(Math.abs(figures.bias)).toBeLessThan(3);
    expect(figures.r).toBeGreaterThan(0.45);
  });

  /** Tower-month means, measured share at least a quarter: `[seen, made]` by calendar month. */
  async function seasons(target: 'co2' | 'ch4'): Promise<[number[], number[]][]> {
    const [column, gap] =
      target === 'co2' ? ['nee_gC_m2_month', 'gap_fill_perc_nee'] : ['ch4_gC_m2_month', 'gap_fill_perc_ch4'];
    const out = Array.from({ length: 12 }, (): [number[], number[]] => [[], []]);
    for (const tower of groups(await rowsOf('abcflux/ec_monthly_alaska.csv'), 'site_reference').values()) {
      const series = modelled(num(tower[0] as Row, 'longitude'), num(tower[0] as Row, 'latitude'))[target];
      for (let month = 1; month <= 12; month++) {
        const rows = tower.filter(
          (r) => num(r, 'month') === month && num(r, gap) <= 75 && Number.isFinite(num(r, column)),
        );
        if (rows.length === 0) continue;
        const at = (r: Row) => monthOf(num(r, 'year'), month);
        const perGram = (r: Row) => (target === 'co2' ? 1e6 : 1e9) / (12.011 * 86400 * daysIn(at(r)));
        out[month - 1]?.[0].push(mean(rows.map((r) => num(r, column) * perGram(r))));
        out[month - 1]?.[1].push(mean(rows.map((r) => series[at(r) - FIRST] as number)));
      }
    }
    return out;
  }

  const errorsOf = (by: readonly [number[], number[]][]) =>
    by.flatMap(([seen, made]) => made.map((v, i) => v - (seen[i] as number)));
  const tell = (what: string, by: readonly [number[], number[]][]) => {
    const errors = errorsOf(by);
    const months = by
      .map(([seen, made]) => (seen.length ? `${mean(seen).toFixed(2)}/${mean(made).toFixed(2)}` : '-'))
      .join(' ');
    console.info(
      what,
      { n: errors.length, rmse: fixed(rms(errors)), bias: fixed(mean(errors)) },
      `seen/made ${months}`,
    );
  };

  it('breathes as flux towers do: uptake in summer, a small release in winter', async () => {
    const by = await seasons('co2');
    tell('co2 umol m-2 s-1', by);
    expect(errorsOf(by).length).toBeGreaterThan(100);
    expect(rms(errorsOf(by))).toBeLessThan(0.5);
    for (const month of [6, 7]) expect(mean(by[month - 1]?.[1] ?? [])).toBeLessThan(-0.5);
    for (const month of [1, 2, 3, 10, 11, 12]) {
      const made = mean(by[month - 1]?.[1] ?? []);
      expect(made > 0.02 && made < 0.8, `month ${month}: ${made}`).toBe(true);
    }
    expect(
      correlation(
        by.flatMap(([seen]) => seen),
        by.flatMap(([, made]) => made),
      ),
    ).toBeGreaterThan(0.7);
  });

  it('gives off methane as flux towers see it: tens of nmol in summer, little but some in winter', async () => {
    const by = await seasons('ch4');
    tell('ch4 nmol m-2 s-1', by);
    expect(errorsOf(by).length).toBeGreaterThan(40);
    expect(rms(errorsOf(by))).toBeLessThan(17);
    expect(Math.abs(mean(errorsOf(by)))).toBeLessThan(5);
    for (const month of [7, 8]) {
      const made = mean(by[month - 1]?.[1] ?? []);
      expect(made > 10 && made < 45, `month ${month}: ${made}`).toBe(true);
    }
    for (const month of [1, 2, 3]) {
      const made = mean(by[month - 1]?.[1] ?? []);
      if (Number.isFinite(made)) expect(made > 0.2 && made < 6, `month ${month}: ${made}`).toBe(true);
    }
  });
});
