import { describe, expect, it } from 'vitest';
import { utils, write } from 'xlsx';
import { UnreadableFile } from '../../core/error.ts';
import { isoMonth, monthOf, yearOf } from '../../core/month.ts';
import { damagedCopies, survives } from '../fuzz-table.node.ts';
import { memoryFile } from '../memory-file.ts';
import { importOf } from '../test-data.node.ts';
import { borehole } from './borehole.ts';
import { boreholeThaw } from './borehole-alt.ts';

const DAY_MS = 86_400_000;
const METADATA = memoryFile(
  'Borehole_7.metadata.txt',
  'Name: West Dock\nPermafrost_Zone: Continuous\nLatitude: 70.37\nLongitude: -148.55\n',
);

/**
 * Made to the layout of SOURCES.md, 4.2 (date column, a column a depth, degC, -999): the ground of a half space whose surface swings by
 * `swing` about `mean`, warmest on 1 August. Its yearly maximum at depth z is mean + swing exp(-z/d), exactly.
 */
const [MEAN, SWING, DAMPING] = [-6, 14, 1.5];
const DEPTHS = [0.1, 0.3, 0.5, 0.7, 1, 2, 5];
function temperature(depth: number, day: number): number {
  const phase = (2 * Math.PI * (day - 212)) / 365.25 - depth / DAMPING;
  return MEAN + SWING * Math.exp(-depth / DAMPING) * Math.cos(phase);
}
function made(depths: readonly number[], headings: readonly string[], years = 2): string {
  const lines = [['Date', ...headings].join(',')];
  for (let day = 0; day < 365 * years; day++) {
    const date = new Date(Date.UTC(2010, 0, 1) + day * DAY_MS).toISOString().slice(0, 10);
    lines.push([date, ...depths.map((z) => temperature(z, day).toFixed(3))].join(','));
  }
  return `${lines.join('\n')}\n`;
}
const read = (text: string, name = 'Borehole_7.csv') => importOf(borehole, memoryFile(name, text), [METADATA]);

const { observations, rejected, notes } = await read(made(DEPTHS, DEPTHS.map(String)));

describe('a borehole of dates and depths, made to specification', () => {
  it('gives monthly means at their depths', () => {
    const soil = observations.filter((o) => o.variable === 't_soil');
    expect(soil.length).toBe(DEPTHS.length * 24);
    const july = soil.find((o) => o.depth?.[0] === 0.3 && o.month === monthOf(2010, 7));
    const days = Array.from({ length: 31 }, (_, i) => temperature(0.3, 181 + i));
    expect(july?.value).toBeCloseTo(days.reduce((s, v) => s + v, 0) / 31, 3);
    expect([july?.lat, july?.lon, july?.site]).toEqual([70.37, -148.55, 'gtnp-borehole/West Dock']);
    expect(rejected).toEqual([]);
    expect(notes[1]).toContain('depths without a unit taken for m');
  });

  it('interpolates the thaw depth between the sensors around 0 degC', () => {
    const alt = observations.filter((o) => o.variable === 'alt');
    const true_ = DAMPING * Math.log(-SWING / MEAN);
    expect(alt.map((o) => [yearOf(o.month), o.flag])).toEqual([
      [2010, 'suspect'],
      [2011, 'suspect'],
    ]);
    // 1.27 m by the formula; a straight line between sensors at 1 and 2 m lies a little deeper.
    expect(true_).toBeCloseTo(1.271, 3);
    const [a, b] = [1, 2].map((z) => MEAN + SWING * Math.exp(-z / DAMPING)) as [number, number];
    expect(alt[0]?.value).toBeCloseTo(1 + a / (a - b), 2);
    expect(alt[0]?.uncertainty).toBeGreaterThan(0.28);
  });

  it('reads the same from a workbook with serial dates', async () => {
    const rows = made(DEPTHS, DEPTHS.map(String))
      .trim()
      .split('\n')
      .map((l, i) =>
        l
          .split(',')
          .map((c, k) => (i === 0 ? c : k === 0 ? (Date.parse(c) - Date.UTC(1899, 11, 30)) / DAY_MS : Number(c))),
      );
    const book = utils.book_new();
    utils.book_append_sheet(book, utils.aoa_to_sheet([['Latitude: 70.37'], ['Longitude: -148.55'], ...rows]), 'T');
    const file = memoryFile('b.xlsx', new Uint8Array(write(book, { type: 'array', bookType: 'xlsx' })));
    const again = await importOf(borehole, file);
    expect(again.observations.map((o) => [o.variable, o.month, o.value.toFixed(6)])).toEqual(
      observations.map((o) => [o.variable, o.month, o.value.toFixed(6)]),
    );
  });
});

