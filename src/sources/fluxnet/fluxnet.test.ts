// biome-ignore-all lint/correctness/noComponentHookFactories: columns of towers have names in capitals, and are no components
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { StudioError } from '../../core/error.ts';
import { parseIsoMonth } from '../../core/month.ts';
import { openCandidate } from '../candidate.ts';
import { memoryFile } from '../memory-file.ts';
import type { Imported, InputFile } from '../source.ts';
import { importOf } from '../test-data.node.ts';
import { bifCsv, type Half, halfHourlyCsv } from '../tower/made-tower.node.ts';
import { fluxnet } from './fluxnet.ts';
import { fluxnetCh4 } from './fluxnet-ch4.ts';

const BIF = memoryFile(
  'AMF_US-Xyz_FLUXNET_BIF_2015-2016_3-5.csv',
  bifCsv('US-Xyz', { lat: '64.8', lon: '-147.8', offset: '-9' }),
);
const SITES = memoryFile(
  'FLX_AA-Flx_CH4-META.csv',
  'SITE_ID,SITE_NAME,LAT,LON,UTC_OFFSET\nUS-Abc,x,60,-150,-9\nUS-Xyz,"Bog, wet",64.8,-147.8,-9\n',
);
const oneflux = (csv: string, step = 'HH', others: readonly InputFile[] = []): Promise<Imported> =>
  importOf(fluxnet, memoryFile(`AMF_US-Xyz_FLUXNET_FULLSET_${step}_2015-2016_3-5.csv`, csv), [BIF, ...others]);
const methane = (csv: string, step = 'HH', others: readonly InputFile[] = [SITES]): Promise<Imported> =>
  importOf(fluxnetCh4, memoryFile(`FLX_US-Xyz_FLUXNET-CH4_${step}_2015-2016_1-1.csv`, csv), others);
const at = (i: Imported, variable: string, month: string) =>
  i.observations.find((o) => o.variable === variable && o.month === parseIsoMonth(month));
const cosine = ({ hour }: Half) => Math.cos((2 * Math.PI * hour) / 24);
const measuredIn = (h: Half, month: number) => h.month === month && h.index % 2 === 0;

describe('FLUXNET half hours (ONEFlux), made to specification', () => {
  let got: Imported;
  beforeAll(async () => {
    got = await oneflux(
      halfHourlyCsv('2015-05', 4, {
        NEE_VUT_REF: (h) => (measuredIn(h, 6) ? -2 + cosine(h) : -1),
        NEE_VUT_REF_QC: (h) => (measuredIn(h, 6) ? 0 : 1),
        GPP_NT_VUT_REF: () => 4,
        TA_F: (h) => 10 + 3 * cosine(h),
        TA_F_QC: () => 0,
        VPD_F: () => 2,
        VPD_F_QC: () => 0,
        P_F: () => 0.1,
        P_F_QC: () => 0,
        TS_F_MDS_1: (h) => 5 + 0.1 * cosine(h),
        TS_F_MDS_1_QC: () => 0,
      }),
    );
  });

  it('is a mean of what was measured, with the share of the rest', () => {
    const june = at(got, 'co2', '2015-06');
    expect(june?.value).toBeCloseTo(-2, 1);
    expect(june?.filled).toBeCloseTo(0.5, 1);
    expect(june?.flag).toBe('ok');
    // The filled month is half a unit away: what the gaps may have cost is in the error.
    expect(june?.uncertainty).toBeGreaterThan(0.5);
  });

  it('is modelled where next to nothing was measured', () => {
    expect(at(got, 'co2', '2015-07')).toMatchObject({
      flag: 'modelled',
      method: expect.stringContaining('filled by the publisher'),
    });
    expect(at(got, 'co2', '2015-07')?.value).toBeCloseTo(-1, 1);
    expect(at(got, 'co2', '2015-07')?.filled).toBeGreaterThan(0.95);
  });

  it('never takes a partition of NEE for an observation', () => {
    expect(got.observations.filter((o) => o.variable === 'gpp').every((o) => o.flag === 'modelled')).toBe(true);
    expect(at(got, 'gpp', '2015-06')?.value).toBe(4);
  });

  it('sums rain over the true days and derives vapour pressure from the deficit', () => {
    expect(at(got, 'precip', '2015-06')?.value).toBeCloseTo(0.1 * 1440, 3);
    const mean = at(got, 'vp', '2015-06')?.value as number;
    expect(mean).toBeGreaterThan(1228 - 200); // saturation at 10 degC is 1228 Pa
    expect(mean).toBeLessThan(1228 - 150);
  });

  it('is suspect in the soil when no depth is stated', () => {
    expect(at(got, 't_soil', '2015-06')?.flag).toBe('suspect');
  });
});

