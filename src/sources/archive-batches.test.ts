import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UnreadableFile } from '../core/error.ts';
import { isCancelled } from '../core/wire.ts';
import { importFiles } from '../preprocess/import-files.ts';
import { archiveBatches } from './archive-batches.ts';
import { magicOf } from './candidate.ts';
import { memoryFile } from './memory-file.ts';
import type { InputFile, Rejection } from './source.ts';
import { paxRecords, tarArchive } from './tar-archive.node.ts';

const CALM = 'code,name,lat,lon,year,alt_cm\nU1,Barrow,71.3167,-156.6,2000,35\nU1,Barrow,71.3167,-156.6,2001,36\n';
const noise = (n: number) => {
  let x = 1;
  return Uint8Array.from({ length: n }, () => {
    x = (x * 48271) % 2147483647;
    return x & 255;
  });
};

async function all(bytes: Uint8Array): Promise<{ files: [string, string][]; rejected: Rejection[] }> {
  const files: [string, string][] = [];
  const rejected: Rejection[] = [];
  const packed = magicOf(bytes) === 'gzip';
  for await (const batch of archiveBatches(memoryFile('a.tar.gz', bytes), packed)) {
    for (const f of batch.files) files.push([f.name, new TextDecoder('latin1').decode(await f.bytes())]);
    rejected.push(...batch.rejected);
  }
  return { files, rejected };
}

describe('a tar archive', () => {
  const tar = tarArchive([
    { name: 'in situ/', type: '5' },
    { name: 'in situ/calm.csv', content: CALM },
    { name: 'x', type: 'x', content: paxRecords({ path: `long/${'n'.repeat(150)}/ä.csv`, mtime: '1' }) },
    { name: 'short', content: 'long name' },
  ]);

  it.each([
    ['plain', tar],
    ['in gzip', gzipSync(tar)],
    [
      'in two gzip streams after one another',
      Buffer.concat([gzipSync(tar.subarray(0, 700)), gzipSync(tar.subarray(700))]),
    ],
  ])('gives its members under its name, %s, with PAX names', async (_, bytes) => {
    const { files, rejected } = await all(new Uint8Array(bytes));
    expect(files).toEqual([
      ['a.tar.gz/in situ/calm.csv', CALM],
      [`a.tar.gz/long/${'n'.repeat(150)}/ä.csv`, 'long name'],
    ]);
    expect(rejected).toEqual([]);
  });

  it('of GNU tar and gzip themselves is read, with names beyond 100 letters', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tar-'));
    const name = `${'m'.repeat(120)}.csv`;
    writeFileSync(join(folder, name), CALM);
    execFileSync('tar', ['-czf', join(folder, 'a.tgz'), '-C', folder, name]);
    execFileSync('tar', ['--format=pax', '-czf', join(folder, 'p.tgz'), '-C', folder, name]);
    for (const made of ['a.tgz', 'p.tgz'])
      expect((await all(new Uint8Array(readFileSync(join(folder, made))))).files).toEqual([[`a.tar.gz/${name}`, CALM]]);
    rmSync(folder, { recursive: true });
  });

  it('leaves links, devices and names that lead out of it, each said', async () => {
    const odd = tarArchive([
      { name: '../../etc/passwd', content: 'x' },
      { name: '/absolute', content: 'x' },
      { name: 'C:\\windows', content: 'x' },
      { name: 'a/../../b', content: 'x' },
      { name: 'hard', type: '1', size: 5000 },
      { name: 'soft', type: '2' },
      { name: 'device', type: '3' },
      { name: 'good.txt', content: 'good' },
    ]);
    const { files, rejected } = await all(odd);
    expect(files).toEqual([['a.tar.gz/good.txt', 'good']]);
    expect(rejected.map((r) => r.rule)).toEqual([
      ...Array(4).fill('a name that leads out of the archive'),
      'a link, not a file',
      'a link, not a file',
      'a tar member of type "3", not a plain file',
    ]);
  });

  it('that is cut off keeps its whole members and says so', async () => {
    const big = tarArchive([
      { name: 'calm.csv', content: CALM },
      { name: 'noise', content: noise(50_000) },
    ]);
    for (const bytes of [big.subarray(0, 20_000), new Uint8Array(gzipSync(big).subarray(0, 20_000))]) {
      const { files, rejected } = await all(bytes);
      expect(files).toEqual([['a.tar.gz/calm.csv', CALM]]);
      expect(rejected.map((r) => [r.file, r.rule])).toEqual([
        ['a.tar.gz/noise', 'the archive is cut off in this member'],
      ]);
    }
  });

  it('that claims a member of terabytes takes no memory for it', async () => {
    const lie = tarArchive([{ name: 'lie', content: 'x', size: 7 * 2 ** 30 }]);
    for (const bytes of [lie, new Uint8Array(gzipSync(lie))]) expect((await all(bytes)).files).toEqual([]);
  });

  it('that is a bomb is refused before it fills the memory', async () => {
    const zeros = gzipSync(tarArchive([{ name: 'zeros', content: new Uint8Array(120e6) }]), { level: 9 });
    await expect(all(new Uint8Array(zeros))).rejects.toThrow(/bomb/);
  });

  it('that is read can be cancelled', async () => {
    const stop = new AbortController();
    stop.abort();
    const read = async () => {
      for await (const _ of archiveBatches(memoryFile('a.tar', tar), false, stop.signal));
    };
    await expect(read().catch((e: unknown) => isCancelled(e))).resolves.toBe(true);
  });
});

