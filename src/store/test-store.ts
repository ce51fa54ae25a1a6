import { memoryStorage } from './memory.ts';
import type { WritableStorage } from './storage.ts';
import { type ObservationRow, tableFromRows } from './table.ts';
import { testMeta } from './test-meta.ts';
import { createStore } from './writer.ts';

/** Two years of temperature at M36 and M09, land at both, and three observations, for tests. Values: `wanted`. */
export async function writeTestStore(storage: WritableStorage): Promise<void> {
  const writer = await createStore(storage, testMeta({ firstMonth: 240, months: 24, levels: ['M36', 'M09'] }));
  for (const [level, rows, cols] of [
    ['M36', 30, 96],
    ['M09', 120, 384],
  ] as const) {
    const values = new Float32Array(24 * rows * cols);
    for (let t = 0, i = 0; t < 24; t++)
      for (let r = 0; r < rows; r++) for (let c = 0; c < cols; c++, i++) values[i] = wanted(t, r, c);
    const all = { level, rows: [0, rows], cols: [0, cols] } as const;
    await writer.writeBlock({ ...all, field: 't_air', months: [240, 264], values });
    await writer.writeBlock({ ...all, field: 'land', values: new Float32Array(rows * cols).fill(0.75) });
  }
  await writer.writeObservations(tableFromRows(ROWS));
  await writer.finish();
}

export const wanted = (month: number, row: number, col: number): number =>
  (row + col) % 7 === 0
    ? Number.NaN
    : Math.round(100 * (month - 12 + 10 * Math.sin(row / 9) + 5 * Math.cos(col / 11))) / 100;

export const ROWS: readonly ObservationRow[] = [
  observation({ site: 'calm/U1', variable: 'alt', value: 0.35, month: 247, lat: 71.3167, lon: -156.6 }),
  observation({
    site: 'ünï/cödé "quoted"',
    variable: 'co2',
    value: -1.25,
    uncertainty: Number.NaN,
    origin: 'a,b.csv:7',
  }),
  observation({ site: 'calm/U1', variable: 'thaw_depth', value: 0, flag: 'censored', month: -3 }),
];

function observation(of: Partial<ObservationRow>): ObservationRow {
  return {
    lat: 68.6167,
    lon: -149.6,
    locationSd: 30,
    month: 250,
    value: 0.5,
    uncertainty: 0.02,
    filled: 0,
    flag: 'ok',
    variable: 'alt',
    site: 's',
    group: 'g',
    method: 'probe',
    source: 'calm',
    origin: 'calm.xls:12',
    ...of,
  };
}

export async function testStorage(): Promise<WritableStorage> {
  const storage = memoryStorage('test');
  await writeTestStore(storage);
  return storage;
}
