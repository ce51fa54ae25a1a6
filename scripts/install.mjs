// Installs the npm packages when they are missing or the lock file has changed. Plain Node: it runs before anything is there.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

/** Exits with a sentence when Node is too old or npm fails: nothing else can run then. */
export function ensurePackages() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < 20) {
    console.error(
      `Thawcast needs Node 20 or newer; this is ${process.versions.node}. Get one from nodejs.org and start again.`,
    );
    process.exit(1);
  }
  const lock = readFileSync(path.join(root, 'package-lock.json'));
  const key = createHash('sha256').update(lock).digest('hex');
  const stamp = path.join(root, 'node_modules', '.thawcast-lock');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === key) return;
  console.error('Installing packages (once) …');
  // `npm ci` refuses a lock file in which optional packages of other platforms could not be resolved; `install` with the
  // lock takes the same versions and leaves the file alone.
  const npm = spawnSync('npm', ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (npm.status !== 0) {
    console.error(
      'npm install failed (see above). Check the network connection to the package registry, then start again.',
    );
    process.exit(1);
  }
  writeFileSync(stamp, key);
}
