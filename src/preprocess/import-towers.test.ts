// biome-ignore-all lint/correctness/noComponentHookFactories: columns of towers have names in capitals, and are no components
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { memoryFile } from '../sources/memory-file.ts';
import { bifCsv, type Half, halfHourlyCsv, towerCsv } from '../sources/tower/made-tower.node.ts';
import { importFiles } from './import-files.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const cosine = ({ hour }: Half) => Math.cos((2 * Math.PI * hour) / 24);
const place = { lat: '64.8', lon: '-147.8', offset: '-9' };

describe('archives of towers, made to specification', () => {
  it('give their months when the table of sites lies beside the archive, as FLUXNET-CH4 is published', async () => {
    const csv = halfHourlyCsv('2015-06', 1, { FCH4: (h) => 20 + cosine(h), FCH4_F_ANNOPTLM: (h) => 20 + cosine(h) });
    const archive = zipSync({ 'FLX_US-Xyz_FLUXNET-CH4_HH_2015-2015_1-1.csv': bytes(csv) });
    const sites = memoryFile('in/META.csv', 'SITE_ID,LAT,LON,UTC_OFFSET\nUS-Xyz,64.8,-147.8,-9\n');
    const got = await importFiles([memoryFile('in/FLX_US-Xyz_FLUXNET-CH4_2015-2015_1-1.zip', archive), sites]);
    expect(got.observations.map((o) => [o.variable, o.site, o.flag])).toEqual([['ch4', 'fluxnet-ch4/US-Xyz', 'ok']]);
    expect(got.files.find((f) => f.file === 'in/META.csv')?.source).toMatch(/^part of /);
  });

  it('larger than memory would like are unpacked as they are read, with the same months', {
    timeout: 60_000,
  }, async () => {
    const wide = Object.fromEntries(
      Array.from({ length: 40 }, (_, c) => [`G_1_1_${c}`, (h: Half) => h.index + c / 64]),
    );
    const csv = towerCsv('2014-01', 12, { ...wide, FC: cosine, TA: (h) => 3 + 9 * cosine(h) });
    const bif = bifCsv('US-Xyz', place);
    expect(csv.length).toBeGreaterThan(4e6);
    const packed = await importFiles([
      memoryFile(
        'a.zip',
        zipSync({ 'AMF_US-Xyz_BASE_HH_1-5.csv': bytes(csv), 'AMF_US-Xyz_BIF_20240101.csv': bytes(bif) }),
      ),
    ]);
    const plain = await importFiles([memoryFile('AMF_US-Xyz_BASE_HH_1-5.csv', csv), memoryFile('BIF.csv', bif)]);
    const values = (i: typeof plain) => i.observations.map((o) => [o.identity, o.value]);
    expect(values(packed)).toEqual(values(plain));
    expect(values(plain).length).toBe(24);
  });

  it('that are damaged inside the large table give nothing of it, and say so', async () => {
    const csv = towerCsv('2014-01', 3, { FC: cosine, TA: (h) => 3 + 9 * cosine(h) });
    const archive = zipSync({ 'AMF_US-Xyz_BASE_HH_1-5.csv': bytes(csv), 'BIF.csv': bytes(bifCsv('US-Xyz', place)) });
    const broken = archive.slice();
    broken.fill(0x55, 5000, 5040);
    const got = await importFiles([memoryFile('a.zip', broken)]);
    expect(got.observations).toEqual([]);
    expect(got.rejected.some((r) => r.file.endsWith('HH_1-5.csv') && /damaged/.test(r.rule))).toBe(true);
  });
});
