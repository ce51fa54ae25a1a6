// Makes Reference Alaska and its forecast when absent or when the code that makes them has changed.
import { spawn } from 'node:child_process';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './install.mjs';
import { storesFolder } from './serve.mjs';
import { hashOf, isFresh } from './stale.mjs';

const model = path.join('public', 'models', 'reference.thawcast');
const made = {
  reference: ['src/core', 'src/grid', 'src/store', 'src/process', 'src/sources/reference-alaska', 'cli/reference.ts'],
  forecast: ['src/nn', 'src/learn', 'src/forecast', 'cli/forecast.ts', model],
};

function studio(args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [path.join(root, 'scripts', 'studio.mjs'), ...args], {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    child.on('error', reject);
    child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`studio ${args[0]} ended with ${code}`))));
  });
}

/** A store appears under its name only when it is whole: it is made beside and renamed. */
async function make(name, key, args) {
  const place = path.join(storesFolder, name);
  const stamp = `${place}.made-from`;
  if (isFresh(stamp, key)) return;
  const half = `${place}.half`;
  rmSync(half, { recursive: true, force: true });
  await studio(args(half));
  rmSync(place, { recursive: true, force: true });
  renameSync(half, place);
  writeFileSync(stamp, key);
}

export async function makeReference() {
  mkdirSync(storesFolder, { recursive: true });
  const reference = hashOf(made.reference);
  const forecast = hashOf([...made.reference, ...made.forecast]);
  await make('reference.zarr', reference, (out) => ['reference', '--out', out]);
  await make('reference-forecast.zarr', forecast, (out) => [
    'forecast',
    '--model',
    path.join(root, model),
    '--store',
    path.join(storesFolder, 'reference.zarr'),
    '--out',
    out,
  ]);
}