describe('FLUXNET days and months (ONEFlux), made to specification', () => {
  const header = 'TIMESTAMP,NEE_VUT_REF,NEE_VUT_REF_QC,NEE_VUT_REF_RANDUNC,TA_F,TA_F_QC,P_F,P_F_QC';

  it("turns g C m-2 d-1 into umol m-2 s-1 and keeps the publisher's quality", async () => {
    const got = await oneflux(
      `${header}\n201506,-1.0377504,0.9,0.1,12,1,2,1\n201507,-1.0377504,0.3,0.1,12,1,2,1\n201508,-1,0,0.1,12,1,-9999,0\n`,
      'MM',
    );
    expect(at(got, 'co2', '2015-06')).toMatchObject({ flag: 'ok', filled: Number.NaN });
    expect(at(got, 'co2', '2015-06')?.value).toBeCloseTo(-1, 9);
    expect(at(got, 'co2', '2015-07')?.flag).toBe('suspect');
    expect(at(got, 'co2', '2015-08')).toMatchObject({ flag: 'modelled', filled: 1 });
    expect(at(got, 'precip', '2015-06')?.value).toBe(60);
    expect(at(got, 'precip', '2015-08')).toBeUndefined();
  });

  it('needs ten days for a month and names bad rows and cells', async () => {
    const day = (n: number, nee = '1.0377504') =>
      `2015${n > 30 ? '07' : '06'}${String(n > 30 ? n - 30 : n).padStart(2, '0')},${nee},1,0.1,10,1,1,1`;
    const rows = Array.from({ length: 35 }, (_, i) => day(i + 1));
    rows[3] = day(4, 'x');
    rows[5] = rows[4] as string;
    rows[6] = '20150631,1,1,1,1,1,1,1';
    const got = await oneflux([header, ...rows, ''].join('\n'), 'DD');
    expect(at(got, 'co2', '2015-06')?.value).toBeCloseTo(1, 9);
    expect(at(got, 'co2', '2015-06')?.method).toContain('mean of 27 days');
    expect(at(got, 'co2', '2015-07')).toBeUndefined();
    expect(got.rejected.map((r) => [r.where, r.column])).toEqual(
      expect.arrayContaining([
        ['line 5', 'NEE_VUT_REF'],
        ['line 7', 'TIMESTAMP'],
        ['line 8', 'TIMESTAMP'],
        ['2015-07', 'NEE_VUT_REF'],
      ]),
    );
  });

  it('is passed over when the half hours of the same tower are there', async () => {
    const hours = memoryFile('AMF_US-Xyz_FLUXNET_FULLSET_HH_2015-2016_3-5.csv', 'x');
    const got = await oneflux(`${header}\n201506,-1,1,0.1,12,1,2,1\n`, 'MM', [hours]);
    expect(got.observations).toEqual([]);
    expect(got.notes[0]).toContain('not read');
  });

  it('is refused by the year: no month can be made of it', async () => {
    await expect(oneflux(`${header}\n2015,-100,1,0.1,12,1,2,1\n`, 'YY')).rejects.toThrow(
      /no month can be made of years/,
    );
  });
});

describe('FLUXNET-CH4, made to specification', () => {
  const hours = halfHourlyCsv('2015-06', 2, {
    FCH4: (h) => (measuredIn(h, 6) ? 30 + cosine(h) : undefined),
    FCH4_F_ANNOPTLM: () => 30,
    NEE: (h) => (measuredIn(h, 6) ? cosine(h) : undefined),
    NEE_F_ANNOPTLM: () => 0,
    TA: (h) => 12 + cosine(h),
  });

  it('takes measured FCH4 first and a filled month only as modelled (ABC-4, ABC-8)', async () => {
    const got = await methane(hours);
    expect(at(got, 'ch4', '2015-06')).toMatchObject({ flag: 'ok', site: 'fluxnet-ch4/US-Xyz' });
    expect(at(got, 'ch4', '2015-06')?.value).toBeCloseTo(30, 1);
    expect(at(got, 'ch4', '2015-07')).toMatchObject({ flag: 'modelled', value: 30 });
    expect(at(got, 'co2', '2015-07')?.flag).toBe('modelled');
  });

  it('finds its position in the site table and asks for it where that is missing', async () => {
    expect((await methane(hours)).used).toEqual([SITES.name]);
    await expect(methane(hours, 'HH', [])).rejects.toThrow(/site metadata of US-Xyz/);
  });

  it('does not score daily fluxes, whose unit is contradictory, and says why', async () => {
    const rows = Array.from({ length: 30 }, (_, i) => `201506${String(i + 1).padStart(2, '0')},28,30,11`);
    const got = await methane(`TIMESTAMP,FCH4,FCH4_F_ANNOPTLM,TA\n${rows.join('\n')}\n`, 'DD');
    expect(at(got, 'ch4', '2015-06')).toMatchObject({ value: 30, method: expect.stringContaining('contradictory') });
    expect(at(got, 'ch4', '2015-06')?.flag).not.toBe('ok');
    expect(at(got, 't_air', '2015-06')).toMatchObject({ value: 11, flag: 'ok' });
  });
});

