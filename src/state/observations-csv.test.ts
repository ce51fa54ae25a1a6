import { expect, it } from 'vitest';
import { observationsCsv } from './observations-csv.ts';

it('observations leave in parts, unknown numbers as empty cells, 32-bit numbers without the noise of their digits', async () => {
  const row = {
    site: 'U1, Barrow',
    lat: 71.3167,
    lon: -156.6,
    locationSd: 10,
    month: 319,
    variable: 'alt',
    value: Math.fround(0.35),
    uncertainty: Number.NaN,
    filled: 0,
    flag: 'ok',
    group: 'g',
    method: 'probe',
    source: 'calm',
    origin: 'calm.csv:2',
  } as const;
  const total = 5001;
  const parts = await observationsCsv(async ({ from, count }) => ({
    total,
    rows: Array.from({ length: Math.min(count, total - from) }, () => row),
  }));
  const lines = parts.join('').split('\r\n');
  expect(lines).toHaveLength(total + 2);
  expect(lines[1]).toBe('alt,1995-08,71.3167,-156.6,10,0.35,,m,,,0,ok,"U1, Barrow",g,probe,calm,calm.csv:2');
});
