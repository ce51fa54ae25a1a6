import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

interface Build {
  readonly file: string;
}

describe('the generated kernel modules', () => {
  it('are what their source compiles to', async () => {
    const { BUILDS, compileKernels }: { BUILDS: Record<string, Build>; compileKernels(build: Build): Promise<string> } =
      await import(join(process.cwd(), 'wasm/build.mjs'));
    expect(Object.keys(BUILDS)).toEqual(['plain', 'relaxed']);
    for (const build of Object.values(BUILDS)) {
      expect(await compileKernels(build)).toBe(await readFile(`src/nn/wasm/${build.file}`, 'utf8'));
    }
  });
});
