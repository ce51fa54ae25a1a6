import { describe, expect, it } from 'vitest';
import { utils, write } from 'xlsx';
import { BadRequest, UnreadableFile } from '../../core/error.ts';
import { isoMonth, monthOf } from '../../core/month.ts';
import { openCandidate } from '../candidate.ts';
import { damagedCopies, survives } from '../fuzz-table.node.ts';
import { memoryFile } from '../memory-file.ts';
import type { Observed } from '../source.ts';
import { importOf, realDataIsHere, realFile } from '../test-data.node.ts';
import { type ColumnMapping, checkMapping, MAPPING } from './column-mapping.ts';
import { mappedCsv } from './mapped-csv.ts';
import { proposeMapping } from './propose-mapping.ts';
import { tableSample } from './table-sample.ts';

/** ITEX has no common standard: made to the fields that SOURCES.md, 4.3, names. */
const ITEX = `Thaw depth at the warming plots
Site,Plot,Treatment,Year,DOY,Thaw depth (cm),Notes
Toolik Moist,1,CTL,2012,227,42,
Toolik Moist,1,CTL,2012,227,46,rock
Toolik Moist,2,CTL,2012,227,44,
Toolik Moist,3,OTC,2012,227,60,
Toolik Moist,1,CTL,2012,190,-9999,
Toolik Moist,1,CTL,2012,191,NA,
Toolik Moist,1,CTL,2012,192,deep,
Toolik Moist,1,CTL,2011,366,20,
`;
const MAP: ColumnMapping = {
  kind: MAPPING,
  version: 1,
  file: 'itex.csv',
  heading: 2,
  site: { column: 'Site' },
  position: { sites: { 'Toolik Moist': [68.62, -149.6] } },
  time: { year: { column: 'Year' }, dayOfYear: 'DOY' },
  treatment: { column: 'Treatment', keep: ['CTL'] },
  values: [
    {
      column: 'Thaw depth (cm)',
      variable: 'thaw_depth',
      unit: 'cm',
      sign: 1,
      per: 'visit',
      method: { value: 'probe' },
    },
  ],
  missing: [-9999],
  citation: 'ITEX, Arctic Data Center',
};
const beside = (mapping: object) => [memoryFile('itex.mapping.json', JSON.stringify(mapping))];
const short = (o: Observed) => [o.variable, isoMonth(o.month), Number(o.value.toFixed(6)), o.flag];

const { observations, rejected, notes, provenance } = await importOf(
  mappedCsv,
  memoryFile('x/itex.csv', ITEX),
  beside(MAP),
);

describe('a table with a column mapping beside it (ITEX, made to specification)', () => {
  it('gives the mean of the control probings of a day; warmed plots are left out and counted', () => {
    expect(observations.map(short)).toEqual([['thaw_depth', '2012-08', 0.44, 'ok']]);
    expect(observations[0]?.uncertainty).toBeCloseTo(Math.hypot(0.03, 0.02 / Math.sqrt(3)), 9);
    expect(notes.join('\n')).toContain('1 rows kept out: Treatment is not CTL');
    expect(notes.join('\n')).toContain('2 rows hold no value');
  });

  it('names what it could not take, and keeps the citation', () => {
    expect(rejected.map((r) => [r.where, r.column, r.found])).toEqual([
      ['line 9', 'Thaw depth (cm)', 'deep'],
      ['line 10', 'DOY', '366'],
    ]);
    expect(provenance.citation).toBe('ITEX, Arctic Data Center');
  });

  it('is applied to a workbook alike, and gives the same twice', async () => {
    const cells = ITEX.trim()
      .split('\n')
      .map((l) => l.split(',').map((c) => (c !== '' && Number.isFinite(Number(c)) ? Number(c) : c)));
    const book = utils.book_new();
    utils.book_append_sheet(book, utils.aoa_to_sheet(cells), 'plots');
    const file = memoryFile('itex.xlsx', new Uint8Array(write(book, { type: 'array', bookType: 'xlsx' })));
    const again = await importOf(mappedCsv, file, beside({ ...MAP, file: 'itex.xlsx', sheet: 'plots' }));
    expect(again.observations.map(short)).toEqual(observations.map(short));
    expect(again.rejected[0]?.where).toBe('plots, row 9');
  });

  it('turns the sign it is told to turn, and rejects what then lies above the ground', async () => {
    const text = ITEX.replace('227,42,', '227,-42,').replace('227,46,', '227,-46,');
    const turned = { ...MAP, values: [{ ...MAP.values[0], sign: -1 }] };
    const read = await importOf(mappedCsv, memoryFile('itex.csv', text), beside(turned));
    expect(read.observations.map((o) => o.value)).toEqual([0.44]);
    expect(read.rejected.some((r) => r.where === 'line 5' && r.rule.includes('outside 0 to 5'))).toBe(true);
  });

  it('says which heading is not there, and which part of a mapping is wrong', async () => {
    const file = memoryFile('itex.csv', ITEX);
    const missing = { ...MAP, values: [{ ...MAP.values[0], column: 'ALT' }] };
    await expect(importOf(mappedCsv, file, beside(missing))).rejects.toThrow(/the column ALT that the mapping names/);
    const unit = { ...MAP, values: [{ ...MAP.values[0], unit: 'furlong' }] };
    await expect(importOf(mappedCsv, file, beside(unit))).rejects.toThrow(/values\[0\]\.unit: expected one of m, cm/);
  });
});

