import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

describe('the generated gates module', () => {
  it('is what its source compiles to', async () => {
    const build: { compileGates(): Promise<string> } = await import(join(process.cwd(), 'wasm/build.mjs'));
    const written = await readFile('src/nn/wasm/gates-module.ts', 'utf8');
    expect(await build.compileGates()).toBe(written);
  });
});
