// Finds a Chromium for the end-to-end tests, or installs one: Debian's through apt when root, else Playwright's own.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const KNOWN = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/snap/bin/chromium'];

const run = (command, args) =>
  spawnSync(command, args, { stdio: ['ignore', 2, 2], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } })
    .status === 0;

const found = async () => {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  const system = KNOWN.find((file) => existsSync(file));
  if (system) return system;
  const { chromium } = await import('playwright');
  return existsSync(chromium.executablePath()) ? chromium.executablePath() : undefined;
};

/** Path of a full Chromium (headless-shell has no WebGPU), installed when there is none; undefined when none can be had. */
export async function obtainChromium() {
  const already = await found();
  if (already) return already;
  console.error('No Chromium found; installing one …');
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    run('apt-get', ['update', '-qq']) &&
      run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-dejavu-core']);
  }
  if (!(await found())) run('npx', ['playwright', 'install', 'chromium', '--no-shell']);
  return found();
}

/** The same for those that cannot do without: exits with a sentence. */
export async function ensureChromium() {
  const now = await obtainChromium();
  if (!now) {
    console.error('No Chromium could be installed. Install one and name it in the environment variable CHROMIUM.');
    process.exit(1);
  }
  return now;
}
