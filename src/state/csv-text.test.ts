import fc from 'fast-check';
import Papa from 'papaparse';
import { expect, it } from 'vitest';
import { csvText } from './csv-text.ts';
import { observationsCsv } from './observations-csv.ts';

it('a CSV comes back from a reader as it was, whatever its cells hold', () => {
  const cell = fc.oneof(fc.string(), fc.constantFrom('a"b', 'a,b', 'a\r\nb', '“é”'));
  fc.assert(
    fc.property(fc.array(fc.array(cell, { minLength: 2, maxLength: 2 }), { minLength: 1 }), (rows) => {
      const { data } = Papa.parse<string[]>(csvText(rows), { delimiter: ',', newline: '\r\n' });
      expect(data.slice(0, -1)).toEqual(rows);
    }),
  );
});

it('observations leave in parts, unknown numbers as empty cells, 32-bit numbers without the noise of their digits', async () => {
  const row = {
    site: 'U1',
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
  expect(lines[1]).toBe('U1,71.3167,-156.6,10,1995-08,alt,0.35,m,,0,ok,g,probe,calm,calm.csv:2');
});
