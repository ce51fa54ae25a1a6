import h5wasm from 'h5wasm';
import { describe, expect, it } from 'vitest';
import { Random } from '../core/random.ts';
import { madeHdf5 } from '../sources/made-netcdf.node.ts';
import { memoryFile } from '../sources/memory-file.ts';
import type { InputFile } from '../sources/source.ts';
import { realDataIsHere, realFile } from '../sources/test-data.node.ts';
import { importFiles } from './import-files.ts';

const CALM =
  'code,name,lat,lon,method,year,alt_cm,flag\nU1,Barrow,71.3167,-156.6,1000,1995,35.0,\nU2,Utqiaġvik,71.3,-156.6,10,1996,36.0,*\n';
const FLUX =
  'site_reference,latitude,longitude,year,month,data_usage,nee_gC_m2_month,ch4_gC_m2_month,gap_fill_perc_nee,tair\nUS-X,70,-150,2010,7,Tier 1,-30,0.2,40%,8\nUS-X,70,-150,2010,8,Tier 1,-20,0.3,10%,7\n';
const GRID = 'offset_x,offset_y,2000-07-10 00:00:00,2000-08-20 00:00:00\n0,0,20,40\n0,10,25,45\n';
const WEATHER = 'station,year,month,precip_mm,tair_c,lat,lon\nA,2000,1,10,-20,70,-150\nA,2000,2,12,-22,70,-150\n';
const SMALL: Record<string, string> = { 'calm.csv': CALM, 'flux.csv': FLUX, 'grid.csv': GRID, 'weather.csv': WEATHER };

/** Every value that came out must be finite, on Earth, and in some month; every rejection must name its file. */
async function survives(files: readonly InputFile[]): Promise<void> {
  const { observations, series, rejected, files: outcomes } = await importFiles(files);
  for (const o of observations) {
    expect(
      Number.isFinite(o.value) && Math.abs(o.lat) <= 90 && Math.abs(o.lon) <= 180 && Number.isInteger(o.month),
    ).toBe(true);
  }
  for (const s of series) expect(s.value.every(Number.isFinite)).toBe(true);
  for (const r of rejected) expect(r.file !== '' && r.rule !== '' && r.todo !== '').toBe(true);
  // A file gives something, or a reason.
  for (const f of outcomes)
    expect(f.observations + f.series + f.grids + f.rejected + f.notes.length + (f.source ? 1 : 0)).toBeGreaterThan(0);
}

describe('damaged text files', () => {
  it.each(Object.entries(SMALL))('%s survives being cut at every byte', async (name, content) => {
    const bytes = new TextEncoder().encode(content);
    for (let cut = 0; cut <= bytes.length; cut += 3) await survives([memoryFile(name, bytes.slice(0, cut))]);
  });

  it.each(Object.entries(SMALL))('%s survives flipped bytes', async (name, content) => {
    const random = new Random(11);
    for (let i = 0; i < 120; i++) {
      const bytes = new TextEncoder().encode(content);
      for (let k = 0; k < 3; k++) bytes[random.integer(bytes.length)] = random.integer(256);
      await survives([memoryFile(name, bytes)]);
    }
  });

  it('survive every wrong word in every cell, and say where it stood', async () => {
    const words = [
      'inf',
      '-inf',
      '-9999',
      '-999',
      '1e308',
      'abc',
      '',
      '"',
      '99999999',
      '-0',
      '31-Feb-2000',
      'NaN',
      '0x10',
      '1,5',
    ];
    for (const [name, content] of Object.entries(SMALL)) {
      const lines = content.trimEnd().split('\n');
      const columns = (lines[1] as string).split(',').length;
      for (let c = 0; c < columns; c++) {
        for (const word of words) {
          const cells = (lines[1] as string).split(',').map((cell, i) => (i === c ? word : cell));
          await survives([memoryFile(name, [lines[0], cells.join(','), ...lines.slice(2)].join('\n'))]);
        }
      }
    }
  });

  it('lose nothing of their good neighbours', async () => {
    const { observations, rejected } = await importFiles([
      memoryFile('bad.csv', 'code,name,lat,lon,year,alt_cm\n'),
      memoryFile('empty', ''),
      memoryFile('calm.csv', CALM),
      memoryFile('junk.bin', Uint8Array.of(0, 1, 2, 3)),
    ]);
    expect(observations.length).toBe(2);
    expect(rejected.map((r) => r.file)).toEqual(['empty', 'junk.bin']);
  });
});

describe.skipIf(!realDataIsHere)('damaged binary files (needs ../shared/data)', () => {
  const NAMES = [
    'calm/CALM_Summary_table.xls',
    'abcflux/ABCflux_v2_alaska_tier1.csv.zip',
    'climate_1km_toolik/topo.nc',
    'climate_halfdegree_alaska/mask.nc',
    'climate_halfdegree_alaska/Fairbanks_ALT.nc',
  ];

  it.each(NAMES)(
    '%s survives truncation at many places',
    async (name) => {
      const whole = await realFile(name).bytes();
      for (const share of [0.001, 0.02, 0.1, 0.3, 0.5, 0.8, 0.95, 0.999])
        await survives([memoryFile(name, whole.slice(0, Math.floor(whole.length * share)))]);
    },
    60_000,
  );

  it.each(NAMES)(
    '%s survives flipped bytes',
    async (name) => {
      const whole = await realFile(name).bytes();
      const random = new Random(5);
      for (let i = 0; i < 6; i++) {
        const bytes = whole.slice();
        for (let k = 0; k < 8; k++) bytes[random.integer(bytes.length)] = random.integer(256);
        await survives([memoryFile(name, bytes)]);
      }
    },
    60_000,
  );
});

it('an array of an HDF5 file that cannot be opened is said, and the others are read', async () => {
  const count = (n: number) => Array.from({ length: n }, (_, i) => i);
  const made = await madeHdf5({
    dimensions: { time: 31, lat: 2, lon: 2 },
    variables: {
      time: { type: 'int', dimensions: ['time'], values: count(31), attributes: { units: 'days since 2001-07-01' } },
      lat: { type: 'float', dimensions: ['lat'], values: [69, 68], attributes: { units: 'degrees_north' } },
      lon: { type: 'float', dimensions: ['lon'], values: [-150, -149], attributes: { units: 'degrees_east' } },
      tas: {
        type: 'float',
        dimensions: ['time', 'lat', 'lon'],
        values: count(124).map(() => 280),
        attributes: { standard_name: 'air_temperature', units: 'K' },
      },
    },
  });
  const { FS } = await h5wasm.ready;
  FS.writeFile('/linked.nc', made);
  const file = new h5wasm.File('/linked.nc', 'a');
  file.create_soft_link('/nowhere', 'pr');
  file.close();
  const bytes = (FS.readFile('/linked.nc') as Uint8Array).slice();
  FS.unlink('/linked.nc');
  const { grids, rejected } = await importFiles([memoryFile('linked.nc', bytes)]);
  expect(grids.map((g) => g.variable)).toEqual(['t_air']);
  expect(rejected).toContainEqual(
    expect.objectContaining({ where: 'pr', rule: expect.stringContaining('leads nowhere') }),
  );
});
