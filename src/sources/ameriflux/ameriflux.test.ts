// biome-ignore-all lint/correctness/noComponentHookFactories: columns of towers have names in capitals, and are no components
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StudioError } from '../../core/error.ts';
import { isoMonth, parseIsoMonth } from '../../core/month.ts';
import { openCandidate } from '../candidate.ts';
import { memoryFile } from '../memory-file.ts';
import type { Imported, InputFile } from '../source.ts';
import { importOf, realDataIsHere, realFile } from '../test-data.node.ts';
import { bifCsv, type Half, towerCsv } from '../tower/made-tower.node.ts';
import { zipMembers } from '../zip-members.ts';
import { ameriflux } from './ameriflux.ts';
import { columnsFor } from './base-column.ts';

const BIF = memoryFile('AMF_US-Xyz_BIF_20240101.csv', bifCsv('US-Xyz', { lat: '68.6', lon: '-149.3', offset: '-9' }));
const read = (csv: string, bif: InputFile = BIF): Promise<Imported> =>
  importOf(ameriflux, memoryFile('AMF_US-Xyz_BASE_HH_1-5.csv', csv), [bif]);
const at = (i: Imported, variable: string, month: string) =>
  i.observations.find((o) => o.variable === variable && o.month === parseIsoMonth(month));
/** A smooth day: -1 at noon, 1 at midnight. */
const cosine = ({ hour }: Half) => Math.cos((2 * Math.PI * hour) / 24);

describe.skipIf(!realDataIsHere)('AmeriFlux BASE as published (needs ../shared/data)', () => {
  const folder = 'formats/ameriflux_base';
  const archive = async () => zipMembers(realFile(`${folder}/AMF_US-CRT_BASE-BADM_2-5.zip`));

  it('reads the zip with its BADM workbook, past comment lines padded with commas (FMT-1, FMT-6)', async () => {
    const [csv, bif] = (await archive()) as [InputFile, InputFile];
    const got = await importOf(ameriflux, csv, [bif]);
    expect(got.notes.join('\n')).toContain('96 rows of 30 minutes, local standard time UTC-5');
    expect(got.used).toEqual([bif.name]);
    expect(got.provenance).toMatchObject({
      doi: '10.17190/AMF/1246156',
      citation: expect.stringContaining('US-CRT version 2-5'),
    });
  });

  it('says that the site lies in Ohio, outside the window (FMT-7), and makes no month of two days', async () => {
    const [csv, bif] = (await archive()) as [InputFile, InputFile];
    const got = await importOf(ameriflux, csv, [bif]);
    expect(got.notes[0]).toMatch(/US-CRT stands at 41\.628495, -83\.347086 .*outside the Alaska window/);
    expect(got.observations).toEqual([]);
    const thin = got.rejected.filter((r) => r.rule.includes('less than a quarter'));
    expect(thin.map((r) => r.where)).toContain('2011-01');
  });

  it('takes -9999 for missing (FMT-2) and names the columns that hold nothing (FMT-3)', async () => {
    const [csv, bif] = (await archive()) as [InputFile, InputFile];
    const got = await importOf(ameriflux, csv, [bif]);
    expect(got.notes).toContain('wholly missing: FCH4');
    expect(got.rejected.filter((r) => r.found === '-9999')).toEqual([]);
  });

  it('names no person of the metadata', async () => {
    const [csv, bif] = (await archive()) as [InputFile, InputFile];
    const got = JSON.stringify(await importOf(ameriflux, csv, [bif]));
    expect(got).not.toMatch(/Chen|Chu|Walter|@/);
  });

  it('finds its site in a workbook of several sites, and says which metadata are lacking', async () => {
    const csv = realFile(`${folder}/AMF_US-CRT_BASE_HH_2-5.csv`);
    const all = realFile(`${folder}/AMF_AA-Flx_BIF_CCBY4_20201218.xlsx`);
    expect((await importOf(ameriflux, csv, [all])).notes[0]).toContain('US-CRT stands at 41.628495');
    await expect(importOf(ameriflux, csv, [])).rejects.toThrow(/site metadata of US-CRT with its position/);
  });
});

