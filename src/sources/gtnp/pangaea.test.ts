import { describe, expect, it } from 'vitest';
import { isoMonth } from '../../core/month.ts';
import { damagedCopies, survives } from '../fuzz-table.node.ts';
import { memoryFile } from '../memory-file.ts';
import { importOf } from '../test-data.node.ts';
import { gtnpPangaea } from './pangaea.ts';

/** Made to the 13 fields that SOURCES.md, 4.2, names; no file of the data set is at hand. */
const HEADER =
  'Event\tName\tLatitude\tLongitude\tDate/Time\tFrequency\tDepth [m]\tTemp [°C]\tProvenance\tAuthor(s)\tGTN-P ID\tReference\tReference DOI';
const TEXT = `/* DATA DESCRIPTION:
Citation:\tsomebody, (2024): a, b, c, d, e, f, g, "h"
*/
${HEADER}
AK_1\tDeadhorse\t70.16\t-148.47\t2015\tannual\t20\t-4.32\tGTN-P\tDoe, J\t117\tDoe 2016\tx
AK_1\tDeadhorse\t70.16\t-148.47\t2016-08-15\tonce\t20\t-4.2\tGTN-P\tDoe, J\t117\tDoe 2016\tx
AK_1\tDeadhorse\t70.16\t-148.47\t2017\tannual\t-20\t-4.1\tGTN-P\tDoe, J\t117\tDoe 2016\tx
AK_1\tDeadhorse\t70.16\t-148.47\t2018\tannual\t20\t\tGTN-P\tDoe, J\t117\tDoe 2016\tx
AK_2\tElsewhere\t70.16\t-148.47\tlate\tannual\t20\t-4\tGTN-P\tDoe, J\t117\tDoe 2016\tx
AK_2\tElsewhere\t70.16\t-148.47
`;

const { observations, rejected } = await importOf(gtnpPangaea, memoryFile('GTN-P.tab', TEXT));

describe('annual ground temperatures as PANGAEA ships them, made to specification', () => {
  it('become soil temperature at their depth, never a monthly observation', () => {
    expect(observations.map((o) => [isoMonth(o.month), o.value, o.depth, o.flag, o.origin])).toEqual([
      ['2015-07', -4.32, [20, 20], 'suspect', 'GTN-P.tab:5'],
      ['2016-08', -4.2, [20, 20], 'suspect', 'GTN-P.tab:6'],
    ]);
  });

  it('name each row that is not taken, and take no person’s name', () => {
    expect(rejected.map((r) => [r.where, r.column ?? r.found])).toEqual([
      ['line 7', 'Depth [m]'],
      ['line 9', 'Date/Time'],
      ['line 10', '4 fields'],
    ]);
    expect(JSON.stringify({ observations, rejected })).not.toContain('Doe');
  });

  it('in another unit are converted, in an unknown one refused', async () => {
    const kelvin = TEXT.replace('Temp [°C]', 'Temp [K]').replace('\t-4.32\t', '\t268.83\t');
    expect((await importOf(gtnpPangaea, memoryFile('a', kelvin))).observations[0]?.value).toBeCloseTo(-4.32, 6);
    await expect(importOf(gtnpPangaea, memoryFile('a', TEXT.replace('Depth [m]', 'Depth [fathom]')))).rejects.toThrow(
      /by their headings/,
    );
  });

  it('survive damage: 200 seeded cases', async () => {
    const outcomes = new Set<string>();
    for (const bytes of damagedCopies(TEXT, 200, 5))
      outcomes.add(await survives(gtnpPangaea, memoryFile('g.tab', bytes)));
    expect(outcomes).toContain('read');
  });
});
