import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Diagnostics } from '../src/preprocess/diagnostics/diagnostics.ts';
import { writeMadeStore } from '../src/preprocess/diagnostics/fixture/made-store.ts';
import { folderStorage } from '../src/store/folder.node.ts';
import { packZip } from '../src/store/pack-zip.ts';
import { diagnose } from './diagnose.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'diagnose-'));
  const storage = folderStorage(join(folder, 'made.zarr'));
  await writeMadeStore(storage);
  const before = { kind: 'thawcast values before gridding', version: 1, seed: 1, samples: [] as unknown[] };
  before.samples.push({ variable: 'alt', of: 'observations', unit: 'm', n: 3, missing: 0, values: [0.4, 0.5, 0.6] });
  await storage.set('before.json', new TextEncoder().encode(JSON.stringify(before)));
  await writeFile(join(folder, 'made.zip'), new Uint8Array(await (await packZip(storage)).arrayBuffer()));
});
afterAll(() => rm(folder, { recursive: true }));

/** Exit status and what went to standard output. */
async function run(...args: string[]): Promise<{ status: number; text: string }> {
  const out: string[] = [];
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => out.push(String(chunk)) > 0);
  const quiet = vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
  try {
    return { status: await diagnose(args), text: out.join('') };
  } finally {
    write.mockRestore();
    quiet.mockRestore();
  }
}

describe('studio diagnose', () => {
  it('prints the diagnostics as JSON and nothing else, from a folder and from a zip alike', async () => {
    const { status, text } = await run(join(folder, 'made.zarr'), '--json', '--seed', '3');
    expect(status).toBe(0);
    const found = JSON.parse(text) as Diagnostics;
    expect(found).toMatchObject({ title: 'Made for diagnostics', seed: 3 });
    expect(found.variables.map((v) => v.of)).toEqual(['observations', 't_air', 'vp', 'precip', 'sw_in', 'elevation']);
    expect(found.variables[0]?.before?.n).toBe(3);
    expect(found.variables[0]?.tests.map((t) => t.test)).toContain('Kolmogorov-Smirnov');
    expect((await run(join(folder, 'made.zip'), '--json', '--seed', '3')).text).toBe(text);
  });

  it('prints text that a person can read', async () => {
    const { text } = await run(join(folder, 'made.zarr'), '--eof');
    expect(text).toMatch(/Modes \(EOF\) of t_air, vp, precip, sw_in at 400 cells/);
    expect(text).toMatch(/Fitted on the first 192 months of 240; 48 held out/);
    expect(text).toMatch(/\n +1 +\d\d\.\d % +\d\d\.\d % +-?\d+\.\d %/);
    expect(text).toMatch(/alt, observations \(m\)\n +n +missing +mean/);
    expect(text).toMatch(/! ADF: -?[\d.]+, p = [\d.]+, n 240\. ADF and KPSS agree that there is no constant level/);
    expect(text).toMatch(/Aug +280 +0\.\d+/);
    expect(text).toMatch(/t_air +vp +precip +sw_in +VIF/);
    expect(text).not.toMatch(/NaN|undefined|Infinity/);
  });

  it.each([[[]], [['a', 'b']], [['a', '--seed=-1']], [['a', '--seed', 'x']]])(
    'refuses %j as wrong usage',
    async (args) => {
      await expect(run(...args)).rejects.toMatchObject({ tag: 'BadRequest' });
    },
  );

  it('names what is wrong with values from before gridding', async () => {
    const storage = folderStorage(join(folder, 'bad.zarr'));
    await writeMadeStore(storage, [], false);
    await storage.set('before.json', new TextEncoder().encode('{"kind": "else"}'));
    await expect(run(join(folder, 'bad.zarr'))).rejects.toThrow(/before\.json: expected "kind"/);
    await expect(run(join(folder, 'nothing.zarr'))).rejects.toMatchObject({ tag: 'InvalidStore' });
  });
});
