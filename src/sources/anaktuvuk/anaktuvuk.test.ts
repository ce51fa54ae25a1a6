import { describe, expect, it } from 'vitest';
import { isoMonth } from '../../core/month.ts';
import { memoryFile } from '../memory-file.ts';
import type { Imported, Observed } from '../source.ts';
import { importOf, mean, realDataIsHere, realFile } from '../test-data.node.ts';
import { anaktuvuk } from './anaktuvuk.ts';
import { parseDay } from './dated-thaw.ts';
import { instantOf } from './half-hourly-soil.ts';

const coordinates = memoryFile(
  'c.csv',
  '\ufefflat,lon,site\n68.93,-150.27,Unburned\n68.95,-150.21,Moderate\n68.99,-150.28,Severe\n',
);
const key = (o: Observed) => `${o.site} ${o.variable} ${isoMonth(o.month)} ${o.value.toFixed(3)}`;

describe.skipIf(!realDataIsHere)('Anaktuvuk River burn (needs ../shared/data)', () => {
  const read = (name: string): Promise<Imported> =>
    importOf(anaktuvuk, realFile(`anaktuvuk_flux_thaw/${name}`), [
      realFile('anaktuvuk_flux_thaw/ARFlux_Coordinates.csv'),
    ]);

  it('gives thaw of three places on 42 dates, as its own summary has it (ARF-4, ARF-9, ARF-10)', async () => {
    const probings = await read('ARFlux_ThawDepths_2008-2014.csv');
    const summary = await read('thaw_depth_by_date.csv');
    expect(new Set(probings.observations.map((o) => o.method.slice(-10))).size).toBe(42);
    expect(probings.rejected).toEqual([]); // #N/A is missing
    const rounded = new Map(summary.observations.map((o) => [o.identity, o.value]));
    const apart = probings.observations.map((o) => Math.abs(o.value - (rounded.get(o.identity) ?? Number.NaN)));
    expect(Math.max(...apart)).toBeLessThan(6e-5);
    expect(rounded.size).toBe(probings.observations.length);
    const alt = probings.observations.filter((o) => o.variable === 'alt');
    expect(alt.every((o) => ['08', '09', '10'].includes(isoMonth(o.month).slice(5)))).toBe(true);
    expect(alt.length).toBeGreaterThanOrEqual(15);
    expect(mean(alt.filter((o) => o.site.endsWith('Severe')).map((o) => o.value))).toBeGreaterThan(
      mean(alt.filter((o) => o.site.endsWith('Unburned')).map((o) => o.value)),
    );
  });

  it('counts the days that have NEE and never scores them (ARF-1, ARF-8, ARF-11)', async () => {
    const [ameriflux, arc] = [
      await read('ARFlux-Ameriflux_2008-2010_Daily.csv'),
      await read('ARFlux_2008-2012_Daily.csv'),
    ];
    const days = (i: Imported) => Number(/NEE on (\d+)/.exec(i.notes[0] ?? '')?.[1]);
    expect(new Set([days(ameriflux), days(arc)])).toEqual(new Set([544, 494]));
    const nee = arc.observations.filter((o) => o.variable === 'co2');
    expect(nee.length).toBeGreaterThan(5);
    expect(nee.every((o) => o.flag === 'suspect' && o.method.includes('umol'))).toBe(true);
  });

  it('reports impossible pressure, friction velocity, heat flux and soil maximum with line and count (ARF-3)', async () => {
    const merged = await read('ARFlux-Merged_2008-2012_Daily.csv');
    const counts = Object.fromEntries(
      merged.rejected.filter((r) => r.rule.startsWith('impossible')).map((r) => [r.column, r.count]),
    );
    expect(counts['P.kPa']).toBe(2);
    expect(counts['frictionVeloc.m.s']).toBe(33);
    expect(counts['G.W.m2']).toBe(137);
    expect(counts['Tsoil.C.max']).toBeGreaterThan(0);
  });

  it('takes moisture as fraction here and percent there, kelvin and humidity not at all (ARF-2, ARF-5, ARF-7)', async () => {
    const fraction = (await read('ARFlux-Ameriflux_2008-2010_Daily.csv')).observations.filter(
      (o) => o.variable === 'vwc',
    );
    const percent = (await read('ARFlux_SoilTemp-Moisture_Unburned_2010-2013.csv')).observations.filter(
      (o) => o.variable === 'vwc',
    );
    for (const o of [...fraction, ...percent]) expect(o.value > 0.01 && o.value < 1.05).toBe(true);
    expect(percent.length).toBeGreaterThanOrEqual(6);
    const air = (await read('ARFlux_2008-2012_Daily.csv')).observations.filter((o) => o.variable === 't_air');
    expect(Math.max(...air.map((o) => o.value))).toBeLessThan(25);
  });

  it('prefers AmeriFlux where the files overlap (ARF-2)', async () => {
    const best = new Map<string, number>();
    for (const name of [
      'ARFlux-Ameriflux_2008-2010_Daily.csv',
      'ARFlux-Merged_2008-2012_Daily.csv',
      'ARFlux_2008-2012_Daily.csv',
    ])
      for (const o of (await read(name)).observations)
        best.set(o.identity, Math.max(best.get(o.identity) ?? 0, o.rank));
    expect(new Set(best.values())).toEqual(new Set([1, 2, 3].filter((r) => [...best.values()].includes(r))));
    expect([...best.values()].some((r) => r === 3)).toBe(true);
  });
});

describe('dates of the burn files (ARF-6)', () => {
  it('come in three forms, and 2400 is midnight of the next day', () => {
    expect([parseDay('22-Jun-2008'), parseDay('2008-06-22')].map((d) => d?.toISOString().slice(0, 10))).toEqual([
      '2008-06-22',
      '2008-06-22',
    ]);
    expect([parseDay('31-Jun-2008'), parseDay('2008-13-01'), parseDay('soon')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(instantOf(2010, 174, 2400)?.toISOString()).toBe(instantOf(2010, 175, 0)?.toISOString());
    expect(instantOf(2010, 174, 2461)).toBeUndefined();
  });
});

describe('a burn file without its companions or with faults', () => {
  const thaw = memoryFile(
    't.csv',
    'Date,Thaw depth Unburned,Thaw depth Moderate,Thaw depth Severe\n22-Jun-2008,12,18,#N/A\n31-Jun-2008,1,1,1\n22-Jun-2008,20,x,40\n',
  );

  it('is refused when no file says where the three places are', async () => {
    await expect(importOf(anaktuvuk, thaw)).rejects.toThrow(/coordinates file/);
  });

  it('loses bad cells and dates only', async () => {
    const { observations, rejected } = await importOf(anaktuvuk, thaw, [coordinates]);
    expect(observations.map(key)).toEqual([
      'anaktuvuk/Unburned thaw_depth 2008-06 0.160',
      'anaktuvuk/Moderate thaw_depth 2008-06 0.180',
      'anaktuvuk/Severe thaw_depth 2008-06 0.400',
    ]);
    expect(rejected.map((r) => [r.where, r.column])).toEqual([
      ['line 3', 'Date'],
      ['line 4', 'Thaw depth Moderate'],
    ]);
  });
});