describe('a column mapping', () => {
  it('is checked in every part', () => {
    expect(checkMapping(JSON.parse(JSON.stringify(MAP)))).toEqual(MAP);
    const broken: object[] = [
      { ...MAP, version: 2 },
      { ...MAP, heading: 0 },
      { ...MAP, site: 'Site' },
      { ...MAP, position: { sites: { a: [168, 0] } } },
      { ...MAP, position: { lat: { value: 68 }, lon: { column: 'Lon' } } },
      { ...MAP, time: {} },
      { ...MAP, time: { date: 'Date', order: 'ymd' } },
      { ...MAP, values: [] },
      { ...MAP, values: [{ ...MAP.values[0], variable: 'constructor' }] },
      { ...MAP, values: [{ ...MAP.values[0], unit: 'constructor' }] },
      { ...MAP, values: [{ ...MAP.values[0], sign: 0 }] },
      { ...MAP, missing: [null] },
      { ...MAP, citation: '' },
    ];
    for (const m of broken) expect(() => checkMapping(m), JSON.stringify(m)).toThrow(BadRequest);
    for (const m of [null, 3, 'x', []]) expect(() => checkMapping(m)).toThrow(BadRequest);
  });
});

const proposalOf = async (text: string) => {
  const sample = tableSample(await openCandidate(memoryFile('t.csv', text)));
  if (!sample) throw new Error('no table');
  return proposeMapping(sample);
};

describe('a proposal by headings', () => {
  it('finds quantity, unit, place, day, control; asks where the sites are', async () => {
    const { mapping, questions, understood } = await proposalOf(ITEX);
    expect(mapping).toBeUndefined();
    expect(questions).toEqual([expect.stringContaining('where is each of the sites (Toolik Moist)')]);
    expect(understood).toEqual([
      'Thaw depth (cm): thaw_depth in cm',
      expect.stringContaining('warming experiment (ITEX)'),
      'Treatment: only CTL taken; treated plots are an experiment',
    ]);
  });

  it('reads a table whose headings leave nothing open, and one that does leave something open not', async () => {
    const clear =
      'site,latitude,longitude,date,thaw_depth_cm\nA,68.6,-149.6,2012-08-14,44\nA,68.6,-149.6,2012-08-14,46\n';
    const { observations, notes } = await importOf(mappedCsv, memoryFile('t.csv', clear));
    expect(observations.map(short)).toEqual([['thaw_depth', '2012-08', 0.45, 'ok']]);
    expect(notes[0]).toContain('nothing was left open');
    const ask = async (from: string, to: string, pattern: RegExp) =>
      expect(importOf(mappedCsv, memoryFile('t.csv', clear.replaceAll(from, to)))).rejects.toThrow(pattern);
    await ask('thaw_depth_cm', 'thaw_depth', /in which unit/);
    await ask('2012-08-14', '3/4/2012', /month\/day or day\/month/);
    await ask(',44', ',-44', /1 negative and 1 positive/);
    await ask('-149.6', '149.6', /Which way are they counted/);
    await ask('thaw_depth_cm', 'height', /which column holds what quantity/);
    await expect(importOf(mappedCsv, memoryFile('t.csv', clear.replaceAll(',4', ',-4')))).rejects.toThrow(
      /Offered with the sign turned/,
    );
  });

  it('loses a row whose date is a word among dates, and asks when words are many', async () => {
    const row = (day: string) => `A,68.6,-149.6,${day},44`;
    const days = Array.from({ length: 20 }, (_, i) => row(`2012-07-${String(i + 1).padStart(2, '0')}`));
    const table = (...more: string[]) =>
      memoryFile('t.csv', ['site,latitude,longitude,date,alt_cm', ...days, ...more].join('\n'));
    const read = await importOf(mappedCsv, table(row('summer')));
    expect(read.observations.length).toBe(20);
    expect(read.rejected.map((r) => [r.where, r.column, r.found])).toEqual([['line 22', 'date', 'summer']]);
    await expect(importOf(mappedCsv, table(row('summer'), row('autumn')))).rejects.toThrow(/summer is no date/);
  });

  it('takes the order of figures from a day above 12, and does not take sd and flag columns for values', async () => {
    const text = 'site,lat,lon,date,alt_cm,sd_alt_cm,alt_flag\nA,68,-149,3/4/2012,44,3,0\nA,68,-149,8/14/2012,45,3,0\n';
    const { mapping, questions } = await proposalOf(text);
    expect([questions, mapping?.time, mapping?.values.map((v) => v.column)]).toEqual([
      [],
      { date: 'date', order: 'mdy' },
      ['alt_cm'],
    ]);
  });

  it('makes monthly means of temperature from ten days and more, and converts by a unit in brackets', async () => {
    const days = Array.from({ length: 35 }, (_, i) => new Date(Date.UTC(2012, 5, 1 + i)).toISOString().slice(0, 10));
    const text = `lat,lon,date,Soil temperature (degF),depth_cm\n${days.map((d) => `68,-149,${d},41,10`).join('\n')}\n`;
    const { observations, rejected } = await importOf(mappedCsv, memoryFile('t.csv', text));
    expect(observations.map((o) => [o.month, Number(o.value.toFixed(6)), o.depth])).toEqual([
      [monthOf(2012, 6), 5, [0.1, 0.1]],
    ]);
    expect(rejected.map((r) => [r.count, r.rule])).toEqual([[1, 'fewer than 10 days of a month: no monthly mean']]);
  });
});

