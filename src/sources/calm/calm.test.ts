import { describe, expect, it } from 'vitest';
import { UnreadableFile } from '../../core/error.ts';
import { monthOf, monthOfYear, yearOf } from '../../core/month.ts';
import { memoryFile } from '../memory-file.ts';
import type { Observed } from '../source.ts';
import { importOf, mean, realDataIsHere, realFile } from '../test-data.node.ts';
import { calmLong } from './calm-long.ts';
import { calmSummary, readSheet } from './calm-summary.ts';

const cm = (o: readonly Observed[]) => o.map((x) => Math.round(x.value * 1e5) / 1e3);
const at = (o: readonly Observed[], site: string) => o.filter((x) => x.site.startsWith(`calm/${site}/`));

describe.skipIf(!realDataIsHere)('the CALM summary as published (needs ../shared/data)', async () => {
  const read = realDataIsHere ? await importOf(calmSummary, realFile('calm/CALM_Summary_table.xls')) : undefined;
  const all = read?.observations ?? [];

  it('gives 790 values of 53 sites, 1990-2017, mean 52.325 cm, 23 to 220 (CALM-1, CALM-2, CALM-6, CALM-7)', () => {
    expect(all.length).toBe(790);
    expect(new Set(all.map((o) => o.site)).size).toBe(53);
    expect(mean(cm(all))).toBeCloseTo(52.325, 3);
    expect([Math.min(...cm(all)), Math.max(...cm(all))]).toEqual([23, 220]);
    expect([Math.min(...all.map((o) => yearOf(o.month))), Math.max(...all.map((o) => yearOf(o.month)))]).toEqual([
      1990, 2017,
    ]);
    expect(read?.rejected).toEqual([]);
  });

  it('agrees with the tidied table row for row', async () => {
    const long = await importOf(calmLong, realFile('calm/calm_alaska_long.csv'));
    const values = (o: readonly Observed[]) =>
      o.map((x) => `${x.identity} ${x.value.toFixed(4)} ${x.flag} ${x.month}`).sort();
    expect(values(long.observations)).toEqual(values(all));
    const position = new Map(long.observations.map((o) => [o.identity, o]));
    for (const o of all) expect(Math.abs((position.get(o.identity)?.lat ?? 0) - o.lat)).toBeLessThan(1e-4);
  });

  it('does not read the unlabelled columns at the right edge as thaw (CALM-10)', () => {
    expect(
      at(all, 'U1')
        .filter((o) => yearOf(o.month) === 2015)
        .map((o) => o.value),
    ).toEqual([0.4]);
    expect(read?.notes.some((n) => n.includes('another, unlabelled quantity'))).toBe(true);
  });

  it('keeps the two sites called U31 apart (CALM-5) and trims codes but keeps part letters (CALM-11)', () => {
    const u31 = new Set(at(all, 'U31').map((o) => `${o.site} ${o.lon.toFixed(1)}`));
    expect([...u31].sort()).toEqual(['calm/U31/56 Mile -148.7', 'calm/U31/Marsh Creek -144.8']);
    expect(new Set(at(all, 'U31').map((o) => o.identity)).size).toBe(at(all, 'U31').length);
    for (const code of ['U7 A', 'U40A', 'U26']) expect(at(all, code).length).toBeGreaterThan(0);
  });

  it('keeps the burned site after 2010 as suspect and capped values as censored (CALM-8, CALM-9)', () => {
    expect(
      at(all, 'U18')
        .filter((o) => o.flag === 'suspect')
        .map((o) => yearOf(o.month)),
    ).toEqual([2011, 2012, 2013, 2014, 2015, 2016, 2017]);
    const capped = at(all, 'U30').filter((o) => o.flag === 'censored');
    expect(capped.length).toBe(15);
    expect(capped.every((o) => o.value === 1.2)).toBe(true);
    const scored = all.filter((o) => o.flag === 'ok' && !o.site.includes('/U31/'));
    expect([scored.length, new Set(scored.map((o) => o.site.split('/')[1])).size]).toEqual([732, 51]);
    expect(mean(cm(scored))).toBeCloseTo(49.37, 3);
  });

  it('reads decimals written as minutes (CALM-4) and states the uncertainty of rounded positions (CALM-14)', () => {
    const farmers = at(all, 'U41')[0] as Observed;
    expect([farmers.lat, farmers.lon]).toEqual([64.88, -147.67]);
    expect(read?.notes.filter((n) => n.includes('decimals of a degree')).length).toBe(2);
    expect(at(all, 'U1')[0]?.locationSd).toBeGreaterThan(500);
    expect(at(all, 'U31').find((o) => o.site.endsWith('56 Mile'))?.locationSd).toBeLessThan(20);
  });

  it('says that a site has no values instead of failing (CALM-13), keeps method as text (CALM-12)', () => {
    expect(read?.notes).toContain('sites without any value: U39 Ikpikpuk');
    expect(at(all, 'U29')[0]?.method).toContain('T/B/30?');
  });

  it('puts sites of one cell side by side, not over each other (CALM-15)', () => {
    const imnavait2004 = all.filter((o) => /\/U11 [BC]\//.test(o.site) && yearOf(o.month) === 2004);
    expect(imnavait2004.length).toBe(2);
  });

  it('dates north of 68 N to August and south of it to September', () => {
    expect(new Set(at(all, 'U1').map((o) => monthOfYear(o.month)))).toEqual(new Set([8]));
    expect(new Set(at(all, 'U27').map((o) => monthOfYear(o.month)))).toEqual(new Set([9]));
  });
});

describe('a CALM long table that a person edited', () => {
  const header = 'region,code,name,lat,lon,method,year,alt_cm,flag';
  const read = (rows: string[]) => importOf(calmLong, memoryFile('mine.csv', [header, ...rows].join('\n')));

  it('loses only its bad rows, each with line, column and what to do', async () => {
    const { observations, rejected } = await read([
      'r,U1,Barrow,71.3167,-156.6,1000,1995,35.0,',
      'r,U1,Barrow,171.3,-156.6,1000,1996,35.0,',
      'r,U1,Barrow,71.3167,-156.6,1000,19x6,35.0,',
      'r,U1,Barrow,71.3167,-156.6,1000,1997,-35,',
      'r,U1,Barrow,71.3167,-156.6,1000,1998',
      'r,U1,Barrow,71.3167,-156.6,1000,1999,-9999,',
      'r,U1,Barrow,71.3167,-156.6,1000,2000,98,*',
    ]);
    expect(observations.map((o) => [o.month, o.value, o.flag])).toEqual([
      [monthOf(1995, 8), 0.35, 'ok'],
      [monthOf(2000, 8), 0.98, 'suspect'],
    ]);
    expect(rejected.map((r) => [r.where, r.column])).toEqual([
      ['line 6', undefined],
      ['line 3', 'lat'],
      ['line 4', 'year'],
      ['line 5', 'alt_cm'],
    ]);
  });

  it('is not recognised without its columns, and a text called .xls is refused with a reason', async () => {
    expect(
      calmLong.probe({ file: memoryFile('x', ''), magic: 'text', text: 'code,name,lat\n', close: () => undefined }),
    ).toBe('no');
    const broken = memoryFile('CALM.xls', Uint8Array.from([0xd0, 0xcf, 0x11, 0xe0, 1, 2, 3, 4]));
    await expect(importOf(calmSummary, broken)).rejects.toThrow(UnreadableFile);
  });
});

describe('a CALM sheet with wrong cells', () => {
  it('rejects a site whose coordinates nobody can read and a value that is a word', () => {
    const rows = [
      ['Alaska'],
      ['Site Code', 'Site Name', 'Location', null, 'Method'],
      [null, null, 'LAT', 'LONG', null, 1990, 1991],
      ['U1', 'Somewhere', 'up north', "156 36' W", '100', 30, 31],
      ['U2', 'Here', "71 19' N", "156 36' W", '100', 'w', 0],
    ];
    const { sites, rejected } = readSheet({ name: 'north', rows }, 'c.xls');
    expect(sites.map((s) => s.values.map((v) => v.cm))).toEqual([[0]]);
    expect(rejected.map((r) => [r.where, r.column, r.found])).toEqual([
      ['north, row 4', 'LAT', "up north / 156 36' W"],
      ['north, row 5', '1990', 'w'],
    ]);
  });
});
