import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCsv } from './csv.ts';
import { csvBatches } from './csv-batches.ts';
import { memoryFile } from './memory-file.ts';

async function all(text: string, piece: number) {
  const rows = [];
  for await (const batch of csvBatches(memoryFile('t.csv', text), undefined, piece)) rows.push(...batch);
  return rows;
}

describe('a delimited text read in pieces', () => {
  it('gives the rows and line numbers that reading it whole gives, wherever the cuts fall', async () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '1', ',', '"', '\n', ' ', 'é', '°') });
    const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(
        table,
        fc.integer({ min: 1, max: 40 }),
        fc.constantFrom('\n', '\r\n'),
        async (rows, piece, end) => {
          const text = `x,y${end}${rows.map((r) => r.map((c) => `"${c.replaceAll('"', '""')}"`).join(',')).join(end)}${end}`;
          expect(await all(text, piece)).toEqual(parseCsv(text, ',').rows);
        },
      ),
      { numRuns: 200, seed: 4 },
    );
  });

  it('loses one record, not the file, to a quote that never closes', async () => {
    const rows = await all('a,b,note\n1,2,x\n3,4,"half\n5,6,y\n7,8,z\n', 1000);
    expect(rows.map((r) => [r.line, r.cells.length])).toEqual([
      [1, 3],
      [2, 3],
      [3, 0],
      [4, 3],
      [5, 3],
    ]);
  });

  it('does not hold a whole file back for one stray quote', async () => {
    const row = `${'1'.repeat(99)},2\n`;
    const text = `a,b\n"${row.repeat(30_000)}`;
    const rows = await all(text, 500_000);
    expect(rows.length).toBeGreaterThan(3);
  });
});