describe('damaged FLUXNET files', () => {
  const whole = new TextEncoder().encode(
    halfHourlyCsv('2015-06', 1, {
      NEE_VUT_REF: cosine,
      NEE_VUT_REF_QC: () => 0,
      TA_F: (h) => 10 + cosine(h),
      TA_F_QC: () => 0,
    }),
  );
  const days = new TextEncoder().encode(
    `TIMESTAMP,NEE_VUT_REF,NEE_VUT_REF_QC,TA_F,TA_F_QC\n${Array.from({ length: 60 }, (_, i) => `20150${i < 30 ? 6 : 7}${String((i % 30) + 1).padStart(2, '0')},1.04,0.8,11.5,1`).join('\n')}\n`,
  );

  it('end in a clear error or in rejections (fuzz, seeded)', { timeout: 60_000 }, async () => {
    const damage = fc.record({
      daily: fc.boolean(),
      cut: fc.nat(whole.length),
      at: fc.array(fc.nat(whole.length), { maxLength: 5 }),
      to: fc.integer({ min: 0, max: 255 }),
    });
    await fc.assert(
      fc.asyncProperty(damage, async ({ daily, cut, at: places, to }) => {
        const base = daily ? days : whole;
        const bytes = base.slice(0, cut % (base.length + 1) || base.length);
        for (const p of places) bytes[p % bytes.length] = to;
        try {
          const candidate = await openCandidate(
            memoryFile(`AMF_US-Xyz_FLUXNET_FULLSET_${daily ? 'DD' : 'HH'}_1.csv`, bytes),
          );
          if (fluxnet.probe(candidate) === 'no') return;
          const got = await fluxnet.read(candidate, [BIF]);
          for (const o of got.observations) expect(Number.isFinite(o.value) && Math.abs(o.value) < 5000).toBe(true);
        } catch (error) {
          if (!(error instanceof StudioError)) throw error;
        }
      }),
      { seed: 4, numRuns: 200 },
    );
  });

  it('of methane end in a clear error or in rejections too (fuzz, seeded)', { timeout: 60_000 }, async () => {
    const good = new TextEncoder().encode(
      halfHourlyCsv('2015-06', 1, { FCH4: cosine, FCH4_F_ANNOPTLM: cosine, TA: cosine }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.nat(good.length),
        fc.array(fc.nat(good.length - 1), { maxLength: 5 }),
        fc.nat(255),
        async (cut, places, to) => {
          const bytes = good.slice(0, cut);
          for (const p of places) if (p < bytes.length) bytes[p] = to;
          try {
            const candidate = await openCandidate(memoryFile('FLX_US-Xyz_FLUXNET-CH4_HH_1-1.csv', bytes));
            if (fluxnetCh4.probe(candidate) === 'no') return;
            const got = await fluxnetCh4.read(candidate, [SITES]);
            for (const o of got.observations) expect(Math.abs(o.value)).toBeLessThan(50);
          } catch (error) {
            if (!(error instanceof StudioError)) throw error;
          }
        },
      ),
      { seed: 7, numRuns: 150 },
    );
  });

  it('end in a clear error where the metadata are the damaged part', async () => {
    for (const text of [
      '',
      'SITE_ID\n',
      'SITE_ID,LAT,LON\nUS-Xyz,abc,def\n',
      'SITE_ID,VARIABLE,DATAVALUE\nUS-Xyz,LOCATION_LAT,999\n',
    ]) {
      const csv = memoryFile('AMF_US-Xyz_FLUXNET_FULLSET_HH_1.csv', whole);
      await expect(importOf(fluxnet, csv, [memoryFile('BIF.csv', text)])).rejects.toThrow(StudioError);
    }
  });
});
