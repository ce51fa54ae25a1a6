import { readdirSync } from 'node:fs';
import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { memoryFile } from '../memory-file.ts';
import type { Imported, InputFile } from '../source.ts';
import { importOf, realDataIsHere, realFile } from '../test-data.node.ts';
import { gtnp } from './gtnp.ts';

const count = (read: Imported, of: (rule: string) => boolean) =>
  read.rejected.filter((r) => of(r.rule)).reduce((n, r) => n + (r.count ?? 1), 0);

/** Nodes that went into all visits together, as the observations say. */
const nodesTaken = (read: Imported) =>
  read.observations.reduce((n, o) => n + Number(/(\d+) nodes/.exec(o.method)?.[1]), 0);

/** Cells of a table by another parser: rows of the header's length, and what stands in them. */
async function cellsOf(file: InputFile) {
  const { data } = Papa.parse<string[]>(new TextDecoder().decode(await file.bytes()), { skipEmptyLines: true });
  const [header, ...rows] = data as [string[], ...string[][]];
  const whole = rows.filter((r) => r.length === header.length);
  const cells = whole.flatMap((r) => r.slice(2));
  return {
    rows: rows.length,
    ragged: rows.length - whole.length,
    filled: cells.filter((c) => c.trim() !== '').length,
    negative: cells.filter((c) => Number(c) < 0).length,
    oddNegative: cells.filter((c) => Number(c) < 0 && ![-999, -888, -900].includes(Number(c))).length,
  };
}

/** Every cell of a table has one answer: in the mean of its visit, missing by its code, or rejected with a reason. */
async function expectWhole(file: InputFile, read: Imported): Promise<number> {
  const { ragged, filled, negative, oddNegative } = await cellsOf(file);
  expect(count(read, (r) => r.startsWith('the header has'))).toBe(ragged);
  expect(count(read, (r) => r.startsWith('negative and none'))).toBe(oddNegative);
  const far = count(read, (r) => r.startsWith('far from'));
  const bad = count(read, (r) => r.startsWith('not a thaw depth'));
  expect(nodesTaken(read) + far + bad + negative).toBe(filled);
  expect(read.notes[0]).toContain(`${negative} negative ones taken as missing`);
  return nodesTaken(read) + far;
}

describe.skipIf(!realDataIsHere)('the count of GTN-P (needs ../shared/data)', () => {
  const names = realDataIsHere ? readdirSync('../shared/data/gtnp_alt') : [];
  const folder = names.map((n) => realFile(`gtnp_alt/${n}`));

  it('leaves no value of the eight sites without an answer, and keeps 20 787 (GTNP-2, GTNP-4, GTNP-5)', async () => {
    let kept = 0;
    let ragged = 0;
    for (const file of folder.filter((f) => f.name.endsWith('.csv'))) {
      const read = await importOf(gtnp, file, folder);
      kept += await expectWhole(file, read);
      ragged += (await cellsOf(file)).ragged;
      // Whatever is rejected stands on the map where its site does.
      expect(read.rejected.every((r) => r.at?.lat === read.observations[0]?.lat && r.todo !== '')).toBe(true);
    }
    expect([kept, ragged]).toEqual([20_787, 10]);
  });
});

describe('the count of a probing grid made by hand', () => {
  it('is whole, and a probing that cannot be thaw is named with node, visit and value (GTNP-4, GTNP-5, GTNP-7)', async () => {
    const metadata = memoryFile(
      'm.txt',
      'Name: Place\nPermafrost_Zone: Continuous\nLatitude: 70\nLongitude: -150\nAncillary Code : U99\n',
    );
    const nodes = Array.from({ length: 30 }, (_, i) => `0,${i},${20 + (i % 5)},${40 + (i % 7)},${45 + (i % 3)}`);
    const rows = [...nodes, '9,0,20,40,332', '9,1,-999,-480.25,', '9,2,abc,40,44', '9,3,20,40', '20,40'];
    const file = memoryFile('g.csv', ['offset_x,offset_y,2000-07-10,2000-08-01,2000-08-20', ...rows].join('\n'));
    const read = await importOf(gtnp, file, [metadata]);
    expect(await expectWhole(file, read)).toBe(90 + 3 + 2);
    expect(read.rejected.map((r) => [r.where, r.column, r.found])).toEqual([
      ['line 33', '2000-08-01', '-480.25'],
      ['line 34', '2000-07-10', 'abc'],
      ['line 35', undefined, '4 fields'],
      ['line 36', undefined, '2 fields'],
      ['line 32, node (9, 0)', '2000-08-20', '332 cm'],
    ]);
    expect(read.observations.map((o) => [o.variable, Number(o.value.toFixed(3))])).toEqual([
      ['thaw_depth', 0.219],
      ['thaw_depth', 0.427],
      ['alt', 0.459],
    ]);
  });
});
