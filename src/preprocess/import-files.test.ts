import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { isoMonth, yearOf } from '../core/month.ts';
import { isCancelled } from '../core/wire.ts';
import { diskFiles } from '../sources/disk-file.node.ts';
import { memoryFile } from '../sources/memory-file.ts';
import { realDataIsHere } from '../sources/test-data.node.ts';
import { importFiles } from './import-files.ts';
import { reportText } from './import-report.ts';
import { observationTable } from './observation-table.ts';
import { settleDuplicates } from './settle-duplicates.ts';

const CALM =
  'code,name,lat,lon,method,year,alt_cm,flag\nU1,Barrow,71.3167,-156.6,1000,1995,35.0,\nU2,Ohio,41.6,-83.3,10,1996,36.0,\n';

describe('a set of files', () => {
  it('is recognised by content whatever the names, zips opened, failures kept apart', async () => {
    const zip = memoryFile('data.bin', zipSync({ 'in/table.dat': strToU8(CALM) }));
    const { observations, files, rejected } = await importFiles([
      zip,
      memoryFile('calm.csv', 'poem, not a table\nof anything'),
      memoryFile('x.nc', strToU8('CDF\u0001 and no more')),
    ]);
    expect(observations.map((o) => o.origin)).toEqual(['data.bin/in/table.dat:2', 'data.bin/in/table.dat:3']);
    expect(files.map((f) => [f.file, f.source])).toEqual([
      ['data.bin', 'archive of 1 files'],
      ['data.bin/in/table.dat', 'CALM, one row a site and year (CSV)'],
      ['calm.csv', undefined],
      ['x.nc', undefined],
    ]);
    expect(rejected.map((r) => r.file)).toEqual(['calm.csv', 'x.nc']);
  });

  it('stops when cancelled', async () => {
    const stop = new AbortController();
    stop.abort();
    await expect(
      importFiles([memoryFile('a', CALM)], undefined, stop.signal).catch((e: unknown) => isCancelled(e)),
    ).resolves.toBe(true);
  });

  it('counts what lies outside Alaska and says so (FMT-7)', async () => {
    const { observations } = await importFiles([memoryFile('calm.csv', CALM)]);
    const { table, rejected } = observationTable(observations);
    expect([table.length, table.site[0], table.group[0]]).toEqual([1, 'calm/U1/Barrow', 'calm/U1/Barrow']);
    expect(rejected).toMatchObject([
      { where: 'calm/U2/Ohio', rule: expect.stringContaining('outside the Alaska window') },
    ]);
  });

  it('has a report that a person can read and act on', async () => {
    const read = await importFiles([
      memoryFile('calm.csv', `${CALM}U3,X,95,-150,1,2000,40,\n`),
      memoryFile('poem.txt', 'nothing here'),
    ]);
    const text = reportText({ ...read, observations: { alt: { ok: 2 } }, notes: ['a note'] });
    expect(text).toContain('Read 1 of 2 files.');
    expect(text).toContain('calm.csv: CALM, one row a site and year (CSV); 2 observations');
    expect(text).toMatch(/not a latitude\. To do: correct the cell or delete the row\.\n {4}line 4 lat "95"/);
    expect(text).toMatch(/poem\.txt\n {2}text that no source recognises/);
  });
});

describe.skipIf(!realDataIsHere)('all real files together (needs ../shared/data)', async () => {
  const read = realDataIsHere
    ? await importFiles(
        await diskFiles(['calm', 'gtnp_alt', 'abcflux', 'anaktuvuk_flux_thaw'].map((d) => `../shared/data/${d}`)),
      )
    : undefined;
  const { kept } = settleDuplicates(read?.observations ?? []);
  const { table } = observationTable(kept);
  const rows = Array.from({ length: table.length }, (_, i) => ({
    variable: table.variable[i],
    site: table.site[i] as string,
    group: table.group[i] as string,
    month: table.month[i] as number,
    flag: table.flag[i],
    source: table.source[i],
    lat: table.lat[i] as number,
    lon: table.lon[i] as number,
  }));

  it('count each end-of-season thaw once, from CALM, its long form and GTN-P (GTNP-11)', () => {
    const alt = rows.filter((r) => r.variable === 'alt');
    expect(new Set(alt.map((r) => `${r.site} ${yearOf(r.month)}`)).size).toBe(alt.length);
    const calm = alt.filter((r) => r.site.startsWith('calm/'));
    expect(calm.length).toBe(790);
    expect(calm.filter((r) => r.source === 'gtnp').length).toBeGreaterThan(100);
    expect(calm.filter((r) => r.site.startsWith('calm/U18/')).every((r) => r.source === 'calm')).toBe(true);
  });

  it('count each tower month once, from the published and the tidy table', () => {
    const nee = rows.filter((r) => r.variable === 'co2' && r.site.startsWith('abcflux/US-'));
    expect(nee.length).toBe(1639);
    expect(new Set(nee.map((r) => `${r.site} ${isoMonth(r.month)}`)).size).toBe(1639);
  });

  it('put towers that share a cell, and the five of Utqiagvik, into one group (ABC-17)', () => {
    const group = new Map(rows.map((r) => [r.site.replace('abcflux/', ''), r.group]));
    for (const of of [
      ['US-Beo', 'US-xBA', 'US-A10', 'US-Bes', 'US-NGB', 'calm/U1/Barrow'],
      ['US-BZB', 'US-BZS'],
      ['US-ICh', 'US-ICt'],
    ])
      expect(new Set(of.map((s) => group.get(s))).size).toBe(1);
    expect(group.get('US-EML')).not.toBe(group.get('US-Uaf'));
  });

  it('give a site one position though CALM and GTN-P print two (CALM-14)', () => {
    const council = rows.filter((r) => r.site === 'calm/U27/Council Grid');
    expect(new Set(council.map((r) => `${r.lat} ${r.lon}`))).toEqual(new Set(['64.838767 -163.714283']));
  });
});
