import { fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UnreadableFile } from '../core/error.ts';
import type { DamageOrder, DamageReply } from './damage-runner.node.ts';
import { hdf5File } from './geocryoai/hdf5-file.node.ts';
import { DamagedHeap, HeapGuard } from './hdf5-heap.ts';
import { type Made, madeHdf5 } from './made-netcdf.node.ts';
import { openNetcdf } from './netcdf.ts';
import { heldBytes } from './sync-bytes.ts';
import { realDataIsHere, realFile } from './test-data.node.ts';

/** A case that says nothing for so long hangs, ms. The process is killed then, and the others go on. */
const HANG = 5_000;
const count = (n: number) => Array.from({ length: n }, (_, i) => i);

const MADE: Made = {
  attributes: { title: 'made', history: 'of a text' },
  dimensions: { time: 6, y: 3, x: 4 },
  variables: {
    time: { type: 'int', dimensions: ['time'], values: count(6), attributes: { units: 'days since 2001-07-01' } },
    y: { type: 'float', dimensions: ['y'], values: [70, 69, 68], attributes: { units: 'degrees_north' } },
    tas: {
      type: 'float',
      dimensions: ['time', 'y', 'x'],
      values: count(72),
      chunk: [2, 3, 4],
      attributes: { units: 'K', _FillValue: -9999 },
    },
    name: { type: 'text', dimensions: ['y'], values: ['north', 'middle', 'south'] },
  },
};

/** Bytes of every global heap of a file, and of the headers of its attributes. */
function tenderPlaces(bytes: Uint8Array): number[] {
  const text = Buffer.from(bytes).toString('latin1');
  const places: number[] = [];
  for (const { index } of text.matchAll(/GCOL/g)) places.push(...count(400).map((i) => index + i));
  for (const { index } of text.matchAll(/(DIMENSION_LIST|REFERENCE_LIST|units|CLASS|NAME)\0/g))
    places.push(...count(96).map((i) => index - 16 + i));
  return places.filter((p) => p >= 0 && p < bytes.length);
}

/** Reads damaged copies in a process of its own. @returns what went wrong; empty is good */
async function troubles(order: DamageOrder): Promise<string[]> {
  const found: string[] = [];
  let { from } = order;
  while (from < order.to) {
    from = await new Promise<number>((resolve) => {
      const child = fork(join(import.meta.dirname, 'damage-runner.node.ts'), {
        execArgv: ['--import', 'tsx'],
        serialization: 'advanced',
        stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      });
      let at = from;
      let timer: ReturnType<typeof setTimeout>;
      const watch = (ms: number) => {
        clearTimeout(timer);
        timer = setTimeout(() => {
          found.push(`case ${at} hangs`);
          child.kill('SIGKILL');
        }, ms);
      };
      watch(8 * HANG); // the first answer waits for a cold start
      child.on('message', (reply: DamageReply) => {
        watch(HANG);
        if ('done' in reply) {
          at = order.to;
          child.kill();
        } else {
          at = reply.at;
          if ('odd' in reply) found.push(`case ${at}: ${reply.odd}`);
        }
      });
      child.on('exit', (code) => {
        clearTimeout(timer);
        if (code !== null && at < order.to) found.push(`case ${at} ends the process: ${code}`);
        resolve(at < order.to ? at + 1 : order.to);
      });
      child.send({ ...order, from });
    });
  }
  return found;
}

