import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { memoryFile } from '../sources/memory-file.ts';
import { inspectFiles } from './inspect-files.ts';

const CALM = [
  'code,name,lat,lon,method,year,alt_cm,flag',
  'U1,Barrow,71.3167,-156.6,1000,1995,35.0,',
  'U1,Barrow,71.3167,-156.6,1000,1996,45.0,',
  'U1,Barrow,71.3167,-156.6,1000,199x,35.0,',
  '',
].join('\n');

describe('a look at files', () => {
  it('tells source, surety, counts in canonical units, and what was left out with its line', async () => {
    const { files } = await inspectFiles([memoryFile('in.zip', zipSync({ 'calm.csv': strToU8(CALM) }))]);
    expect(files[0]).toMatchObject({ file: 'in.zip', source: 'archive', rejected: 0 });
    expect(files[1]).toMatchObject({
      file: 'in.zip/calm.csv',
      source: 'calm-long',
      confidence: 'certain',
      observations: 2,
      variables: { alt: { n: 2, unit: 'm', min: 0.35, max: 0.45 } },
      rejected: 1,
    });
    expect(files[1]?.variables.alt?.mean).toBeCloseTo(0.4, 12);
    expect(files[1]?.reasons).toMatchObject([{ count: 1, places: [expect.stringContaining('line 4')] }]);
  });

  it('shows the beginning of a table nobody knows, with what it asks, and is content once that is answered', async () => {
    const rows = Array.from({ length: 50 }, (_, i) => `A,71.31,-156.6,2001-08-${(i % 28) + 1},33`);
    const table = memoryFile('mine.csv', ['plot,lat,lon,date,thaw', ...rows, ''].join('\n'));
    const [asked] = (await inspectFiles([table])).files;
    expect(asked?.table?.sample.headings).toEqual(['plot', 'lat', 'lon', 'date', 'thaw']);
    expect(asked?.table?.sample.rows.length).toBe(20);
    expect(asked?.table?.proposal.questions.join()).toMatch(/unit/);
    expect(asked?.observations).toBe(0);
    const mapping = {
      kind: 'thawcast column mapping',
      version: 1,
      file: 'mine.csv',
      heading: 1,
      site: { column: 'plot' },
      position: { lat: { column: 'lat' }, lon: { column: 'lon' } },
      time: { date: 'date' },
      values: [
        { column: 'thaw', variable: 'thaw_depth', unit: 'cm', sign: 1, per: 'visit', method: { value: 'probe' } },
      ],
      missing: [],
      citation: 'x',
    };
    const [answered] = (await inspectFiles([table], { 'm.json': mapping })).files;
    expect(answered?.variables.thaw_depth?.mean).toBeCloseTo(0.33, 6);
  });

  it('names nothing of a file that is no data and no table', async () => {
    const { files } = await inspectFiles([memoryFile('poem.txt', 'Whose woods these are')]);
    expect(files).toMatchObject([{ source: 'none', confidence: 'no', rejected: 1, reasons: [{ count: 1 }] }]);
    expect(files[0]?.table).toBeUndefined();
  });
});
