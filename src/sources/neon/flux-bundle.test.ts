import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'fflate';
import type { Group } from 'h5wasm';
import { describe, expect, it } from 'vitest';
import { StudioError, UnreadableFile } from '../../core/error.ts';
import { isoMonth } from '../../core/month.ts';
import { Random } from '../../core/random.ts';
import { archiveBatches } from '../archive-batches.ts';
import { openCandidate } from '../candidate.ts';
import { hdf5File } from '../geocryoai/hdf5-file.node.ts';
import { memoryFile } from '../memory-file.ts';
import type { Imported, InputFile } from '../source.ts';
import { importOf } from '../test-data.node.ts';
import { neonFlux } from './flux-bundle.ts';

interface Half {
  readonly begin: string;
  readonly end: string;
  readonly flux: number;
  readonly qf?: number;
}

const stamp = (t: number) => new Date(t).toISOString();
/** Net exchange of half hours of July 2020: uptake by day, release by night on the clock of Alaska, larger from day to day. */
const fluxAt = (t: number) => {
  const local = new Date(t - 9 * 3.6e6);
  return -2 * Math.cos(((local.getUTCHours() - 12) / 12) * Math.PI) + 0.02 * new Date(t).getUTCDate();
};
const days = (from: number, to: number): Half[] => {
  const first = Date.UTC(2020, 6, from);
  return Array.from({ length: (to - from + 1) * 48 }, (_, k) => {
    const t = first + k * 1.8e6;
    return { begin: stamp(t), end: stamp(t + 1.799e6), flux: fluxAt(t), qf: 0 };
  });
};

interface Options {
  readonly attributes?: Readonly<Record<string, string>>;
  readonly unit?: string;
}
const PLACE = { LatTow: '68.66109', LonTow: '-149.37047', ElevRefeTow: '827', TimeDiffUtcLt: '-9' };

/** A bundle to the layout of SOURCES.md, 4.9, texts of fixed length. */
function bundle(halves: readonly Half[], { attributes = PLACE, unit = 'umolCo2 m-2 s-1' }: Options = {}) {
  return hdf5File((file) => {
    const inside = (path: string) =>
      path
        .split('/')
        .reduce<Group>((g, key) => (g.keys().includes(key) ? (g.get(key) as Group) : g.create_group(key)), file);
    for (const [key, value] of Object.entries(attributes)) inside('TOOL').create_attribute(key, value);
    const times = (of: readonly Half[]) =>
      [
        ['timeBgn', of.map((h) => h.begin)],
        ['timeEnd', of.map((h) => h.end)],
      ] as const;
    const data = inside('TOOL/dp04/data/fluxCo2').create_dataset({
      name: 'nsae',
      data: new Map<string, unknown>([...times(halves), ['flux', Float64Array.from(halves, (h) => h.flux)]]) as never,
      dtype: [
        ['timeBgn', 'S24'],
        ['timeEnd', 'S24'],
        ['flux', '<d'],
      ],
    });
    data.create_attribute('unit', unit);
    const flagged = halves.filter((h) => h.qf !== undefined);
    inside('TOOL/dp04/qfqm/fluxCo2').create_dataset({
      name: 'nsae',
      data: new Map<string, unknown>([
        ...times(flagged),
        ['qfFinl', Int32Array.from(flagged, (h) => h.qf ?? 1)],
      ]) as never,
      dtype: [
        ['timeBgn', 'S24'],
        ['timeEnd', 'S24'],
        ['qfFinl', '<i'],
      ],
    });
  });
}

const nameOf = (date: string, kind = 'expanded', made = '20210101T000000Z') =>
  `d/NEON.D18.TOOL.DP4.00200.001.nsae.${date}.${kind}.${made}.h5`;
const dayName = (d: number) => nameOf(`2020-07-${String(d).padStart(2, '0')}`);
const dayFiles = (from: number, to: number): Promise<InputFile[]> =>
  Promise.all(
    Array.from({ length: to - from + 1 }, async (_, i) =>
      memoryFile(dayName(from + i), await bundle(days(from + i, from + i))),
    ),
  );
const readAll = (files: readonly InputFile[]): Promise<Imported[]> =>
  Promise.all(
    files.map((f) =>
      importOf(
        neonFlux,
        f,
        files.filter((o) => o !== f),
      ),
    ),
  );
