import { describe, expect, it } from 'vitest';
import { type ColumnMapping, checkMapping } from '../sources/mapped-csv/column-mapping.ts';
import { proposeMapping, type Sample } from '../sources/mapped-csv/propose-mapping.ts';
import { draftOf, type MappingDraft } from './mapping-draft.ts';
import { mappingOf } from './mapping-of-draft.ts';
import { previewOf } from './mapping-preview.ts';

const sample: Sample = {
  file: 'data/ivotuk.csv',
  heading: 1,
  headings: ['Station', 'When', 'Thaw', 'NEE (umol m-2 s-1)', 'Lat', 'Long'],
  rows: [
    ['Ivotuk', '3/4/2012', '45', '-0.5', '68.48', '-155.74'],
    ['Ivotuk', '5/4/2012', '-9999', '0.25', '68.48', '-155.74'],
    ['Ivotuk', '7/8/2012', 'x', '', '68.48', '-155.74'],
  ],
};
const proposal = proposeMapping(sample);
const draft = draftOf(sample, proposal);

const answer = (part: Partial<MappingDraft>, ...columns: Partial<MappingDraft['columns'][number]>[]): MappingDraft => ({
  ...draft,
  citation: 'A. Nobody',
  date: 'When',
  order: 'mdy',
  columns: draft.columns.map((c) => ({ ...c, ...columns.find((to) => to.column === c.column) })),
  ...part,
});
const thaw = { column: 'Thaw', unit: 'cm' } as const;
const nee = { column: 'NEE (umol m-2 s-1)', sign: -1 } as const;