describe('AmeriFlux BASE, files made to specification', () => {
  it('gives the mean rate of a complete month, cut in UTC', async () => {
    const got = await read(towerCsv('2015-05', 3, { FC: (h) => cosine(h) + (h.month === 6 ? 2 : 5) }));
    const june = at(got, 'co2', '2015-06');
    // June in UTC begins at 15:00 of 31 May on the tower's clock: 18 half hours of May's 5 among June's 2.
    expect(june?.value).toBeCloseTo((2 * (1440 - 18) + 5 * 18) / 1440, 6);
    expect(june).toMatchObject({ filled: 0, flag: 'ok', site: 'ameriflux/US-Xyz', identity: 'co2/US-Xyz/2015-06' });
  });

  it('prefers NEE_PI to an FC that equals it, month by month, and counts the flux once (FMT-5)', async () => {
    const got = await read(
      towerCsv('2015-05', 4, {
        FC: (h) => cosine(h) + 1,
        NEE_PI: (h) => (h.month <= 6 ? cosine(h) + 1 : undefined),
      }),
    );
    const fluxes = got.observations.filter((o) => o.variable === 'co2');
    expect(new Set(fluxes.map((o) => o.month)).size).toBe(fluxes.length);
    expect(at(got, 'co2', '2015-06')?.method).toMatch(/NEE_PI$/);
    expect(at(got, 'co2', '2015-08')?.method).toMatch(/without storage; FC$/);
  });

  it('orders qualifiers: plain, then 1-1-1, filled last (FMT-4)', () => {
    const columns = ['FC_2_1_1', 'FC_1_1_1', 'FC_PI_F', 'NEE_PI', 'FC', 'FC_SSITC_TEST', 'FC_1_1_1_SD', 'FCH4'];
    expect(columnsFor(columns, ['NEE', 'FC']).map((c) => c.name)).toEqual([
      'NEE_PI',
      'FC',
      'FC_1_1_1',
      'FC_2_1_1',
      'FC_PI_F',
    ]);
  });

  it('takes a filled column only as modelled, with filled = 1', async () => {
    const got = await read(
      towerCsv('2015-06', 2, { FC: (h) => (h.month === 6 ? cosine(h) : undefined), FC_PI_F: () => -1.5 }),
    );
    expect(at(got, 'co2', '2015-06')).toMatchObject({ flag: 'ok' });
    expect(at(got, 'co2', '2015-07')).toMatchObject({ flag: 'modelled', filled: 1, value: -1.5 });
  });

  it('needs a quarter of the half hours and every quarter of the day', async () => {
    const share = (s: number) => (h: Half) => (h.index % 100 < s * 100 ? cosine(h) : undefined);
    const days = towerCsv('2015-06', 2, {
      FC: (h) => (h.hour >= 6 ? cosine(h) : undefined),
      TA: share(0.3),
      WS: (h) => (share(0.2)(h) === undefined ? undefined : 3 + cosine(h)),
    });
    const got = await read(days);
    expect(got.observations.some((o) => o.variable === 'co2' && isoMonth(o.month) === '2015-06')).toBe(false);
    expect(at(got, 't_air', '2015-06')?.filled).toBeCloseTo(0.7, 1);
    expect(got.observations.some((o) => o.variable === 'wind')).toBe(false);
    expect(got.rejected.some((r) => r.column === 'FC' && r.where?.includes('2015-06'))).toBe(true);
  });

  it('leaves out a stuck sensor, a spike and what is out of range, each counted', async () => {
    const got = await read(
      towerCsv('2015-06', 2, {
        TA: (h) => (h.month === 6 && h.day >= 10 && h.day < 12 ? 4.25 : 10 + 5 * cosine(h) + Math.sin(h.index)),
        FCH4: (h) => (h.index === 500 ? 900 : h.index === 501 ? 5000 : 20 + Math.sin(h.index)),
      }),
    );
    const rule = (column: string, word: string) =>
      got.rejected.find((r) => r.column === column && r.rule.includes(word));
    expect(rule('TA', 'stuck')?.count).toBe(96);
    expect(rule('FCH4', 'spike')?.count).toBe(1);
    expect(rule('FCH4', 'outside')).toMatchObject({ found: '5000', where: expect.stringMatching(/^line \d+$/) });
    expect(at(got, 'ch4', '2015-06')?.value).toBeCloseTo(20, 1);
  });

  it('asks when soil moisture in percent never passes 1, and reads it where the metadata state a fraction', async () => {
    const csv = towerCsv('2015-06', 2, { SWC_1_1_1: (h) => 0.4 + 0.1 * cosine(h) });
    const asked = await read(csv);
    expect(asked.observations.filter((o) => o.variable === 'vwc')).toEqual([]);
    expect(asked.rejected.find((r) => r.column === 'SWC_1_1_1')?.todo).toContain('say which unit');
    const sensors = { SWC_1_1_1: { height: '-0.05', unit: 'm3 m-3' } };
    const told = await read(
      csv,
      memoryFile('BIF.csv', bifCsv('US-Xyz', { lat: '68.6', lon: '-149.3', offset: '-9' }, sensors)),
    );
    expect(at(told, 'vwc', '2015-06')).toMatchObject({ depth: [0.05, 0.05], flag: 'ok' });
    expect(at(told, 'vwc', '2015-06')?.value).toBeCloseTo(0.4, 3);
  });

  it('rejects a column whose stated unit it does not know', async () => {
    const bif = memoryFile(
      'BIF.csv',
      bifCsv('US-Xyz', { lat: '68.6', lon: '-149.3', offset: '-9' }, { FC: { height: '3', unit: 'furlong' } }),
    );
    const got = await read(towerCsv('2015-06', 2, { FC: cosine, TA: cosine }), bif);
    expect(got.rejected.find((r) => r.column === 'FC')).toMatchObject({ found: 'furlong' });
    expect(got.observations.some((o) => o.variable === 'co2')).toBe(false);
  });

  it('keeps the rows around a bad one, each bad one with its line', async () => {
    const lines = towerCsv('2015-06', 2, { FC: cosine }).split('\n');
    lines[10] = '201506010330,201506010400,abc';
    lines[11] = 'not a time,201506010430,1';
    lines[12] = '201506010430,201506010500,1,2';
    lines[13] = lines[9] as string;
    const got = await read(lines.join('\n'));
    expect(got.rejected.filter((r) => r.where?.startsWith('line ')).map((r) => [r.where, r.column])).toEqual(
      expect.arrayContaining([
        ['line 11', 'FC'],
        ['line 12', 'TIMESTAMP_START'],
        ['line 13', undefined],
        ['line 14', 'TIMESTAMP_START'],
      ]),
    );
    expect(at(got, 'co2', '2015-06')?.filled).toBeGreaterThan(0);
  });

  it('says that it assumes Alaska Standard Time when no offset is given', async () => {
    const bif = memoryFile('BIF.csv', bifCsv('US-Xyz', { lat: '68.6', lon: '-149.3' }));
    expect((await read(towerCsv('2015-06', 1, { FC: cosine }), bif)).notes.join()).toContain('-9 hours assumed');
  });

  it('survives damage: a clear error or rejections, never a wrong number (fuzz, seeded)', {
    timeout: 60_000,
  }, async () => {
    const whole = new TextEncoder().encode(towerCsv('2015-06', 2, { FC: cosine, TA: (h) => 10 + cosine(h) }));
    const good = await read(new TextDecoder().decode(whole));
    const known = new Map(good.observations.map((o) => [o.identity, o.value]));
    const damage = fc.record({
      cut: fc.integer({ min: 0, max: whole.length }),
      keep: fc.boolean(),
      at: fc.array(fc.nat(whole.length - 1), { maxLength: 4 }),
      to: fc.integer({ min: 0, max: 255 }),
    });
    await fc.assert(
      fc.asyncProperty(damage, async ({ cut, keep, at: places, to }) => {
        const bytes = whole.slice(0, keep ? whole.length : cut);
        for (const p of places) if (p < bytes.length) bytes[p] = to;
        const file = memoryFile('AMF_US-Xyz_BASE_HH_1-5.csv', bytes);
        try {
          const candidate = await openCandidate(file);
          if (ameriflux.probe(candidate) === 'no') return;
          const got = await ameriflux.read(candidate, [BIF]);
          for (const o of got.observations) {
            expect(Number.isFinite(o.value)).toBe(true);
            const before = known.get(o.identity);
            // A changed digit of one half hour moves a mean by less than its limits over 1440; a cut month by its missing days.
            if (keep && before !== undefined) expect(Math.abs(o.value - before)).toBeLessThan(0.5);
          }
        } catch (error) {
          if (!(error instanceof StudioError)) throw error;
        }
      }),
      { seed: 4, numRuns: 200 },
    );
  });
});
