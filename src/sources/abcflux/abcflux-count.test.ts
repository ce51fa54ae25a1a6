import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { isoMonth, yearOf } from '../../core/month.ts';
import { gramsCarbonFromNmol, gramsCarbonFromUmol } from '../../core/unit.ts';
import { settleDuplicates } from '../../preprocess/settle-duplicates.ts';
import { fluxnet } from '../fluxnet/fluxnet.ts';
import { groupBy } from '../group-by.ts';
import { memoryFile } from '../memory-file.ts';
import type { Imported, InputFile, Observed } from '../source.ts';
import { importOf, mean, realDataIsHere, realFile } from '../test-data.node.ts';
import { bifCsv } from '../tower/made-tower.node.ts';
import { zipMembers } from '../zip-members.ts';
import { abcflux } from './abcflux.ts';

type Columns = Readonly<Record<string, string>>;
/** Column of either table and what it becomes. */
const PUBLISHED: Columns = {
  nee: 'co2',
  gpp: 'gpp',
  reco: 'reco',
  ch4_flux_total: 'ch4',
  tair: 't_air',
  precip: 'precip',
  tsoil_surface: 't_soil',
  soil_moisture: 'vwc',
  snow_depth: 'snow_depth',
  thaw_depth: 'thaw_depth',
};
const TIDY: Columns = {
  nee_gC_m2_month: 'co2',
  gpp_gC_m2_month: 'gpp',
  reco_gC_m2_month: 'reco',
  ch4_gC_m2_month: 'ch4',
  tair: 't_air',
  precip: 'precip',
  tsoil_surface: 't_soil',
  soil_moisture: 'vwc',
  snow_depth: 'snow_depth',
  thaw_depth: 'thaw_depth',
};

/** Every cell of a file that holds something, read by another parser: the oracle of the count. */
async function cellsOf(file: InputFile, columns: Columns): Promise<Record<string, number>> {
  const text = new TextDecoder().decode(await file.bytes());
  const { data } = Papa.parse<Record<string, string>>(text, { header: true, skipEmptyLines: true });
  const holds = (cell: string | undefined) =>
    !['', 'na', 'n/a', 'nan', '-'].includes((cell ?? '').trim().toLowerCase());
  return Object.fromEntries(Object.keys(columns).map((c) => [c, data.filter((r) => holds(r[c])).length]));
}

const lost = ({ rejected }: Imported, column: string) =>
  rejected.filter((r) => r.column === column).reduce((n, r) => n + (r.count ?? 1), 0);

/** What an import made of each column: values taken and values rejected, together. */
const accounted = (read: Imported, columns: Columns): Record<string, number> =>
  Object.fromEntries(
    Object.entries(columns).map(([column, variable]) => [
      column,
      read.observations.filter((o) => o.variable === variable).length + lost(read, column),
    ]),
  );

const grams = (o: Observed) =>
  o.variable === 'ch4' ? gramsCarbonFromNmol(o.value, o.month) : gramsCarbonFromUmol(o.value, o.month);

/** The publisher's table of towers: lat, lon, months, first and last year, mean NEE, CH4 months, mean CH4. */
const TOWERS: Record<string, [number, number, number, number, number, number, number, number?]> = {
  'US-A10': [71.323, -156.609, 110, 2011, 2020, -13.74, 91, 0.21],
  'US-BZB': [64.696, -148.321, 120, 2011, 2020, 1.03, 36, 0.69],
  'US-BZS': [64.696, -148.324, 132, 2010, 2020, -4.57, 24, 0.11],
  'US-BZo': [64.694, -148.33, 36, 2018, 2020, -4.42, 0],
  'US-Beo': [71.281, -156.626, 24, 2013, 2014, 4.24, 24, 0.27],
  'US-Bes': [71.281, -156.596, 36, 2013, 2015, -2.32, 36, 0.28],
  'US-EML': [63.878, -149.254, 156, 2008, 2020, 1.15, 40, 0.06],
  'US-Fcr': [65.397, -149.121, 48, 2011, 2014, 14.68, 0],
  'US-HVs': [69.167, -148.857, 5, 1995, 1995, -12.27, 0],
  'US-ICh': [68.607, -149.296, 168, 2007, 2020, 1.47, 0],
  'US-ICt': [68.606, -149.304, 168, 2007, 2020, -3.02, 0],
  'US-Ivo': [68.487, -155.75, 96, 2004, 2016, -1.66, 48, 0.42],
  'US-NGB': [71.283, -156.609, 96, 2012, 2019, -6.86, 91, 0.47],
  'US-Rpf': [65.12, -147.512, 156, 2008, 2020, -2.46, 0],
  'US-Uaf': [64.866, -147.856, 180, 2003, 2018, -1.61, 84, 0.06],
  'US-YK1': [61.272, -163.223, 16, 2019, 2020, -1.78, 14, 0.75],
  'US-xBA': [71.282, -156.619, 24, 2019, 2020, 2.97, 0],
  'US-xBN': [65.154, -147.503, 36, 2017, 2020, -2.63, 0],
  'US-xDJ': [63.881, -145.751, 32, 2017, 2020, 9.93, 0],
};

