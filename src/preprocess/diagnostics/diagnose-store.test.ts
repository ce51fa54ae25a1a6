import { beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../../core/random.ts';
import { windowOf } from '../../grid/window.ts';
import { memoryStorage } from '../../store/memory.ts';
import { openStore } from '../../store/open.ts';
import type { Store } from '../../store/store.ts';
import { testMeta } from '../../store/test-meta.ts';
import { createStore } from '../../store/writer.ts';
import type { BeforeSample, BeforeSamples } from './before-samples.ts';
import { diagnoseStore } from './diagnose-store.ts';
import type { Diagnostics, TestOutcome, VariableDiagnostics } from './diagnostics.ts';
import { SITES, thawDepths, writeMadeStore, YEARS } from './fixture/made-store.ts';

async function madeStore(rows = thawDepths(), gridded = false): Promise<Store> {
  const storage = memoryStorage('made');
  await writeMadeStore(storage, rows, gridded);
  return openStore(storage);
}

const beforeOf = (values: readonly number[]): BeforeSamples => ({
  kind: 'thawcast values before gridding',
  version: 1,
  seed: 1,
  samples: [{ variable: 'alt', of: 'observations', unit: 'm', n: values.length, missing: 2, values }],
});

/** Every number of plain data, so that a NaN anywhere is found; JSON would turn it to null. */
function numbersIn(x: unknown): number[] {
  if (typeof x === 'number') return [x];
  return x && typeof x === 'object' ? Object.values(x).flatMap(numbersIn) : [];
}

describe('diagnostics of a store', () => {
  let store: Store;
  let measured: Store;
  let found: Diagnostics;
  const of = (name: string) => found.variables.find((v) => v.of === name) as VariableDiagnostics;
  const test = (name: string, which: string) => of(name).tests.find((t) => t.test === which) as TestOutcome;

  beforeAll(async () => {
    store = await madeStore(thawDepths(), true);
    measured = await madeStore();
    found = await diagnoseStore(store, { seed: 4 });
  });

  it('are plain data without NaN, each test with n and words', () => {
    expect(numbersIn(found).every(Number.isFinite)).toBe(true);
    expect(JSON.parse(JSON.stringify(found))).toEqual(found);
    for (const v of found.variables)
      for (const t of v.tests) {
        expect(t.n).toBeGreaterThan(1);
        expect(t.meaning).toMatch(/^[A-Z].{20,}\.$/s);
      }
  });

  it('count only measurements flagged ok and tell what is left out', () => {
    const { after, unit } = of('observations');
    expect([after.n, after.missing, unit]).toEqual([SITES * YEARS, 1, 'm']);
    expect(after.max).toBeLessThan(1);
    expect(found.notes).toContain('alt, observations: 1 not flagged ok are left out.');
  });

  it("use one site's years without gap for tests of time, and every site for the tests of place", () => {
    expect(test('observations', 'ADF').detail).toMatchObject({ series: 'made/S0', step: 'year', from: '1990-01' });
    expect(test('observations', 'ADF').n).toBe(YEARS);
    expect(of('observations').correlogram?.lags.slice(0, 3)).toEqual([0, 12, 24]);
    expect(test('observations', "Moran's I").n).toBe(SITES);
    expect(test('observations', 'Brown-Forsythe').detail.between).toBe('sites');
  });

  it('tell weather from a random walk, once the season is off', () => {
    expect(test('t_air', 'ADF').weight).toBe('fine');
    expect(test('t_air', 'Ljung-Box').weight).toBe('fine');
    expect(test('t_air', 'ADF').n).toBe(240);
    expect(test('sw_in', 'ADF').weight).toBe('concern');
    expect(test('sw_in', 'ADF').meaning).toMatch(/first differences/);
    expect(test('sw_in', 'Ljung-Box').weight).toBe('concern');
    expect(test('sw_in', 'Durbin-Watson').statistic).toBeLessThan(0.3);
  });

  it('see order in space where there is some and none where there is none', () => {
    expect(test('t_air', "Moran's I").statistic).toBeGreaterThan(0.7);
    expect(test('t_air', "Moran's I").weight).not.toBe('fine');
    expect(test('precip', "Moran's I").weight).toBe('fine');
    expect(test('elevation', "Moran's I").n).toBe(400);
    expect(of('elevation').tests.map((t) => t.test)).toEqual(['Shapiro-Wilk', "Moran's I"]);
  });

  it('see only cells that hold data, and say where there are none', () => {
    expect(of('t_air').after).toMatchObject({ n: 400 * 240, missing: 0 });
    expect(found.variables.some((v) => v.of === 'swe')).toBe(false);
    expect(found.notes).toContain('swe: no cell that was looked at holds a value.');
  });

  it('find the driver that only repeats another', () => {
    const c = found.collinearity;
    expect(c?.names).toEqual(['t_air', 'vp', 'precip', 'sw_in']);
    expect(c?.vif[1]).toBeGreaterThan(1000);
    expect(c?.vif[2]).toBeLessThan(1.1);
    expect(c?.correlation[0]?.[1]).toBeCloseTo(1, 3);
    expect(c?.meaning.join(' ')).toMatch(/t_air and vp say nearly the same/);
    expect(c?.adjusted[0]?.[0]).toBe(1);
  });

  it('give mean and uncertainty of the months that were seen', () => {
    const [august, ...others] = of('observations').uncertainty;
    expect(others).toEqual([]);
    expect(august).toMatchObject({ month: 8, n: SITES * YEARS, resampling: 0 });
    // Bias of the probe: half of 0.03² m², shared by all, and a 280th of the other half.
    expect(august?.instrument).toBeCloseTo(0.03 * Math.sqrt(0.5 + 0.5 / 280), 6);
    expect(august?.sampling).toBeGreaterThan(0.005);
    expect(august?.sampling).toBeLessThan(0.025);
    expect(of('t_air').uncertainty.map((u) => u.month)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  });

  it('are the same for the same seed', async () => {
    expect(await diagnoseStore(store, { seed: 4 })).toEqual(found);
    const other = await diagnoseStore(store, { seed: 5 });
    expect(other.variables[0]?.after).toEqual(found.variables[0]?.after);
    expect(other.variables[0]?.uncertainty).not.toEqual(found.variables[0]?.uncertainty);
    expect(other.variables[1]?.after).not.toEqual(found.variables[1]?.after);
  });

  it('compare with what the files held', async () => {
    const raw = thawDepths().filter((r) => r.flag === 'ok' && r.value > 0);
    const same = await diagnoseStore(measured, { seed: 4, before: beforeOf(raw.map((r) => r.value)) });
    const ks = (d: Diagnostics) => d.variables[0]?.tests.find((t) => t.test === 'Kolmogorov-Smirnov');
    expect(ks(same)).toMatchObject({ statistic: 0, weight: 'fine' });
    expect(same.variables[0]?.before).toMatchObject({ n: 280, missing: 2 });
    const [drawn] = beforeOf(raw.map((r) => r.value)).samples;
    const more = await diagnoseStore(measured, {
      seed: 4,
      before: { ...beforeOf([]), samples: [{ ...(drawn as BeforeSample), n: 9000 }] },
    });
    expect(more.notes).toContain('alt, observations: of 9000 values before gridding 280 are looked at, drawn by seed.');
    const shifted = await diagnoseStore(measured, { seed: 4, before: beforeOf(raw.map((r) => r.value + 0.2)) });
    expect(ks(shifted)?.weight).toBe('concern');
    expect(ks(shifted)?.statistic).toBeGreaterThan(0.9);
  });

  it('take a sensor at another depth for another point, at the same place on the map', async () => {
    const soil = [0.1, 0.1, 1].flatMap((depth, k) =>
      thawDepths()
        .filter((r) => r.flag === 'ok' && r.value > 0)
        .map((r) => ({
          ...r,
          variable: 't_soil' as const,
          value: k === 1 ? r.value + 0.2 : r.value * 10 * depth,
          site: k === 1 ? `${r.site}b` : r.site,
          depthTop: depth,
          depthBottom: depth,
        })),
    );
    const d = await diagnoseStore(await madeStore(soil), { seed: 1 });
    const t = d.variables.find((v) => v.variable === 't_soil') as VariableDiagnostics;
    expect(t.tests.find((x) => x.test === 'ADF')?.detail.series).toBe('made/S0 at 0.1 m');
    expect(t.tests.find((x) => x.test === "Moran's I")?.n).toBe(2 * SITES);
    // Two sensors at 0.1 m of a cell differ by 0.2 K; those at 1 m by ten times the value, which is no spread within a cell.
    expect(d.notes).toContain('t_soil, observations: 2 depths are summarised together; tests of time use one sensor.');
    const [august] = t.uncertainty;
    expect(august?.resampling).toBeLessThan(0.2 / Math.sqrt(SITES));
  });

  it('say what cannot be tested of a store with next to nothing in it', async () => {
    const few = await diagnoseStore(await madeStore(thawDepths().slice(0, 2)), { seed: 1 });
    const alt = few.variables.find((v) => v.of === 'observations');
    expect(alt?.tests).toEqual([]);
    expect(alt?.uncertainty).toEqual([]);
    expect(few.notes.filter((n) => n.startsWith('alt, observations: '))).toHaveLength(7);
    const none = await diagnoseStore(await madeStore([]), { seed: 1 });
    expect(none.variables.some((v) => v.of === 'observations')).toBe(false);
  });

  it('say how many tests there were, and how many small p that leaves', () => {
    expect(found.notes.join('\n')).toMatch(/Of 3\d tests \d+ have p below 0\.05, \d+ after the adjustment/);
  });

  it('look at the median of a forecast', async () => {
    const storage = memoryStorage('forecast');
    const quantiles = [0.05, 0.5, 0.95];
    const writer = await createStore(storage, testMeta({ firstMonth: 600, months: 24, levels: ['M36'], quantiles }));
    const { rows, cols } = windowOf('M36');
    const all = { field: 'alt', level: 'M36', months: [600, 624], rows: [0, rows], cols: [0, cols] } as const;
    for (const quantile of [0, 1, 2])
      await writer.writeBlock({ ...all, quantile, values: new Float32Array(24 * rows * cols).fill(quantile) });
    await writer.finish();
    const d = await diagnoseStore(await openStore(storage), { seed: 1 });
    expect(d.variables.map((v) => [v.of, v.after.mean, v.after.sd])).toEqual([['alt', 1, 0]]);
    expect(d.notes).toContain('Of a forecast the median is looked at.');
    expect(d.notes.filter((n) => /cannot be tested because all values are the same/.test(n)).length).toBeGreaterThan(2);
    expect(numbersIn(d).every(Number.isFinite)).toBe(true);
  });

  it('stop when nobody wants them any more, and tell how far they are', async () => {
    const stop = new AbortController();
    const seen: number[] = [];
    const tell = ({ done }: { readonly done: number }) => {
      seen.push(done);
      stop.abort();
    };
    const going = diagnoseStore(store, { seed: 1 }, tell, stop.signal);
    await expect(going).rejects.toMatchObject({ tag: 'Cancelled' });
    expect(seen).toEqual([1]);
  });

  it('survive any table of measurements', async () => {
    const random = new Random(9);
    for (let k = 0; k < 5; k++) {
      const rows = thawDepths()
        .filter(() => random.uniform() < 0.2)
        .map((r) => ({
          ...r,
          month: 200 + random.integer(300),
          value: [0, 0.3, random.normal(), Number.POSITIVE_INFINITY, 5][random.integer(5)] as number,
          uncertainty: [0, Number.NaN, 0.03][random.integer(3)] as number,
          variable: (['alt', 'co2', 't_soil'] as const)[random.integer(3)] as 'alt',
          lat: random.uniform() < 0.1 ? 0 : r.lat,
        }));
      const d = await diagnoseStore(await madeStore(rows), { seed: k });
      expect(numbersIn(d).every(Number.isFinite)).toBe(true);
    }
  });
});
