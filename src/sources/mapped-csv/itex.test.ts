import { describe, expect, it } from 'vitest';
import { isoMonth } from '../../core/month.ts';
import { openCandidate } from '../candidate.ts';
import { memoryFile } from '../memory-file.ts';
import type { Imported } from '../source.ts';
import { importOf } from '../test-data.node.ts';
import { checkMapping } from './column-mapping.ts';
import { mappedCsv } from './mapped-csv.ts';
import { proposeMapping } from './propose-mapping.ts';
import { tableSample } from './table-sample.ts';

const proposalOf = async (text: string) => {
  const sample = tableSample(await openCandidate(memoryFile('t.csv', text)));
  if (!sample) throw new Error('no table');
  return proposeMapping(sample);
};
const short = ({ observations }: Imported) =>
  observations.map((o) => [o.site, o.variable, o.method.slice(-10), Number(o.value.toFixed(4))]);

/** ITEX has no common standard: made to the fields that SOURCES.md, 4.3, names. Two plots, three probings a visit, day of year. */
const LONG = `Site,Subsite,Plot,Treatment,Latitude,Longitude,Year,DOY,Thaw depth 1 (cm),Thaw depth 2 (cm),Thaw depth 3 (cm)
TOOLIK,MOIST,P1,CTL,68.62,-149.60,2012,180,20,22,24
TOOLIK,MOIST,P1,CTL,68.62,-149.60,2012,227,42,44,NA
TOOLIK,MOIST,P2,CTL,68.62,-149.60,2012,227,50,,-9999
TOOLIK,MOIST,P3,OTC,68.62,-149.60,2012,227,60,61,62
TOOLIK,MOIST,P1,CTL,68.62,-149.60,2012,400,42,44,46
TOOLIK,MOIST,P1,CTL,68.62,-149.60,2012,229,42,deep,46
`;

describe('thaw of a warming experiment, a row a visit (ITEX, made to specification)', () => {
  it('is known by its headings: control plots only, plots apart, probings of a visit together', async () => {
    const { questions, understood, mapping } = await proposalOf(LONG);
    expect(questions).toEqual([]);
    expect(understood.at(-1)).toContain('only CTL taken');
    expect(understood.some((u) => u.includes('ITEX'))).toBe(true);
    expect(checkMapping(JSON.parse(JSON.stringify(mapping)))).toEqual(mapping);
    const read = await importOf(mappedCsv, memoryFile('t.csv', LONG));
    expect(short(read)).toEqual([
      ['mapped/TOOLIK/MOIST/P1', 'thaw_depth', '2012-06-28', 0.22],
      ['mapped/TOOLIK/MOIST/P1', 'thaw_depth', '2012-08-14', 0.43],
      ['mapped/TOOLIK/MOIST/P1', 'alt', '2012-08-16', 0.44],
      ['mapped/TOOLIK/MOIST/P2', 'alt', '2012-08-14', 0.5],
    ]);
    expect(read.notes.join()).toContain('1 ');
  });

  it('names what it does not take, at its place on the map', async () => {
    const { rejected } = await importOf(mappedCsv, memoryFile('t.csv', LONG));
    expect(rejected.map((r) => [r.where, r.column, r.found, r.at])).toEqual([
      ['line 6', 'DOY', '400', { lat: 68.62, lon: -149.6 }],
      ['line 7', 'Thaw depth 2 (cm)', 'deep', { lat: 68.62, lon: -149.6 }],
    ]);
  });

  it('asks for the unit and for the place where the table is silent, and which word is the control', async () => {
    const ask = async (from: RegExp, to: string) => (await proposalOf(LONG.replace(from, to))).questions.join('; ');
    expect(await ask(/ \(cm\)/g, '')).toMatch(/in which unit/);
    expect(await ask(/Latitude,Longitude/, 'x,y')).toMatch(/where is each of the sites \(TOOLIK\)/);
    expect(await ask(/CTL/g, 'plain')).toMatch(/which of .*plain.* is the untreated control/);
  });
});

/** A column a day. */
const WIDE = `Site,Plot,Treatment,Latitude,Longitude,2012-06-28 (cm),14-Aug-2012 (cm),2013-08-10 (cm)
TOOLIK,P1,CTL,68.62,-149.60,20,44,46
TOOLIK,P2,OTC,68.62,-149.60,30,60,61
TOOLIK,P3,control,68.62,-149.60,,48,-9999
TOOLIK,P4,CTL,68.62,-149.60,900,47,wet
`;

describe('thaw of a warming experiment, a column a day (ITEX, made to specification)', () => {
  it('is known by days among its headings and gives each value its day', async () => {
    const { questions, mapping } = await proposalOf(WIDE);
    expect(questions).toEqual([]);
    expect(mapping?.values.map((v) => v.on)).toEqual(['2012-06-28', '2012-08-14', '2013-08-10']);
    expect(checkMapping(JSON.parse(JSON.stringify(mapping)))).toEqual(mapping);
    const read = await importOf(mappedCsv, memoryFile('t.csv', WIDE));
    expect(short(read)).toEqual([
      ['mapped/TOOLIK/P1', 'thaw_depth', '2012-06-28', 0.2],
      ['mapped/TOOLIK/P1', 'alt', '2012-08-14', 0.44],
      ['mapped/TOOLIK/P1', 'alt', '2013-08-10', 0.46],
      ['mapped/TOOLIK/P3', 'alt', '2012-08-14', 0.48],
      ['mapped/TOOLIK/P4', 'alt', '2012-08-14', 0.47],
    ]);
    expect(read.observations.map((o) => isoMonth(o.month))).toEqual([
      '2012-06',
      '2012-08',
      '2013-08',
      '2012-08',
      '2012-08',
    ]);
    expect(read.rejected.map((r) => [r.where, r.column, r.found])).toEqual([
      ['line 5', '2012-06-28 (cm)', '900'],
      ['line 5', '2013-08-10 (cm)', 'wet'],
    ]);
  });

  it('asks for the unit where no heading says it', async () => {
    const { questions } = await proposalOf(WIDE.replaceAll(' (cm)', ''));
    expect(questions[0]).toMatch(/2012-06-28: thaw depth in which unit/);
  });

  it('is no table of an experiment without warmed plots, and a day of a mapping is a day', async () => {
    expect((await proposalOf(WIDE.replace('OTC', 'CTL'))).mapping?.values.some((v) => v.on)).not.toBe(true);
    const { mapping } = await proposalOf(WIDE);
    const values = mapping?.values.map((v) => ({ ...v, on: '2012-06' }));
    expect(() => checkMapping({ ...mapping, values })).toThrow(/a day YYYY-MM-DD/);
  });
});