describe('HDF5 damaged on purpose (made to specification)', () => {
  it('is read or refused within seconds: bytes of heaps and attributes, bytes anywhere', async () => {
    const bytes = await madeHdf5(MADE);
    const places = tenderPlaces(bytes);
    expect(places.length).toBeGreaterThan(600);
    expect(
      await troubles({
        bytes,
        from: 0,
        to: Math.floor(places.length / 2),
        places: places.filter((_, i) => i % 2 === 0),
      }),
    ).toEqual([]);
    expect(await troubles({ bytes, from: 0, to: 400, places: [] })).toEqual([]);
  });

  it('a heap with an object of no size, over which the library runs for ever, is never shown to it', async () => {
    const bytes = await madeHdf5(MADE);
    const heap = Buffer.from(bytes).indexOf('GCOL');
    const whole = new HeapGuard(heldBytes(bytes));
    expect(whole.read(heap, 64).length).toBe(64);
    // The first object now reaches far into the zeros behind: what follows is object 0 of size 0.
    const hurt = bytes.slice();
    hurt[heap + 25] = 8;
    for (const [offset, length] of [
      [heap, 64],
      [heap - 10, 12],
      [heap + 2, 100],
    ] as const)
      expect(() => new HeapGuard(heldBytes(hurt)).read(offset, length)).toThrow(DamagedHeap);
    const file = await openNetcdf(hurt, 'hurt.nc').catch((error: unknown) => error);
    if (file instanceof Error) return expect(file).toBeInstanceOf(UnreadableFile);
    const tas = (file as Awaited<ReturnType<typeof openNetcdf>>).variables.find((v) => v.name === 'tas');
    expect(tas?.dimensions).toEqual(['', '', '']);
    expect([...(tas?.read() ?? [])]).toEqual(count(72));
  });

  it('a library worn out by bad files is replaced, and a good file reads as before', async () => {
    const good = await madeHdf5(MADE);
    const bad = new TextEncoder().encode(`\u0089HDF${'no file '.repeat(40)}`);
    for (let i = 0; i < 450; i++) await expect(openNetcdf(bad, 'bad.h5')).rejects.toBeInstanceOf(UnreadableFile);
    // Several at once, while the library is being replaced.
    const files = await Promise.all(count(3).map(() => openNetcdf(good, 'good.nc')));
    for (const file of files) {
      expect([...(file.variables.find((v) => v.name === 'tas')?.read() ?? [])]).toEqual(count(72));
      expect(file.variables.find((v) => v.name === 'name')?.texts?.()).toEqual(['north', 'middle', 'south']);
      file.close();
    }
  });

  it('soft links in circles and links to other files are left aside', async () => {
    const bytes = await hdf5File((file) => {
      file.create_dataset({ name: 'v', data: Float32Array.of(1, 2) });
      file.create_soft_link('/b', 'a');
      file.create_soft_link('/a', 'b');
      file.create_external_link('/etc/passwd', '/x', 'out');
      file.create_external_link('self.h5', '/', 'again');
    });
    const file = await openNetcdf(bytes, 'links.h5');
    expect(file.variables.map((v) => v.name)).toEqual(['v']);
    expect([...(file.lost ?? [])].sort()).toEqual(['a', 'again', 'b', 'out']);
    file.close();
  });

  it('a compound table gives its columns, texts of any length among them, and groups their attributes', async () => {
    const file = await openNetcdf(fixture('neon-day.h5'), 'day.h5');
    expect(file.groups?.TOOL).toMatchObject({ LatTow: '68.66109', TimeDiffUtcLt: '-9' });
    const table = file.variables.find((v) => v.name === 'TOOL/dp04/qfqm/fluxCo2/nsae')?.records?.();
    expect(table?.timeBgn?.slice(0, 2)).toEqual(['2020-07-04T00:00:00.000Z', '2020-07-04T00:30:00.000Z']);
    expect(table?.qfFinl?.slice(0, 6)).toEqual([0, 0, 0, 1, 1, 0]);
    file.close();
  });

  it('a filter the library lacks is named, with what to do', async () => {
    const file = await openNetcdf(fixture('blosc.h5'), 'blosc.h5');
    expect(() => file.variables[0]?.read()).toThrow(/Blosc.*h5repack/);
    file.close();
  });
});

const fixture = (name: string) => new Uint8Array(readFileSync(join(import.meta.dirname, 'fixture', name)));

describe.skipIf(!realDataIsHere)('real HDF5, damaged on purpose (needs ../shared/data)', () => {
  it.each(['climate_1km_toolik/topo.nc', 'formats/hdf5/compressed_v1.hdf5'])('%s is read or refused', async (path) => {
    const bytes = await realFile(path).bytes();
    expect(await troubles({ bytes, from: 0, to: 200, places: tenderPlaces(bytes) })).toEqual([]);
  });
});