describe.skipIf(!realDataIsHere)('the count of ABCflux (needs ../shared/data)', async () => {
  const member = realDataIsHere
    ? (await zipMembers(realFile('abcflux/ABCflux_v2_alaska_tier1.csv.zip')))[0]
    : undefined;
  const tidyFile = realDataIsHere ? realFile('abcflux/ec_monthly_alaska.csv') : undefined;
  const zip = member ? await importOf(abcflux, member) : undefined;
  const tidy = tidyFile ? await importOf(abcflux, tidyFile) : undefined;

  it('leaves no value of the published table without an answer: taken, or rejected with its reason (ABC-1, ABC-3)', async () => {
    expect(accounted(zip as Imported, PUBLISHED)).toEqual(await cellsOf(member as InputFile, PUBLISHED));
    const equal = zip?.rejected.find((r) => r.column === 'nee' && r.rule.startsWith('the same value'));
    expect(equal).toMatchObject({ count: 2581 - 18 - 1471 - 59, todo: 'nothing' });
    expect(zip?.rejected.filter((r) => r.rule.startsWith('infinite')).map((r) => r.column)).toHaveLength(9);
  });

  it('leaves no value of the tidy table without an answer', async () => {
    expect(accounted(tidy as Imported, TIDY)).toEqual(await cellsOf(tidyFile as InputFile, TIDY));
  });

  it('finds 1483 site-months of eddy towers in the zip, 1033 of them with two or three rows (ABC-1)', async () => {
    const text = new TextDecoder().decode(await (member as InputFile).bytes());
    interface Row {
      readonly flux_method: string;
      readonly site_reference: string;
      readonly year: string;
      readonly month: string;
    }
    const { data } = Papa.parse<Row>(text, { header: true, skipEmptyLines: true });
    const eddy = data.filter((r) => r.flux_method === 'EC');
    const months = groupBy(eddy, (r) => `${r.site_reference} ${r.year}-${r.month.padStart(2, '0')}`);
    expect([data.length, eddy.length, months.size, [...months.values()].filter((m) => m.length > 1).length]).toEqual([
      2653, 2631, 1483, 1033,
    ]);
    // None of them is without a value of ours.
    const towers = (zip?.observations ?? []).filter((o) => !o.site.startsWith('abcflux/chamber '));
    const ours = new Set(towers.map((o) => `${o.site.slice('abcflux/'.length)} ${isoMonth(o.month)}`));
    expect([...months.keys()].filter((m) => !ours.has(m))).toEqual([]);
    expect(ours.size).toBe(1483);
  });

  it.each(Object.entries(TOWERS))('gives the stated months and means of %s', (site, stated) => {
    const [lat, lon, months, first, last, nee, ch4Months, ch4] = stated;
    const of = (variable: string) =>
      (tidy?.observations ?? []).filter((o) => o.site === `abcflux/${site}` && o.variable === variable);
    const years = of('co2').map((o) => yearOf(o.month));
    expect([of('co2').length, Math.min(...years), Math.max(...years), of('ch4').length]).toEqual([
      months,
      first,
      last,
      ch4Months,
    ]);
    expect(mean(of('co2').map(grams))).toBeCloseTo(nee, 2);
    if (ch4 !== undefined) expect(mean(of('ch4').map(grams))).toBeCloseTo(ch4, 2);
    expect([of('co2')[0]?.lat, of('co2')[0]?.lon].map((x) => Number((x ?? 0).toFixed(3)))).toEqual([lat, lon]);
  });

  it('knows 19 towers in the tidy table, 18 and 12 plots in the zip, each tower by its network’s code (ABC-16)', () => {
    const sites = (read: Imported | undefined, chamber: boolean) =>
      new Set(
        (read?.observations ?? [])
          .filter((o) => o.site.startsWith('abcflux/chamber ') === chamber)
          .map((o) => `${o.site} ${o.place ?? ''}`),
      );
    expect([...sites(tidy, false)].sort()).toEqual(
      Object.keys(TOWERS)
        .map((t) => `abcflux/${t} tower ${t}`)
        .sort(),
    );
    expect(sites(zip, false).size).toBe(18);
    expect(sites(zip, true).size).toBe(12);
  });
});

