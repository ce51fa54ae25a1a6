import { describe, expect, it } from 'vitest';
import { UnreadableFile } from '../../core/error.ts';
import { isoMonth, monthOfYear, parseIsoMonth, yearOf } from '../../core/month.ts';
import { gramsCarbonFromNmol, gramsCarbonFromUmol } from '../../core/unit.ts';
import { memoryFile } from '../memory-file.ts';
import type { Imported, InputFile, Observed } from '../source.ts';
import { importOf, mean, realDataIsHere, realFile } from '../test-data.node.ts';
import { zipMembers } from '../zip-members.ts';
import { abcflux } from './abcflux.ts';
import { isOpen, parseDepth } from './flux-row.ts';

const grams = (o: Observed) =>
  o.variable === 'ch4' ? gramsCarbonFromNmol(o.value, o.month) : gramsCarbonFromUmol(o.value, o.month);
const eddy = (i: Imported | undefined, variable: string, site?: string) =>
  (i?.observations ?? []).filter(
    (o) => o.variable === variable && !o.method.startsWith('chamber') && (!site || o.site === `abcflux/${site}`),
  );

describe.skipIf(!realDataIsHere)('ABCflux as published and as tidied (needs ../shared/data)', async () => {
  const member = realDataIsHere
    ? (await zipMembers(realFile('abcflux/ABCflux_v2_alaska_tier1.csv.zip')))[0]
    : undefined;
  const zip = member ? await importOf(abcflux, member) : undefined;
  const tidy = realDataIsHere ? await importOf(abcflux, realFile('abcflux/ec_monthly_alaska.csv')) : undefined;

  it('gives 1471 NEE of mean -1.5556 and 500 CH4 of mean 0.2885 g C m-2 month-1 from the zip (ABC-1, ABC-2)', () => {
    const [nee, ch4] = [eddy(zip, 'co2'), eddy(zip, 'ch4')];
    expect([nee.length, ch4.length]).toEqual([1471, 500]);
    expect(mean(nee.map(grams))).toBeCloseTo(-1.5556, 4);
    expect(mean(ch4.map(grams))).toBeCloseTo(0.2885, 4);
  });

  it('gives 1639 NEE of mean -1.7058 and 488 CH4 of mean 0.2945 from the tidy table (ABC-16)', () => {
    const [nee, ch4] = [eddy(tidy, 'co2'), eddy(tidy, 'ch4')];
    expect([nee.length, ch4.length]).toEqual([1639, 488]);
    expect(mean(nee.map(grams))).toBeCloseTo(-1.7058, 4);
    expect(mean(ch4.map(grams))).toBeCloseTo(0.2945, 4);
    expect(eddy(zip, 'co2', 'US-ICt').length).toBe(0);
    expect(eddy(tidy, 'co2', 'US-ICt').length).toBe(168);
  });

  it('agrees with the published means by tower', () => {
    const stated: Record<string, [number, number, number, number]> = {
      'US-A10': [110, -13.74, 91, 0.21],
      'US-BZB': [120, 1.03, 36, 0.69],
      'US-Fcr': [48, 14.68, 0, Number.NaN],
      'US-YK1': [16, -1.78, 14, 0.75],
    };
    for (const [site, [n, nee, nCh4, ch4]] of Object.entries(stated)) {
      expect([site, eddy(tidy, 'co2', site).length, eddy(tidy, 'ch4', site).length]).toEqual([site, n, nCh4]);
      expect(mean(eddy(tidy, 'co2', site).map(grams))).toBeCloseTo(nee, 2);
      if (nCh4 > 0) expect(mean(eddy(tidy, 'ch4', site).map(grams))).toBeCloseTo(ch4, 2);
    }
  });

  it('rejects the contradicting value of a site-month with its reason (ABC-2)', () => {
    const contradicting = (zip?.rejected ?? []).filter(
      (r) => r.column === 'nee' && r.rule.includes('order of sources'),
    );
    expect(contradicting.length).toBe(59);
    expect(contradicting.every((r) => r.where?.includes('US-A10'))).toBe(true);
  });

  it('flags months filled to 100 % as modelled and leaves unknown shares unknown (ABC-4, ABC-8)', () => {
    const count = (v: string, f: (o: Observed) => boolean) => eddy(tidy, v).filter(f).length;
    expect([count('co2', (o) => o.flag === 'modelled'), count('ch4', (o) => o.flag === 'modelled')]).toEqual([
      265, 207,
    ]);
    expect([count('co2', (o) => Number.isNaN(o.filled)), count('ch4', (o) => Number.isNaN(o.filled))]).toEqual([
      243, 21,
    ]);
    expect(eddy(tidy, 'co2').some((o) => Number.isNaN(o.filled) && o.flag === 'ok')).toBe(true);
    expect(eddy(tidy, 'ch4').filter((o) => o.value < -3 && o.flag === 'ok')).toEqual([]);
  });

  it('takes inf for missing (ABC-3) and flags a partition of the wrong sign, with GPP positive for uptake (ABC-6)', () => {
    const partitions = (zip?.observations ?? []).filter((o) => o.variable === 'gpp' || o.variable === 'reco');
    expect(partitions.every((o) => Number.isFinite(o.value))).toBe(true);
    expect(partitions.filter((o) => o.value < 0 && o.flag === 'ok')).toEqual([]);
    const july = partitions.filter((o) => o.variable === 'gpp' && monthOfYear(o.month) === 7);
    expect(mean(july.map((o) => o.value))).toBeGreaterThan(1);
  });

  it('never derives NEE from the partitions (ABC-5): co2 rows are exactly the months with NEE', () => {
    expect(eddy(zip, 'co2').length).toBe(new Set(eddy(zip, 'co2').map((o) => o.identity)).size);
  });

  it('flags fluxes no ecosystem has and uptake in the dark (ABC-7)', () => {
    const flagged = (month: string) => eddy(tidy, 'co2', 'US-A10').find((o) => isoMonth(o.month) === month)?.flag;
    expect([flagged('2020-07'), flagged('2019-07'), flagged('2019-01')]).toEqual(['suspect', 'suspect', 'suspect']);
    const share = eddy(tidy, 'co2').filter((o) => o.flag === 'suspect').length / 1639;
    expect(share).toBeLessThan(0.05);
    const snow = (tidy?.observations ?? []).filter(
      (o) =>
        o.variable === 'snow_depth' &&
        o.site.endsWith('US-A10') &&
        o.value > 1.1 &&
        [6, 7, 8].includes(monthOfYear(o.month)) &&
        yearOf(o.month) >= 2019,
    );
    expect(snow.length).toBeGreaterThan(0);
    expect(snow.every((o) => o.flag === 'suspect')).toBe(true);
  });

  it('finds the stuck soil sensor and the impossible month of rain (ABC-9)', () => {
    const at = (site: string, variable: string, month: string) =>
      (tidy?.observations ?? []).find(
        (o) => o.site === `abcflux/${site}` && o.variable === variable && o.month === parseIsoMonth(month),
      );
    expect(['2014-05', '2014-07', '2014-10'].map((m) => at('US-BZS', 't_soil', m)?.flag)).toEqual([
      'suspect',
      'suspect',
      'suspect',
    ]);
    expect(at('US-ICt', 'precip', '2016-05')).toMatchObject({
      flag: 'suspect',
      method: expect.stringContaining('other years'),
    });
  });

  it('never rescales soil moisture of another unit, but flags it (ABC-10)', () => {
    const flags = (site: string) =>
      new Set(
        (tidy?.observations ?? []).filter((o) => o.variable === 'vwc' && o.site.endsWith(site)).map((o) => o.flag),
      );
    expect(flags('US-xBN')).toEqual(new Set(['suspect']));
    expect(flags('US-xBA')).toEqual(new Set(['suspect']));
    expect(flags('US-ICh')).toContain('ok');
  });

  it('keeps chamber rows apart and unscored (ABC-15)', () => {
    const chamber = (zip?.observations ?? []).filter((o) => o.site.startsWith('abcflux/chamber '));
    expect(chamber.filter((o) => o.variable === 'ch4').length).toBe(22);
    expect(chamber.every((o) => o.flag !== 'ok')).toBe(true);
  });

  it('reads every name of the table, in UTF-8 here and in Mac-Roman as published (ABC-14), and no person (ABC-18)', async () => {
    expect(zip?.observations.some((o) => o.site === 'abcflux/chamber Utqiaġvik plots aggregated')).toBe(true);
    expect(JSON.stringify(zip)).not.toMatch(/Plein|Zona|Welker|Euskirchen/);
    const text = new TextDecoder()
      .decode(await (member as InputFile).bytes())
      .replaceAll('ġ', '')
      .split('\n')
      .slice(0, 40);
    const lines = text.join('\n');
    const roman = Uint8Array.from([...lines].map((c) => (c.charCodeAt(0) < 128 ? c.charCodeAt(0) : 0x8e)));
    const read = await importOf(abcflux, memoryFile('roman.csv', roman));
    expect(read.observations.length).toBeGreaterThan(10);
  });

  it('gives monthly air temperature of the towers as series for the climate', () => {
    const towers = tidy?.series ?? [];
    expect(towers.length).toBeGreaterThanOrEqual(15);
    expect(towers.every((s) => s.variable === 't_air' && s.month.length === s.value.length)).toBe(true);
  });
});

