import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UnreadableFile } from '../../core/error.ts';
import { importFiles } from '../../preprocess/import-files.ts';
import { memoryFile } from '../memory-file.ts';
import { importOf } from '../test-data.node.ts';
import { asciiGrid } from './ascii-grid.ts';

const HEAD = 'ncols 3\nnrows 2\nxllcorner -150\nyllcorner 68\ncellsize 0.5\nNODATA_value -9999\n';
const GRID = `${HEAD}10 20 -9999\n40 50 60\n`;
const MEANING =
  '{"crs": "EPSG:4326", "bands": [{"band": 1, "variable": "thaw_depth", "unit": "cm", "positive": "down", "when": "2015-08"}]}';

describe('an ESRI ASCII grid (made to specification)', () => {
  it('lies with its first row in the north, in the unit that was stated, without its fill', async () => {
    const read = await importOf(asciiGrid, memoryFile('t.asc', GRID), [memoryFile('t.asc.meaning.json', MEANING)]);
    const [grid] = read.grids;
    expect([...(grid?.values ?? [])].map((v) => Number(v.toFixed(4)))).toEqual([0.1, 0.2, Number.NaN, 0.4, 0.5, 0.6]);
    expect([grid?.lat[0], grid?.lon[0], grid?.lat[3]]).toEqual([68.75, -149.75, 68.25]);
    expect(read.rejected).toEqual([]);
  });

  it('counts from the middle of a cell where its header says so', async () => {
    const centre = GRID.replace('xllcorner', 'xllcenter').replace('yllcorner', 'yllcenter');
    const read = await importOf(asciiGrid, memoryFile('t.asc', centre), [memoryFile('t.asc.meaning.json', MEANING)]);
    expect([read.grids[0]?.lat[0], read.grids[0]?.lon[0]]).toEqual([68.5, -150]);
  });

  it('is asked about when nothing says where it lies or what it shows', async () => {
    const nowhere = await importOf(asciiGrid, memoryFile('t.asc', GRID));
    expect(nowhere.rejected[0]?.rule).toContain('reference system');
    const prj = memoryFile(
      't.prj',
      'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]]',
    );
    const mute = await importOf(asciiGrid, memoryFile('t.asc', GRID), [prj]);
    expect(mute.grids).toEqual([]);
    expect(mute.rejected[0]?.rule).toContain('nothing says what these numbers are');
    expect(mute.used).toEqual(['t.prj']);
  });

  it.each([
    ['cut off', `${HEAD}10 20 30\n40 50`],
    ['too long', `${GRID}70\n`],
    ['not of numbers', `${HEAD}10 20 30\n40 fifty 60\n`],
    ['of claimed millions', `${HEAD.replace('ncols 3', 'ncols 5000').replace('nrows 2', 'nrows 4000')}1 2 3\n`],
    [
      'of claimed thousand millions',
      `${HEAD.replace('ncols 3', 'ncols 99999').replace('nrows 2', 'nrows 99999')}1 2 3\n`,
    ],
  ])('%s is refused', async (_, text) => {
    await expect(importOf(asciiGrid, memoryFile('t.asc', text))).rejects.toThrow(UnreadableFile);
  });

  it('damaged anywhere gives an error, a question or possible values (fuzz, seed 4)', async () => {
    const whole = new TextEncoder().encode(GRID);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 3 }), fc.nat(), async (flips, cut) => {
        const bytes = whole.slice(0, Math.max(1, cut % (whole.length + 1)));
        for (const [at, value] of flips) bytes[at % bytes.length] = value;
        const { grids } = await importFiles([memoryFile('t.asc', bytes), memoryFile('t.asc.meaning.json', MEANING)]);
        for (const g of grids) for (const v of g.values) expect(Number.isNaN(v) || (v >= 0 && v <= 5)).toBe(true);
      }),
      { seed: 4, numRuns: 200 },
    );
  });
});