describe('the form of a column mapping', () => {
  it('starts with what headings say, and leaves unit, sign, date and source open where they do not', () => {
    const [, , t, n] = draft.columns;
    expect([t?.variable, t?.unit, t?.sign, t?.per]).toEqual(['thaw_depth', '', 1, 'visit']);
    expect([n?.variable, n?.unit, n?.sign, n?.per]).toEqual(['co2', 'umol m-2 s-1', 0, 'month']);
    expect([draft.place, draft.lat, draft.lon, draft.site]).toEqual(['columns', 'Lat', 'Long', 'Station']);
    const { mapping, lacks } = mappingOf(draft, sample);
    expect(mapping).toBeUndefined();
    expect(lacks.map(({ at }) => at)).toEqual(['unit Thaw', 'sign NEE (umol m-2 s-1)', 'time', 'citation']);
  });

  it('asks for the order of day and month only where figures leave it open', () => {
    const open = mappingOf(answer({ order: '' }, thaw, nee), sample);
    expect(open.lacks).toEqual([{ at: 'order', text: 'When: is 3/4/2012 month/day or day/month?' }]);
    const iso = { ...sample, rows: sample.rows.map((r) => r.with(1, '2012-03-04')) };
    expect(mappingOf(answer({ order: '' }, thaw, nee), iso).lacks).toEqual([]);
  });

  it('keeps what it does not show: parts, licence, method, and the day of each column of a wide table', () => {
    const wide: Sample = {
      file: 'itex.csv',
      heading: 1,
      headings: ['Site', 'Plot', 'Treatment', 'Lat', 'Lon', '2012-07-15 (cm)', '2012-08-20 (cm)'],
      rows: [
        ['Toolik', '1', 'CTL', '68.62', '-149.6', '30', '45'],
        ['Toolik', '2', 'OTC', '68.62', '-149.6', '35', '50'],
      ],
    };
    const suggested = proposeMapping(wide);
    expect(suggested.mapping?.values.map((v) => v.on)).toEqual(['2012-07-15', '2012-08-20']);
    const before = { ...(suggested.mapping as ColumnMapping), licence: 'CC-BY-4.0', doi: '10.1/x', citation: 'A' };
    const { mapping, lacks } = mappingOf(draftOf(wide, suggested, before), wide);
    expect(lacks).toEqual([]);
    expect(checkMapping(mapping)).toMatchObject({ licence: 'CC-BY-4.0', doi: '10.1/x', time: before.time });
    expect(mapping?.parts).toEqual(before.parts);
    expect(mapping?.values.map((v) => [v.on, v.method])).toEqual(before.values.map((v) => [v.on, v.method]));
  });

  it('becomes a mapping that the reader accepts, with the person’s signs, units and codes', () => {
    const { mapping, lacks } = mappingOf(answer({ missing: '-9999, none , -1' }, thaw, nee), sample);
    expect(lacks).toEqual([]);
    expect(checkMapping(mapping)).toMatchObject({
      file: 'ivotuk.csv',
      site: { column: 'Station' },
      position: { lat: { column: 'Lat' }, lon: { column: 'Long' } },
      time: { date: 'When', order: 'mdy' },
      values: [
        { column: 'Thaw', variable: 'thaw_depth', unit: 'cm', sign: 1, per: 'visit' },
        { column: 'NEE (umol m-2 s-1)', variable: 'co2', unit: 'umol m-2 s-1', sign: -1, per: 'month' },
      ],
      missing: [-9999, 'none', -1],
    });
  });

  it('shows the first rows in canonical units, and why a value is not one', () => {
    const { mapping } = mappingOf(answer({}, thaw, nee), sample);
    expect(previewOf(mapping!, sample, 9).map(({ when, values, isGood }) => [when, values.join('; '), isGood])).toEqual(
      [
        ['2012-03-04', 'Thaw depth on a date 0.45 m; CO2 flux (NEE) 0.5 umol m-2 s-1', true],
        ['2012-05-04', 'CO2 flux (NEE) -0.25 umol m-2 s-1', true],
        ['2012-07-08', 'Thaw “x”: not a number', false],
      ],
    );
  });

  it('stands again as it was answered', () => {
    for (const part of [
      {},
      { place: 'fixed', fixed: { lat: '68.5', lon: '\u2212155.7' } },
      { place: 'sites', sites: { Ivotuk: { lat: '68.5', lon: '-155.7' } } },
      { time: 'year', year: '2012', month: '' },
    ] as const satisfies Partial<MappingDraft>[]) {
      const { mapping } = mappingOf(answer(part, thaw, nee), sample);
      const again = draftOf(sample, proposal, mapping);
      expect(mappingOf(again, sample)).toEqual({ mapping, lacks: [] });
    }
  });

  it('carries what is known of errors and of the end of the season', () => {
    const more = { ...thaw, seasonEnd: true, uncertainty: '2' };
    const { mapping } = mappingOf(answer({}, more, { ...nee, seasonEnd: true }), sample);
    expect(checkMapping(mapping).values[0]).toMatchObject({ seasonEnd: true, uncertainty: { value: 2 } });
    expect(mapping?.values[1]).not.toHaveProperty('seasonEnd');
    expect(mappingOf(draftOf(sample, proposal, mapping), sample).mapping).toEqual(mapping);
    const unknown = { ...thaw, uncertainty: 'about 2' };
    expect(mappingOf(answer({}, unknown, nee), sample).lacks.map((l) => l.at)).toEqual(['uncertainty Thaw']);
  });

  it('asks which way positive longitudes are counted, and turns those that count west', () => {
    const west = { ...sample, rows: sample.rows.map((r) => r.with(5, '155.74')) };
    expect(mappingOf({ ...answer({}, thaw, nee), lonWay: draftOf(west, proposal).lonWay }, west).lacks).toEqual([
      { at: 'lonWay', text: 'Long: are degrees counted east or west of Greenwich?' },
    ]);
    const { mapping } = mappingOf(answer({ lonWay: 'west' }, thaw, nee), west);
    expect(previewOf(checkMapping(mapping), west, 1)[0]?.place).toBe('68.480, -155.740');
    expect(mappingOf(draftOf(west, proposal, mapping), west).mapping).toEqual(mapping);
    expect(() => checkMapping({ ...mapping, position: { ...mapping!.position, west: 1 } })).toThrow('position.west');
  });

  it('refuses places off the earth and sites without one', () => {
    const lacksOf = (part: Partial<MappingDraft>) => mappingOf(answer(part, thaw, nee), sample).lacks.map((l) => l.at);
    expect(lacksOf({ place: 'fixed', fixed: { lat: '98', lon: '-155' } })).toEqual(['place']);
    expect(lacksOf({ place: 'fixed', fixed: { lat: '68 N', lon: '-155' } })).toEqual(['place']);
    expect(lacksOf({ place: 'sites', sites: { Ivotuk: { lat: '', lon: '' } } })).toEqual(['place']);
    expect(lacksOf({ place: 'columns', lat: 'Lat', lon: 'Lat' })).toEqual(['place']);
  });

  it('wants a depth for what is measured in the soil', () => {
    const soil = { ...thaw, variable: 't_soil', unit: 'degC' } as const;
    expect(mappingOf(answer({}, soil, nee), sample).lacks.map((l) => l.at)).toEqual(['depth Thaw']);
    const { mapping } = mappingOf(answer({}, { ...soil, depth: '5', depthTo: '10', depthUnit: 'cm' }, nee), sample);
    expect(mapping?.values[0]?.depth).toEqual({ top: { value: 5 }, bottom: { value: 10 }, unit: 'cm' });
  });
});