describe('an archive among the files to import', () => {
  it('gives what its members give, tar inside gzip as the archive centre ships it', async () => {
    const inner = gzipSync(CALM);
    const tar = tarArchive([
      { name: 'calm.csv', content: CALM },
      { name: 'calm.csv.gz', content: inner },
      { name: 'readme.txt', content: 'text' },
    ]);
    const { observations, files, rejected } = await importFiles([
      memoryFile('s.tar.gz', new Uint8Array(gzipSync(tar))),
    ]);
    expect(observations.map((o) => o.origin)).toEqual([
      's.tar.gz/calm.csv:2',
      's.tar.gz/calm.csv:3',
      's.tar.gz/calm.csv.gz/calm.csv:2',
      's.tar.gz/calm.csv.gz/calm.csv:3',
    ]);
    expect(files.at(-1)?.source).toBe('archive of 3 files');
    expect(rejected.map((r) => r.file)).toEqual(['s.tar.gz/readme.txt']);
  });

  it('whose checksum is wrong gives nothing at all, because nobody knows which byte is', async () => {
    const packed = new Uint8Array(gzipSync(tarArchive([{ name: 'calm.csv', content: CALM }])));
    packed[packed.length - 6] = (packed[packed.length - 6] as number) ^ 1;
    const { observations, rejected } = await importFiles([memoryFile('s.tar.gz', packed)]);
    expect(observations).toEqual([]);
    expect(rejected.map((r) => [r.file, /checksum/.test(r.rule)])).toEqual([['s.tar.gz', true]]);
  });

  it('inside an archive inside an archive ends somewhere', async () => {
    let bytes: Uint8Array = new TextEncoder().encode(CALM);
    for (let i = 0; i < 9; i++) bytes = new Uint8Array(gzipSync(bytes));
    const { observations, rejected } = await importFiles([memoryFile('x.gz', bytes)]);
    expect(observations).toEqual([]);
    expect(rejected[0]?.rule).toContain('an archive inside');
  });
});

describe('a damaged archive', () => {
  const tar = tarArchive([
    { name: 'calm.csv', content: CALM },
    { name: 'noise', content: noise(3000) },
    { name: 'b.csv', content: 'a,b\n1,2\n' },
  ]);
  const right = new Map([
    ['calm.csv', CALM],
    ['noise', new TextDecoder('latin1').decode(noise(3000))],
    ['b.csv', 'a,b\n1,2\n'],
  ]);
  const packed = new Uint8Array(gzipSync(tar));

  it('gives whole members or a clear error, cut anywhere (fuzz, seed 7)', async () => {
    await fc.assert(
      fc.asyncProperty(fc.boolean(), fc.double({ min: 0, max: 1, noNaN: true }), async (gz, share) => {
        const from = gz ? packed : tar;
        const bytes = from.subarray(0, Math.floor(share * from.length));
        const { files } = await all(bytes).catch((e: unknown) => {
          expect(e).toBeInstanceOf(UnreadableFile);
          return { files: [] as [string, string][] };
        });
        if (gz || bytes.length > 512)
          for (const [name, text] of files) if (name !== 'a.tar.gz/a.tar') expect(text).toBe(right.get(name.slice(9)));
      }),
      { seed: 7, numRuns: 200 },
    );
  });

  it('in gzip never gives bytes that were not packed, whatever is flipped (fuzz, seed 8)', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(packed.length - 1), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
        const bytes = packed.slice();
        bytes[at] = (bytes[at] as number) ^ flip;
        if (magicOf(bytes) !== 'gzip') return;
        const { files } = await all(bytes).catch((e: unknown) => {
          expect(e).toBeInstanceOf(UnreadableFile);
          return { files: [] as [string, string][] };
        });
        for (const [name, text] of files) expect(text).toBe(right.get(name.slice(9)));
      }),
      { seed: 8, numRuns: 400 },
    );
  });

  it('of random blocks gives errors or rejections, bounded (fuzz, seed 9)', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(2),
        fc.uint8Array({ minLength: 0, maxLength: 400 }),
        fc.nat(1500),
        async (kind, junk, at) => {
          const bytes =
            kind === 0
              ? tar.slice()
              : kind === 1
                ? packed.slice()
                : new Uint8Array(
                    gzipSync(tar.map((b, i) => (i >= at && i < at + junk.length ? (junk[i - at] as number) : b))),
                  );
          if (kind < 2)
            bytes.set(
              junk.subarray(0, Math.max(0, bytes.length - at)),
              Math.min(at, bytes.length - 1) - Math.max(0, Math.min(at, bytes.length - 1) + junk.length - bytes.length),
            );
          const file: InputFile = memoryFile('a.tar.gz', bytes);
          const { observations } = await importFiles([file]);
          expect(observations.length).toBeLessThanOrEqual(2);
        },
      ),
      { seed: 9, numRuns: 150 },
    );
  });
});