describe('what is no table', () => {
  it.each(['', 'poem, not a table\nof anything', '1,2,3\n4,5,6\n', 'a,b\n1,2\n', '# only\n'])(
    '%j is not recognised',
    async (text) => {
      expect(mappedCsv.probe(await openCandidate(memoryFile('a', text)))).toBe('no');
    },
  );

  it('a mapping that is cut off says so itself', async () => {
    const text = JSON.stringify(MAP);
    await expect(importOf(mappedCsv, memoryFile('m.json', text.slice(0, 200)))).rejects.toThrow(UnreadableFile);
    expect((await importOf(mappedCsv, memoryFile('m.json', text))).notes[0]).toContain('used when itex.csv');
  });

  it('damaged tables survive: 300 seeded cases with a mapping, 200 without', async () => {
    const outcomes = new Set<string>();
    for (const bytes of damagedCopies(ITEX, 300, 7))
      outcomes.add(await survives(mappedCsv, memoryFile('itex.csv', bytes), beside(MAP)));
    const clear =
      'site,latitude,longitude,date,thaw_depth_cm\nA,68.6,-149.6,2012-08-14,44\nA,68.6,-149.6,2012-08-15,46\n';
    for (const bytes of damagedCopies(clear, 200, 9))
      outcomes.add(await survives(mappedCsv, memoryFile('t.csv', bytes)));
    expect([...outcomes].sort()).toEqual(['not recognised', 'read', 'refused']);
  });
});

describe.skipIf(!realDataIsHere)('a real table of dated thaw depths (needs ../shared/data)', () => {
  it('gives the publisher’s own means by date (ARF-4, ARF-6)', async () => {
    const mapping: ColumnMapping = {
      ...MAP,
      file: 'ARFlux_ThawDepths_2008-2014.csv',
      heading: 1,
      site: { value: 'Unburned' },
      position: { lat: { value: 68.93 }, lon: { value: -150.27 } },
      time: { date: 'Date' },
      values: [
        {
          column: 'Thaw depth Unburned',
          variable: 'thaw_depth',
          unit: 'cm',
          sign: 1,
          per: 'visit',
          method: { value: 'probe' },
        },
      ],
      missing: ['#N/A'],
    };
    const { treatment: _none, ...rest } = mapping;
    const file = realFile('anaktuvuk_flux_thaw/ARFlux_ThawDepths_2008-2014.csv');
    const { observations } = await importOf(mappedCsv, file, beside(rest));
    const stated = new TextDecoder().decode(await realFile('anaktuvuk_flux_thaw/thaw_depth_by_date.csv').bytes());
    const [header, ...lines] = stated
      .trim()
      .split(/\r?\n/)
      .map((l) => l.split(','));
    const at = header?.indexOf('unburned_mean') ?? -1;
    const means = lines.map((l) => Number(l[at])).filter(Number.isFinite);
    expect(observations.length).toBe(means.length);
    const sorted = (x: number[]) => [...x].sort((a, b) => a - b);
    const ours = sorted(observations.map((o) => o.value * 100));
    for (const [i, m] of sorted(means).entries()) expect(ours[i]).toBeCloseTo(m, 1);
  });
});