const rules = (read: Imported) => read.rejected.map((r) => `${r.count ?? 1} ${r.rule}`);

describe('NEON eddy-covariance bundle (made to specification)', () => {
  it('a month becomes the mean of its good half hours, in UTC, positive to the atmosphere', async () => {
    const halves = days(1, 31).map(
      (h, i): Half => (i % 7 === 0 ? { ...h, flux: 30, qf: 1 } : i === 500 ? { ...h, flux: 900 } : h),
    );
    const read = await importOf(neonFlux, memoryFile(nameOf('2020-07', 'basic'), await bundle(halves)));
    const [o] = read.observations;
    const good = halves.filter((h, i) => h.qf === 0 && i !== 500);
    expect(read.observations).toHaveLength(1);
    expect(o?.value).toBeCloseTo(good.reduce((s, h) => s + h.flux, 0) / good.length, 5);
    expect(o).toMatchObject({ variable: 'co2', lat: 68.66109, lon: -149.37047, site: 'neon/TOOL', flag: 'ok' });
    expect([o?.identity, o?.place]).toEqual(['co2/US-xTL/2020-07', 'tower US-xTL']); // AmeriFlux has the same tower
    expect([isoMonth(o?.month ?? 0), o?.filled]).toEqual(['2020-07', 1 - good.length / 1488]);
    expect(rules(read).some((r) => r.startsWith('213 flagged as bad by NEON'))).toBe(true);
    expect(rules(read).some((r) => r.startsWith('1 a half hour outside -60 to 60'))).toBe(true);
    expect(read.rejected.every((r) => r.at?.lat === 68.66109)).toBe(true);
  });

  it('a spike that is flagged as good is found among the same hour of the days around', async () => {
    const halves = days(1, 31).map((h, i) => (i === 700 ? { ...h, flux: 50 } : h));
    const read = await importOf(neonFlux, memoryFile(nameOf('2020-07'), await bundle(halves)));
    expect(rules(read).filter((r) => r.includes('spike'))).toEqual([expect.stringMatching(/^1 spike/)]);
  });

  it('days of a tower are gathered by the first of them, whatever the order they come in', async () => {
    const month = await importOf(neonFlux, memoryFile(nameOf('2020-07'), await bundle(days(5, 16))));
    const files = (await dayFiles(5, 16)).reverse();
    const all = await readAll(files);
    expect(all.map((r) => r.observations.length)).toEqual([...new Array(11).fill(0), 1]);
    const lead = all.at(-1) as Imported;
    expect(lead.observations[0]?.value).toBe(month.observations[0]?.value);
    expect(lead.observations[0]?.uncertainty).toBe(month.observations[0]?.uncertainty);
    expect(lead.used).toHaveLength(11);
    expect(all[0]?.notes).toEqual([`its half hours are read with those of ${dayName(5)}`]);
  });

  it('a damaged first day leaves the others to the second, and another tower to itself', async () => {
    const files = await dayFiles(5, 16);
    const [first, ...rest] = files as [InputFile, ...InputFile[]];
    const cut = memoryFile(first.name, (await first.bytes()).slice(0, 900));
    const other = memoryFile(first.name.replace('TOOL', 'HEAL'), await bundle(days(5, 5)));
    const [lead] = await readAll(rest.map((f) => f)).then((r) => r);
    const again = await importOf(neonFlux, rest[0] as InputFile, [cut, other, ...rest.slice(1)]);
    expect(again.observations).toEqual(lead?.observations);
    expect(again.used).toHaveLength(10);
  });

  it('of two versions of a day the later one counts, and the earlier is said', async () => {
    const files = await dayFiles(5, 16);
    const old = memoryFile(
      nameOf('2020-07-05', 'basic', '20190101T000000Z'),
      await bundle(days(5, 5).map((h) => ({ ...h, flux: 9 }))),
    );
    const [lead] = await readAll([...files, old]);
    expect(lead?.observations).toEqual((await readAll(files))[0]?.observations);
    expect(rules(lead as Imported)).toContain(
      '48 half hours that stand in another file, or earlier in this one; those are kept',
    );
  });

  it('packed days are gathered too', async () => {
    const plain = await dayFiles(5, 16);
    const packed = await Promise.all(plain.map(async (f) => memoryFile(`${f.name}.gz`, gzipSync(await f.bytes()))));
    const [first, ...rest] = packed as [InputFile, ...InputFile[]];
    for await (const { files } of archiveBatches(first, true)) {
      const lead = await importOf(neonFlux, files[0] as InputFile, rest);
      expect(lead.observations).toEqual(
        (await readAll(plain))[0]?.observations.map((o) => ({ ...o, origin: lead.observations[0]?.origin })),
      );
    }
    for await (const { files } of archiveBatches(rest[0] as InputFile, true))
      expect((await importOf(neonFlux, files[0] as InputFile, [first, ...rest.slice(1)])).observations).toEqual([]);
  });

  it('reads texts of any length; flags are joined on time; a day alone is no month', async () => {
    const bytes = new Uint8Array(readFileSync(join(import.meta.dirname, '../fixture/neon-day.h5')));
    const read = await importOf(neonFlux, memoryFile('day.h5', bytes));
    expect(read.observations).toEqual([]);
    expect(rules(read)).toEqual([
      '1 no quality flag at this time',
      '2 flagged as bad by NEON (qfFinl is not 0)',
      '1 a half hour outside -60 to 60 umol m-2 s-1, flagged as good all the same',
      '1 months measured for less than a quarter of their half hours, or with a quarter of the day missing',
    ]);
    expect(read.notes).toContain('43 good half hours of 1 files, UTC');
    expect(read.notes).toContain('1 half hours without a flux');
  });

  it('a file without a position asks for it and takes it from a table of sites', async () => {
    const file = memoryFile(nameOf('2020-07'), await bundle(days(1, 31), { attributes: { ZoneTime: 'AKST' } }));
    await expect(importOf(neonFlux, file)).rejects.toThrow(/LatTow and LonTow of group TOOL/);
    const table = memoryFile(
      'd/sites.csv',
      new TextEncoder().encode('SITE_ID,LAT,LON,UTC_OFFSET\nTOOL,68.66,-149.37,-9\n'),
    );
    const read = await importOf(neonFlux, file, [table]);
    expect([read.observations[0]?.lat, read.used]).toEqual([68.66, ['d/sites.csv']]);
  });

  it('an unknown unit is a question, a missing one is said', async () => {
    const strange = await bundle(days(1, 31), { unit: 'mg m-2 d-1' });
    const read = await importOf(neonFlux, memoryFile(nameOf('2020-07'), strange));
    expect([read.observations.length, read.rejected[0]?.rule]).toEqual([0, expect.stringContaining('"mg m-2 d-1"')]);
    const none = await importOf(neonFlux, memoryFile(nameOf('2020-07'), await bundle(days(1, 31), { unit: '' })));
    expect(none.observations).toHaveLength(1);
    expect(none.notes.join()).toContain('no unit attribute');
  });

  it('damaged at will it is refused or gives values that can be', async () => {
    const whole = await bundle(days(1, 31));
    const random = new Random(11);
    let read = 0;
    for (let k = 0; k < 250; k++) {
      const bytes = k % 5 === 0 ? whole.slice(0, random.integer(whole.length)) : whole.slice();
      for (let i = 0; i < 1 + random.integer(5) && k % 5 > 0; i++)
        bytes[random.integer(k % 2 === 0 ? 9000 : whole.length)] = random.integer(256);
      try {
        const candidate = await openCandidate(memoryFile(nameOf('2020-07'), bytes));
        try {
          if (neonFlux.probe(candidate) === 'no') continue;
          const got = await neonFlux.read(candidate, []);
          for (const o of got.observations)
            expect(Math.abs(o.value) <= 10 && o.uncertainty > 0 && Number.isInteger(o.month)).toBe(true);
          read++;
        } finally {
          candidate.close();
        }
      } catch (error) {
        expect(error).toBeInstanceOf(StudioError);
      }
    }
    expect(read).toBeGreaterThan(60);
    await expect(openCandidate(memoryFile('x.h5', whole.slice(0, 100)))).rejects.toBeInstanceOf(UnreadableFile);
  });
});
