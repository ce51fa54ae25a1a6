// npm start: install what is missing, make the reference store, build, serve, open a browser.
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ensurePackages, root } from './install.mjs';

const help = `npm start [-- --no-open] [-- --port N]

Makes Reference Alaska if it is absent (about two minutes, once), builds the page and serves it on this machine.

  --port N    serve there; an error if the port is taken (default: the first free one from 4173)
  --no-open   do not open a browser
  --help      this text`;

function options() {
  try {
    const { values } = parseArgs({
      options: { port: { type: 'string' }, 'no-open': { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
    });
    const port = values.port === undefined ? undefined : Number(values.port);
    if (port !== undefined && !(Number.isInteger(port) && port > 0 && port < 65536)) {
      throw new Error(`--port ${values.port}: expected a whole number from 1 to 65535`);
    }
    return { ...values, port };
  } catch (error) {
    console.error(`${error.message}\n\n${help}`);
    process.exit(2);
  }
}

async function build() {
  const { hashOf, isFresh } = await import('./stale.mjs');
  const key = hashOf(['src', 'workers', 'wasm', 'public', 'index.html', 'vite.config.ts', 'package-lock.json']);
  const stamp = path.join(root, '.cache', 'dist.made-from');
  const { existsSync } = await import('node:fs');
  if (isFresh(stamp, key) && existsSync(path.join(root, 'dist', 'index.html'))) return;
  console.error('Building the page …');
  await new Promise((resolve, reject) => {
    let said = '';
    const vite = spawn(
      process.execPath,
      [path.join(root, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'warn'],
      {
        cwd: root,
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    for (const stream of [vite.stdout, vite.stderr]) stream.on('data', (text) => (said += text));
    vite.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`The page could not be built:\n${said}`))));
  });
  mkdirSync(path.dirname(stamp), { recursive: true });
  writeFileSync(stamp, key);
  console.error('The page is built.');
}

const hasDesktop = () =>
  !process.env.CI && (process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY));

async function main() {
  const chosen = options();
  if (chosen.help) return console.log(help);
  ensurePackages();
  const { serve, storesFolder, distFolder } = await import('./serve.mjs');
  const { makeReference } = await import('./make-reference.mjs');
  await Promise.all([build(), makeReference()]);
  const { url, server } = await serve({ dist: distFolder, stores: storesFolder, port: chosen.port });
  console.log(`Thawcast is at ${url}  (Ctrl+C stops it)`);
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.on(signal, () => {
      server.close();
      server.closeAllConnections();
      process.exit(0);
    });
  }
  if (!chosen['no-open'] && hasDesktop()) {
    const { default: open } = await import('open');
    await open(url).catch((error) =>
      console.error(`No browser could be opened (${error.message}); open the address above.`),
    );
  }
}

main().catch((error) => {
  console.error(error.message);
  process.exit(1);
});
