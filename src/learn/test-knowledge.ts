import { monthOf, monthOfYear } from '../core/month.ts';
import { Random } from '../core/random.ts';
import { VARIABLES, type VariableName } from '../core/variable.ts';
import { windowCell } from '../grid/window.ts';
import { memoryStorage } from '../store/memory.ts';
import { openStore } from '../store/open.ts';
import type { FieldKind, StoreMeta } from '../store/schema.ts';
import type { Store } from '../store/store.ts';
import { type ObservationRow, tableFromRows } from '../store/table.ts';
import { createStore } from '../store/writer.ts';

/** First month and length of the store for tests: eight years. */
export const TEST_SPAN = { firstMonth: monthOf(2000, 1) as number, months: 96 };

/** Six places in three groups; those of a group lie within a few kilometres. */
export const TEST_SITES = [
  { site: 'a1', group: 'a', lon: -149.6, lat: 68.62 },
  { site: 'a2', group: 'a', lon: -149.55, lat: 68.63 },
  { site: 'b1', group: 'b', lon: -156.6, lat: 71.28 },
  { site: 'b2', group: 'b', lon: -156.62, lat: 71.25 },
  { site: 'c1', group: 'c', lon: -147.8, lat: 64.87 },
  { site: 'c2', group: 'c', lon: -147.7, lat: 64.9 },
] as const;

/** What a test may change about the made-up world. */
export interface TestWorld {
  readonly seed?: number;
  /** True gives every measurement the value of another one of its target. */
  readonly shuffled?: boolean;
}

const KIND: Readonly<Record<string, FieldKind>> = { alt: 'process', co2: 'process', ch4: 'process' };
const MONTHLY = ['t_air', 'precip', 'swe', 'sw_in', 'vp', 'alt', 'co2', 'ch4'] as const;
const STATIC = ['elevation', 'land', 'wetness', 'tree', 'organic', 'permafrost'] as const;

function metaOf(): StoreMeta {
  const field = (name: VariableName, axes: ('month' | 'row' | 'col')[], kind: FieldKind) => ({
    name,
    variable: name,
    kind,
    axes,
    levels: ['M09' as const],
    unit: VARIABLES[name].unit,
    longName: VARIABLES[name].label,
    modelled: true,
    method: 'made for a test',
  });
  return {
    schema: 1,
    kind: 'tiles',
    title: 'Test world',
    modelled: true,
    licence: 'CC0-1.0',
    created: '2026-11-22T00:00:00Z',
    ...TEST_SPAN,
    fields: [
      ...MONTHLY.map((n) => field(n, ['month', 'row', 'col'], KIND[n] ?? 'driver')),
      ...STATIC.map((n) => field(n, ['row', 'col'], 'static')),
    ],
    places: [],
    provenance: [{ source: 'test', citation: 'none' }],
  };
}

/** A year's round of every monthly field at a cell; the north is colder. */
function monthValues(k: number, north: number, weather: number): Record<(typeof MONTHLY)[number], number> {
  const round = Math.cos((2 * Math.PI * (k - 7)) / 12);
  const air = -10 - 4 * north + 20 * round + weather;
  const thawing = k >= 5 && k <= 9;
  return {
    t_air: air,
    precip: 30 + 20 * round,
    swe: k >= 10 || k <= 4 ? 0.08 : 0,
    sw_in: Math.max(0, 110 + 120 * round),
    vp: 300 + 250 * round,
    alt: thawing ? 0.2 + 0.08 * (k - 4) - 0.05 * north : 0,
    co2: thawing ? -0.8 * round + 0.2 : 0.2,
    ch4: thawing ? 10 + 8 * round : 1,
  };
}

/** A small tiles store in memory: squares of 7 x 7 cells at M09 around the test sites, with measurements that follow the process model. */
export async function testStore({ seed = 1, shuffled = false }: TestWorld = {}): Promise<Store> {
  const storage = memoryStorage('test world');
  const writer = await createStore(storage, metaOf());
  const random = new Random(seed);
  const weather = Array.from({ length: TEST_SPAN.months }, () => random.normal());
  const months = [TEST_SPAN.firstMonth, TEST_SPAN.firstMonth + TEST_SPAN.months] as const;
  for (const { lon, lat } of TEST_SITES.filter((_, i) => i % 2 === 0)) {
    const cell = windowCell('M09', lon, lat) as { row: number; col: number };
    const rows = [Math.max(0, cell.row - 3), cell.row + 4] as const;
    const cols = [cell.col - 3, cell.col + 4] as const;
    const cells = (rows[1] - rows[0]) * 7;
    const north = (lat - 66) / 3;
    const values = weather.map((w, m) => monthValues(monthOfYear(TEST_SPAN.firstMonth + m), north, w));
    for (const name of MONTHLY) {
      const block = Float32Array.from(
        { length: TEST_SPAN.months * cells },
        (_, i) => values[Math.floor(i / cells)]?.[name] as number,
      );
      await writer.writeBlock({ field: name, level: 'M09', months, rows, cols, values: block });
    }
    const fixed = { elevation: 300, land: 1, wetness: 0.3, tree: lat < 66 ? 0.5 : 0, organic: 0.2, permafrost: 0.8 };
    for (const name of STATIC) {
      await writer.writeBlock({
        field: name,
        level: 'M09',
        rows,
        cols,
        values: new Float32Array(cells).fill(fixed[name]),
      });
    }
  }
  const rows = measurements(random, weather);
  await writer.writeObservations(tableFromRows(shuffled ? shuffledValues(rows, random) : rows));
  await writer.finish();
  return openStore(storage);
}

/** Every site differs from the process model in its own, lasting way; fluxes every month, thaw once a year. */
function measurements(random: Random, weather: readonly number[]): ObservationRow[] {
  const rows: ObservationRow[] = [];
  for (const { site, group, lon, lat } of TEST_SITES) {
    const north = (lat - 66) / 3;
    const own = { alt: 1 + 0.3 * random.normal(), co2: 0.4 * random.normal(), ch4: Math.exp(0.6 * random.normal()) };
    weather.forEach((w, m) => {
      const month = TEST_SPAN.firstMonth + m;
      const k = monthOfYear(month);
      const p = monthValues(k, north, w);
      const base = {
        lat,
        lon,
        locationSd: 100,
        month,
        filled: 0,
        flag: 'ok',
        site,
        group,
        method: 'test',
        source: 'test',
        origin: 'test:1',
      } as const;
      if (k === 8) {
        const value = Math.max(0.1, p.alt * Math.max(0.4, own.alt) + 0.02 * random.normal());
        rows.push({ ...base, variable: 'alt', value, uncertainty: 0.02 });
      }
      rows.push({ ...base, variable: 'co2', value: p.co2 + own.co2 + 0.1 * random.normal(), uncertainty: 0.1 });
      rows.push({ ...base, variable: 'ch4', value: p.ch4 * own.ch4 + 0.5 * random.normal(), uncertainty: 0.5 });
    });
  }
  return rows;
}

/** Values dealt anew among the measurements of a target: nothing is left to be learnt. */
function shuffledValues(rows: readonly ObservationRow[], random: Random): ObservationRow[] {
  const out = [...rows];
  for (const variable of ['alt', 'co2', 'ch4']) {
    const at = out.flatMap((r, i) => (r.variable === variable ? [i] : []));
    const dealt = random.shuffle(at.map((i) => (rows[i] as ObservationRow).value));
    at.forEach((i, j) => {
      out[i] = { ...(out[i] as ObservationRow), value: dealt[j] as number };
    });
  }
  return out;
}
