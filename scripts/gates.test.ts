import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** The three gates of `npm test`, each held against a planted violation: a gate that never fails guards nothing. */
const root = path.resolve(import.meta.dirname, '..');
const bin = (name: string) => path.join(root, 'node_modules', name);
let plot: string;

const run = (tool: string, args: string[], cwd = root) =>
  spawnSync(process.execPath, [bin(tool), ...args], { cwd, encoding: 'utf8' });

const plant = (file: string, text: string) => {
  const full = path.join(plot, file);
  mkdirSync(path.dirname(full), { recursive: true });
  writeFileSync(full, text);
  return full;
};

beforeAll(() => {
  plot = mkdtempSync(path.join(root, '.cache-gates-'));
});
afterAll(() => rmSync(plot, { recursive: true, force: true }));

describe('the gates of npm test', () => {
  it('type check refuses a wrong type, and accepts the right one', () => {
    const config = (file: string) =>
      plant(
        `${path.basename(file, '.ts')}.json`,
        JSON.stringify({ extends: '../tsconfig.json', include: [path.basename(file)] }),
      );
    const wrong = plant('wrong.ts', "export const metres: number = 'deep';\n");
    const right = plant('right.ts', 'export const metres: number = 1;\n');
    const refused = run('typescript-native/bin/tsc', ['--noEmit', '-p', config(wrong)]);
    expect(refused.status).not.toBe(0);
    expect(refused.stdout).toContain('wrong.ts');
    expect(run('typescript-native/bin/tsc', ['--noEmit', '-p', config(right)]).status).toBe(0);
  });

  it('lint refuses an any and an unused import', () => {
    const file = plant('loose.ts', "import { readFileSync } from 'node:fs';\n\nexport const depth = (x: any) => x;\n");
    const refused = run('@biomejs/biome/bin/biome', ['check', '--vcs-enabled=false', file]);
    expect(refused.status).not.toBe(0);
    expect(refused.stdout + refused.stderr).toContain('noExplicitAny');
    expect(refused.stdout + refused.stderr).toContain('noUnusedImports');
  });

  it('layer rules refuse an import upward and a parser in the page', () => {
    plant('src/core/low.ts', "import { high } from '../learn/high.ts';\n\nexport const low = high;\n");
    plant('src/learn/high.ts', 'export const high = 1;\n');
    plant('src/ui/page.ts', "import Papa from 'papaparse';\n\nexport const page = Papa;\n");
    plant('workers/x.ts', 'export const x = 1;\n');
    const config = path.join(root, '.dependency-cruiser.cjs');
    const refused = run('dependency-cruiser/bin/dependency-cruise.mjs', ['src', 'workers', '--config', config], plot);
    expect(refused.status).not.toBe(0);
    expect(refused.stdout).toContain('core-imports-downward-only');
    expect(refused.stdout).toContain('page-without-engine');
    rmSync(path.join(plot, 'src/core/low.ts'));
    rmSync(path.join(plot, 'src/ui/page.ts'));
    expect(
      run('dependency-cruiser/bin/dependency-cruise.mjs', ['src', 'workers', '--config', config], plot).status,
    ).toBe(0);
  });
});