describe('words of the flux tables', () => {
  it('are compared without case and blanks (ABC-13)', () => {
    expect(['Tier1', 'Tier 1', 'CO2: Tier 1 CH4: NA', 'tier 2', 'CO2: Tier 1 CH4: Tier 2', ''].map(isOpen)).toEqual([
      true,
      true,
      true,
      false,
      false,
      false,
    ]);
  });

  it('give depths as intervals in metres (ABC-12)', () => {
    expect([parseDepth('0-5cm'), parseDepth('2.5 cm'), parseDepth('10'), parseDepth('surface')]).toEqual([
      [0, 0.05],
      [0.025, 0.025],
      [0.1, 0.1],
      undefined,
    ]);
  });
});

describe('a flux table that a person edited', () => {
  const header =
    'site_reference,latitude,longitude,year,month,data_usage,nee_gC_m2_month,ch4_gC_m2_month,gap_fill_perc_nee,tair';
  const read = (...rows: string[]) => importOf(abcflux, memoryFile('mine.csv', [header, ...rows].join('\n')));

  it('loses only its bad cells and rows, each named', async () => {
    const { observations, rejected } = await read(
      'US-X,70,-150,2010,7,Tier 1,-30,0.2,40%,8',
      'US-X,70,-150,2010,13,Tier 1,-30,0.2,40,8',
      'US-X,70,-150,2010,8,Tier 2,-30,0.2,40,8',
      'US-X,70,-150,2010,9,Tier 1,abc,inf,40,8',
      'US-X,70,-150,2010,10,Tier 1,-5000,,40,8',
      'US-X,95,-150,2010,10,Tier 1,1,,40,8',
      'US-X,70,-150,2010',
    );
    expect(observations.filter((o) => o.variable === 'co2').map((o) => [isoMonth(o.month), o.filled])).toEqual([
      ['2010-07', 0.4],
    ]);
    expect(rejected.map((r) => [r.where, r.column])).toEqual([
      ['line 8', undefined],
      ['line 3', 'month'],
      ['line 4', 'data_usage'],
      ['line 5', 'nee_gC_m2_month'],
      ['line 5', 'ch4_gC_m2_month'],
      ['line 7', 'latitude'],
      ['line 6', 'nee_gC_m2_month'],
    ]);
  });

  it('is refused when a column is missing that nothing works without', async () => {
    const { readFluxTable } = await import('./read-rows.ts');
    await expect(readFluxTable(memoryFile('x.csv', 'site_reference,year\nUS-X,2010\n'), 'tidy')).rejects.toThrow(
      UnreadableFile,
    );
  });
});