describe('the count of a flux table made by hand', () => {
  const HEADER =
    'site_reference,latitude,longitude,year,month,data_usage,flux_method,partition_method,nee,gpp,reco,ch4_flux_total,extraction_source_co2,tair';
  const at = 'US-Abc,70,-150,2010';
  const FILE = memoryFile(
    'made.csv',
    [
      HEADER,
      `${at},7,Tier 1,EC,Reichstein,-30,-60,30,0.2,Ameriflux,8`,
      `${at},7,Tier 1,EC,Lasslop,-30,-55,25,0.2,Ameriflux,8`,
      `${at},7,Tier 1,EC,,-20,,,0.2,User-contributed,9`,
      `${at},8,Tier 1,EC,Reichstein,-10,inf,20,NA,Ameriflux,7`,
      `${at},9,Tier 1,EC,,abc,,,99999999,Ameriflux,500`,
      'A,70,-150,2010,7,Tier 1,Chamber,,-90,,,0.5,User-contributed,12',
    ].join('\n'),
  );

  it('has an answer for every value, and tells equal from contradicting (ABC-1, ABC-2, ABC-3, ABC-15)', async () => {
    const read = await importOf(abcflux, FILE);
    expect(accounted(read, PUBLISHED)).toEqual(await cellsOf(FILE, PUBLISHED));
    const said = read.rejected.map((r) => [r.where, r.column, r.found, r.count ?? 1]);
    expect(said).toEqual([
      ['line 5', 'gpp', 'inf', 1],
      ['line 6', 'nee', 'abc', 1],
      ['line 4, US-Abc 2010-07', 'nee', '-20', 1],
      ['line 6', 'ch4_flux_total', expect.stringContaining('nmol m-2 s-1'), 1],
      ['line 3', 'nee', undefined, 1],
      ['lines 3 to 4', 'ch4_flux_total', undefined, 2],
      ['line 4, US-Abc 2010-07', 'tair', '9', 1],
      ['line 6', 'tair', '500', 1],
      ['line 3', 'tair', undefined, 1],
      [undefined, 'tair', undefined, 1],
    ]);
    expect(read.rejected.filter((r) => r.count === undefined).every((r) => r.at?.lat === 70)).toBe(true);
  });

  it('tells the three near-twin columns of the filled share apart, and reads 49.54% (ABC-11)', async () => {
    const header = `${HEADER},gap_fill_perc,gap_fill_perc CH4,gap_fill_perc_ch4,gap_fill_perc_nee`;
    const row = (month: number, ...shares: string[]) =>
      `${at},${month},Tier 1,EC,,-30,,,0.2,Ameriflux,8,${shares.join(',')}`;
    const rows = [row(6, '10', '20', '49.54%', '30%'), row(7, '10', '20%', '', ''), row(8, '10', '', '', '')];
    const read = await importOf(abcflux, memoryFile('m.csv', [header, ...rows].join('\n')));
    const filled = (v: string) => read.observations.filter((o) => o.variable === v).map((o) => o.filled);
    expect(filled('co2')).toEqual([0.3, 0.1, 0.1]);
    expect(filled('ch4').map((x) => Number(x.toFixed(6)))).toEqual([0.4954, 0.2, 0.1]);
  });
});

describe('a tower that is in ABCflux and in its own network’s product', () => {
  it('is one site there, at its own position, and each of its months counts once', async () => {
    const months = [5, 6, 7].map((m) => `20100${m},${-1 - m / 10},0.9`);
    const product = memoryFile(
      'AMF_US-Abc_FLUXNET_FULLSET_MM_2010-2010_3-5.csv',
      ['TIMESTAMP,NEE_VUT_REF,NEE_VUT_REF_QC', ...months, ''].join('\n'),
    );
    const site = memoryFile('AMF_US-Abc_FLUXNET_BIF_3-5.csv', bifCsv('US-Abc', { lat: '70.0123', lon: '-150.0456' }));
    const own = await importOf(fluxnet, product, [site]);
    const row = (m: number) => `US-Abc,70,-150,2010,${m},Tier 1,${-30 - m},,40,8`;
    const header =
      'site_reference,latitude,longitude,year,month,data_usage,nee_gC_m2_month,ch4_gC_m2_month,gap_fill_perc_nee,tair';
    const compiled = await importOf(abcflux, memoryFile('tidy.csv', [header, row(7), row(8)].join('\n')));
    const { kept, rejected } = settleDuplicates([...compiled.observations, ...own.observations]);
    const nee = kept.filter((o) => o.variable === 'co2');
    expect(nee.map((o) => [isoMonth(o.month), o.source]).sort()).toEqual([
      ['2010-05', 'fluxnet'],
      ['2010-06', 'fluxnet'],
      ['2010-07', 'fluxnet'],
      ['2010-08', 'abcflux'],
    ]);
    expect(new Set(nee.map((o) => `${o.site} ${o.lat} ${o.lon}`)).size).toBe(1);
    expect(nee[0]?.lat).toBe(70.0123);
    expect(rejected.length).toBeGreaterThan(0);
  });
});
