import { describe, expect, it } from 'vitest';
import type { Progress } from '../src/core/progress.ts';
import { isCancelled } from '../src/core/wire.ts';
import { openRef } from '../src/store/ref.ts';
import { ImportClient } from './import.client.ts';
import { importHandlers } from './import.handlers.ts';
import type { DroppedFile } from './import.protocol.ts';
import type { WorkerLike } from './rpc.client.ts';
import { type Port, serve } from './rpc.server.ts';

/** The worker's own code at the other end of a channel. */
function startHere(): WorkerLike {
  const { port1, port2 } = new MessageChannel();
  serve(port2 as unknown as Port, importHandlers(), { queue: true });
  return Object.assign(port1, { terminate: () => port1.close(), onerror: null }) as unknown as WorkerLike;
}

const file = (name: string, ...lines: string[]): DroppedFile => ({ name, blob: new Blob([lines.join('\n')]) });
const calm = file(
  'mine.csv',
  'code,name,lat,lon,method,year,alt_cm,flag',
  'U1,Barrow,71.3167,-156.6,1000,1995,35.0,',
  'U1,Barrow,71.3167,-156.6,1000,199x,35.0,',
);
const extent = { west: -157.2, south: 71, east: -156, north: 71.6 };

describe('files dropped on the page', () => {
  it('become a store with a report of what was left out, and progress on the way', async () => {
    const client = new ImportClient({ start: startHere });
    const steps: Progress[] = [];
    const result = await client.importFiles({ files: [calm, file('notes.txt', 'hello')], extent }, (p) =>
      steps.push(p),
    );
    if (result.kind !== 'tiles') throw new Error(`expected tiles, got ${result.kind}`);
    expect(result.report.rejected.map((r) => [r.file, r.where])).toEqual([
      ['mine.csv', 'line 3'],
      ['notes.txt', undefined],
    ]);
    const store = await openRef(result.ref);
    const table = await store.observations();
    expect([table.length, table.variable[0], table.value[0]?.toFixed(2)]).toEqual([1, 'alt', '0.35']);
    expect(new Set(steps.map((s) => s.what)).size).toBe(3); // fingerprints, reading, gridding
    const again =
      result.ref.at === 'zip'
        ? await client.importFiles({ files: [{ name: 'tiles.zip', blob: result.ref.blob }] })
        : undefined;
    expect(again?.kind).toBe('store');
    client.close();
  }, 30_000);

  it('are looked at before anything is built, and what was built is diagnosed and packed', async () => {
    const client = new ImportClient({ start: startHere });
    const seen = await client.inspect({ files: [calm, file('notes.txt', 'hello')] });
    expect(seen.files.map((f) => [f.source, f.observations, f.rejected])).toEqual([
      ['calm-long', 1, 1],
      ['none', 0, 1],
    ]);
    const lines = Array.from({ length: 40 }, (_, i) => `U1,Barrow,71.3167,-156.6,1000,${1985 + i},${30 + (i % 7)}.0,`);
    const many = file('many.csv', 'code,name,lat,lon,method,year,alt_cm,flag', ...lines);
    const made = await client.importFiles({ files: [many], extent });
    if (made.kind !== 'tiles') throw new Error(`expected tiles, got ${made.kind}`);
    expect(made.recipe.inputs.map((i) => i.name)).toEqual(['many.csv']);
    const { variables } = await client.diagnose({ ref: made.ref });
    const alt = variables.find((v) => v.of === 'observations' && v.variable === 'alt');
    expect([alt?.after.n, alt?.before?.n]).toEqual([40, 40]);
    expect(alt?.tests.length).toBeGreaterThan(3);
    const zip = await client.pack(made.ref);
    const opened = await openRef({ at: 'zip', name: 'packed', blob: zip });
    expect((await opened.observations()).length).toBe(40);
    const csv = await client.export(made.ref, { as: 'csv-observations', when: '2026-01-01T00:00:00Z' });
    expect((await csv.text()).trim().split(/\r?\n/).length).toBe(41);
    const netcdf = await client.export(made.ref, {
      as: 'netcdf',
      when: '2026-01-01T00:00:00Z',
      fields: ['alt_observed'],
    });
    expect(await netcdf.slice(0, 3).text()).toBe('CDF');
    await expect(client.pack({ at: 'url', url: 'stores/a.zarr' })).rejects.toMatchObject({ tag: 'BadRequest' });
    client.close();
  }, 120_000);

  it('say why when none of them can be read', async () => {
    const client = new ImportClient({ start: startHere });
    const result = await client.importFiles({
      files: [file('broken.zip', 'PK\u0003\u0004 and then nothing'), file('a.csv', '')],
    });
    expect(result).toMatchObject({
      kind: 'nothing',
      report: { rejected: [{ file: 'a.csv', rule: 'an empty file' }, { file: 'broken.zip' }] },
    });
    client.close();
  });

  it('stop when the person cancels', async () => {
    const client = new ImportClient({ start: startHere });
    const stop = new AbortController();
    const running = client.importFiles({ files: [calm] }, () => stop.abort(), stop.signal);
    await expect(running.catch((e: unknown) => isCancelled(e))).resolves.toBe(true);
    client.close();
  });
});