describe('the thaw depth of a borehole', () => {
  const date = new Date(Date.UTC(2010, 8, 1));
  const at = (...pairs: [number, number][]) => boreholeThaw(pairs.map(([depth, max]) => ({ depth, max, date })));

  it('is at least the lowest sensor when that thaws, at most the highest when none does', () => {
    expect(at([0.2, 5], [0.6, 0.1])).toMatchObject({ depth: 0.6, bound: 'at least' });
    expect(at([0.5, -0.1], [1, -2])).toMatchObject({ depth: 0.5, bound: 'at most' });
  });

  it('stops at the first frozen sensor and says that thawed ground lies below', () => {
    expect(at([0.2, 4], [0.6, -4], [3, 0.5])).toMatchObject({ depth: 0.4, talik: true, bound: undefined });
  });

  it('is censored in what the importer gives', async () => {
    const shallow = await read(made([0.1, 0.3, 0.5], ['0.1', '0.3', '0.5'], 1));
    expect(shallow.observations.filter((o) => o.variable === 'alt').map((o) => [o.value, o.flag])).toEqual([
      [0.5, 'censored'],
    ]);
  });
});

describe('a borehole table that a person has edited', () => {
  it('takes -999, -999.0 and empty for missing, and names what is no temperature', async () => {
    const lines = made([0.1, 0.5, 1], ['0.1', '0.5', '1.0'], 1).split('\n');
    lines[1] = '2010-01-01,-999,-999.0,';
    lines[2] = '2010-01-02,abc,451,-5';
    lines[3] = '3/4/2010,-5,-5,-5';
    lines[4] = '2010-01-04,-5,-5';
    lines[5] = '2010-01-05,-5,-5,-5,';
    lines[6] = '2010-01-06,-5,-5,"-5';
    const { rejected } = await read(lines.join('\n'));
    // The warm days written over January are spikes besides, and are said as such.
    const unread = rejected.filter((r) => !r.rule.includes('spike'));
    expect(unread.map((r) => [r.where, r.column, r.found])).toEqual([
      ['line 3', '0.1', 'abc'],
      ['line 3', '0.5', '451'],
      ['line 4', 'date', '3/4/2010'],
      ['line 5', undefined, '3 fields'],
      ['line 7', undefined, 'a quote'],
    ]);
  });

  it('takes no spike of one day for thaw', async () => {
    const lines = made([0.1, 0.5, 1, 3], ['0.1', '0.5', '1', '3'], 1).split('\n');
    lines[240] = (lines[240] as string).replace(/[^,]*$/, '9.5');
    const { observations, rejected } = await read(lines.join('\n'));
    expect(rejected.map((r) => [r.column, r.found, r.where])).toEqual([['3', '9.50', '2010-08-28']]);
    expect(observations.find((o) => o.variable === 'alt')?.flag).not.toBe('censored');
  });

  it('claims no thaw depth for a year without its autumn', async () => {
    const lines = made([0.1, 0.5, 1, 3], ['0.1', '0.5', '1', '3'], 1).split('\n').slice(0, 250);
    const { observations, rejected } = await read(lines.join('\n'));
    expect(observations.some((o) => o.variable === 'alt')).toBe(false);
    expect(rejected.find((r) => r.where === '2010')?.rule).toContain('July to October');
  });

  it('asks instead of guessing: where it stands, cm without a word, Fahrenheit', async () => {
    const text = made(DEPTHS, DEPTHS.map(String), 1);
    await expect(importOf(borehole, memoryFile('b.csv', text))).rejects.toThrow(/the place of the borehole/);
    await expect(read(made([0.1, 0.3, 0.5], ['10', '30', '50']))).rejects.toThrow(/whose unit is said/);
    const fahrenheit = text
      .split('\n')
      .map((l, i) => (i === 0 ? l : l.replace(/,(-?[\d.]+)/g, (_, x) => `,${(Number(x) * 1.8 + 32).toFixed(2)}`)))
      .join('\n');
    await expect(read(fahrenheit)).rejects.toThrow(UnreadableFile);
  });

  it('reads units and signs from headings, air sensors left out', async () => {
    const cm = await read(made([0.1, 0.3, 0.5], ['Depth 10 cm', '30 cm', '50cm'], 1));
    expect([...new Set(cm.observations.flatMap((o) => (o.depth ? [o.depth[0]] : [])))]).toEqual([0.1, 0.3, 0.5]);
    const down = await read(made([0, 0.3, 0.5, 1], ['1.5', '-0.3', '-0.5', '-1'], 1));
    expect([...new Set(down.observations.flatMap((o) => (o.depth ? [o.depth[0]] : [])))]).toEqual([0.3, 0.5, 1]);
    expect(down.rejected.some((r) => r.column === '1.5' && r.rule.includes('above the surface'))).toBe(true);
  });

  it('survives damage: 200 seeded cases, no crash, nothing impossible', async () => {
    const text = `Latitude: 70.37\nLongitude: -148.55\n${made([0.1, 0.5, 1], ['0.1', '0.5', '1.0'], 1)}`;
    const outcomes = new Set<string>();
    for (const bytes of damagedCopies(text, 200, 11))
      outcomes.add(await survives(borehole, memoryFile('b.csv', bytes)));
    expect(outcomes).toContain('read');
  });
});

describe('months', () => {
  it('need ten days', async () => {
    const lines = made([0.1, 0.5], ['0.1', '0.5'], 1).split('\n');
    const { observations, rejected } = await read(lines.slice(0, 38).join('\n'));
    expect([...new Set(observations.map((o) => isoMonth(o.month)))]).toEqual(['2010-01']);
    expect(rejected.filter((r) => r.rule.includes('fewer than 10 days')).length).toBe(2);
  });
});
