import { describe, expect, it } from 'vitest';
import { UnreadableFile } from '../../core/error.ts';
import { isoMonth } from '../../core/month.ts';
import { Random } from '../../core/random.ts';
import { openCandidate } from '../candidate.ts';
import { damagedCopies, survives } from '../fuzz-table.node.ts';
import { MAPPING } from '../mapped-csv/column-mapping.ts';
import { memoryFile } from '../memory-file.ts';
import { recognise } from '../registry.ts';
import { importOf, mean, realDataIsHere, realFile } from '../test-data.node.ts';
import { zipMembers } from '../zip-members.ts';
import { smalt } from './smalt.ts';

/** Made to the layout of SOURCES.md, 4.4; no file of the data set is at hand. */
const HEADER =
  'Latitude,Longitude,Date,Site,Method,active_layer_thickness,volumetric_water_content,depth_top,depth_bottom';
const rows = (...lines: string[]) => memoryFile('smalt.csv', [HEADER, ...lines].join('\n'));
const read = (...lines: string[]) => importOf(smalt, rows(...lines));

describe('soil moisture and thaw of the ABoVE campaigns, made to specification', () => {
  it('a row carries one of the two; -999 is missing; the depth belongs to moisture alone', async () => {
    const { observations, rejected } = await read(
      '68.6,-149.6,2013-08-20,A,probe,45,-999,-999,-999',
      '68.6,-149.6,2013-08-20,A,TDR,-999,38,0,6',
      '68.6,-149.6,2013-08-20,A,TDR,-999,104,6,12',
    );
    expect(observations.map((o) => [o.variable, Number(o.value.toFixed(6)), o.depth, o.flag])).toEqual([
      ['alt', 0.45, undefined, 'ok'],
      ['vwc', 0.38, [0, 0.06], 'ok'],
      ['vwc', 1.04, [0.06, 0.12], 'suspect'],
    ]);
    expect(rejected).toEqual([]);
  });

  it('reads ISO dates, month/day/year, and a year alone for thickness only', async () => {
    const { observations, rejected } = await read(
      '68.6,-149.6,8/9/2013,A,probe,45,-999,-999,-999',
      '66.6,-149.6,2014,B,probe,55,-999,-999,-999',
      '66.6,-149.6,2014,B,TDR,-999,44,0,6',
      '66.6,-149.6,soon,B,TDR,-999,44,0,6',
    );
    expect(observations.map((o) => [isoMonth(o.month), o.variable])).toEqual([
      ['2013-08', 'alt'],
      ['2014-09', 'alt'],
    ]);
    expect(observations[1]?.method).toContain('month inferred');
    expect(rejected.map((r) => [r.where, r.found])).toEqual([
      ['line 4', '2014'],
      ['line 5', 'soon'],
    ]);
  });

  it('takes only a year’s last visit in August to October for the active layer', async () => {
    const { observations } = await read(
      '68.6,-149.6,2013-07-20,A,probe,25,-999,-999,-999',
      '68.6,-149.6,2013-08-10,A,probe,35,-999,-999,-999',
      '68.6,-149.6,2013-09-01,A,probe,45,-999,-999,-999',
    );
    expect(observations.map((o) => o.variable)).toEqual(['thaw_depth', 'thaw_depth', 'alt']);
  });

  it('turns thousands of radar points into one mean a cell, date and method, with spread, number and honest uncertainty', async () => {
    const random = new Random(3);
    const cm = Array.from({ length: 3000 }, () => 50 + 5 * random.normal());
    const lines = cm.map(
      (v, i) =>
        `${(68.6 + i * 1e-7).toFixed(7)},${(-149.6 - i * 1e-7).toFixed(7)},2013-08-20,A,GPR,${v.toFixed(3)},-999,-999,-999`,
    );
    const { observations } = await read(
      ...lines,
      '68.6,-149.6,2013-08-20,A,probe,48,-999,-999,-999',
      '69.5,-149.6,2013-08-20,A,GPR,48,-999,-999,-999',
    );
    expect(observations.map((o) => o.method.split(',').slice(0, 2).join()).sort()).toEqual([
      'GPR, 1 measurement',
      'GPR, 3000 measurements',
      'probe, 1 measurement',
    ]);
    const radar = observations.find((o) => o.method.startsWith('GPR, 3000'));
    expect(radar?.value).toBeCloseTo(mean(cm) / 100, 5);
    // The instrument's bias does not shrink with the number of points.
    expect(radar?.uncertainty).toBeGreaterThan(0.08);
    expect(radar?.uncertainty).toBeLessThan(0.081);
    expect(new Set(observations.map((o) => o.site)).size).toBe(2);
  });

  it('asks for the unit of a column that cannot be what the publisher states, and keeps the other', async () => {
    const { observations, rejected } = await read(
      '68.6,-149.6,2013-08-20,A,probe,0.45,-999,-999,-999',
      '68.6,-149.6,2013-08-20,A,TDR,-999,38,0,6',
    );
    expect(observations.map((o) => o.variable)).toEqual(['vwc']);
    expect(rejected[0]).toMatchObject({
      column: 'active_layer_thickness',
      rule: expect.stringContaining('looks like metres'),
    });
    await expect(read('68.6,-149.6,2013-08-20,A,probe,0.45,0.3,0,6')).rejects.toThrow(UnreadableFile);
  });

  it('is read as a column mapping beside it says', async () => {
    const mapping = {
      kind: MAPPING,
      version: 1,
      file: 'smalt.csv',
      heading: 1,
      site: { column: 'Site' },
      position: { lat: { column: 'Latitude' }, lon: { column: 'Longitude' } },
      time: { date: 'Date' },
      values: [
        {
          column: 'active_layer_thickness',
          variable: 'alt',
          unit: 'm',
          sign: 1,
          per: 'visit',
          method: { value: 'probe' },
        },
      ],
      missing: [-999],
      citation: 'mine',
    };
    const file = rows('68.6,-149.6,2013-08-20,A,probe,0.45,-999,-999,-999');
    const { observations } = await importOf(smalt, file, [memoryFile('m.json', JSON.stringify(mapping))]);
    expect(observations.map((o) => [o.variable, o.value])).toEqual([['alt', 0.45]]);
  });

  it('bounds what it says of a file of which nothing is good', async () => {
    const bad = Array.from({ length: 5000 }, (_, i) => `98.6,-149.6,2013-08-20,A,probe,${40 + (i % 9)},-999,-999,-999`);
    const { observations, rejected } = await read(...bad, '68.6,-149.6,2013-08-20,A,TDR,-999,38,0,6');
    expect(observations.length).toBe(1);
    expect(rejected.length).toBe(101);
    expect(rejected.reduce((s, r) => s + (r.count ?? 1), 0)).toBe(5000);
  });

  it('survives damage: 300 seeded cases', async () => {
    const text = await rows(
      '68.6,-149.6,2013-08-20,A,probe,45,-999,-999,-999',
      '68.6,-149.6,8/21/2013,A,TDR,-999,38,0,6',
      '68.7,-149.6,2013,A,GPR,55,-999,-999,-999',
    ).bytes();
    const outcomes = new Set<string>();
    for (const bytes of damagedCopies(new TextDecoder().decode(text), 300, 8))
      outcomes.add(await survives(smalt, memoryFile('s.csv', bytes)));
    expect(outcomes).toContain('read');
  });
});

describe.skipIf(!realDataIsHere)('a table of fluxes that carries thaw and moisture too (needs ../shared/data)', () => {
  it('is left to its own source', async () => {
    const zip = realFile('abcflux/ABCflux_v2_alaska_tier1.csv.zip');
    for (const member of await zipMembers(zip)) {
      const candidate = await openCandidate(member);
      expect(smalt.probe(candidate)).toBe('no');
      expect(recognise(candidate)?.source.id).toBe('abcflux');
    }
  });
});
