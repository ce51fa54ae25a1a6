// npm run bench: installs what is missing, then runs the benchmarks straight from their TypeScript.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensurePackages, root } from './install.mjs';

ensurePackages();
const { obtainChromium } = await import('./chromium.mjs');
// Without a browser the rows of Node are still worth having.
const chromium = await obtainChromium();
const tsx = pathToFileURL(path.join(root, 'node_modules', 'tsx', 'dist', 'loader.mjs')).href;
const child = spawn(
  process.execPath,
  ['--import', tsx, path.join(root, 'bench', 'bench.ts'), ...process.argv.slice(2)],
  {
    cwd: process.env.INIT_CWD ?? process.cwd(),
    stdio: 'inherit',
    env: chromium ? { ...process.env, CHROMIUM: chromium } : process.env,
  },
);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
