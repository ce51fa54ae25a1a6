// npm run bench:gpu: the webgpu kernels on this machine's GPU. With `--bundle FOLDER` it writes a folder that does the same
// on a bare server: `cd FOLDER && npm install && node bench-gpu.mjs`.
import { spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensurePackages, root } from './install.mjs';

ensurePackages();
const given = process.argv.slice(2);
const at = given.indexOf('--bundle');
if (at >= 0) await bundle(path.resolve(process.env.INIT_CWD ?? '.', given[at + 1] ?? 'bench-gpu'));
else run();

function run() {
  const tsx = pathToFileURL(path.join(root, 'node_modules', 'tsx', 'dist', 'loader.mjs')).href;
  const child = spawn(process.execPath, ['--import', tsx, path.join(root, 'bench', 'gpu', 'gpu.ts'), ...given], {
    cwd: process.env.INIT_CWD ?? process.cwd(),
    stdio: 'inherit',
  });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
}

async function bundle(folder) {
  const { build } = await import('vite');
  await build({
    configFile: false,
    publicDir: false,
    root,
    logLevel: 'error',
    // Everything but the driver goes into the file; tfjs would otherwise be looked for beside it.
    ssr: { noExternal: true, external: ['webgpu'] },
    build: {
      ssr: path.join(root, 'bench', 'gpu', 'gpu.ts'),
      outDir: path.join(folder, 'bench'),
      emptyOutDir: false,
      target: 'node20',
      rollupOptions: { output: { entryFileNames: 'gpu.mjs', codeSplitting: false } },
    },
  });
  mkdirSync(path.join(folder, 'bench', 'peers'), { recursive: true });
  copyFileSync(
    path.join(root, 'bench', 'peers', 'torch_peer.py'),
    path.join(folder, 'bench', 'peers', 'torch_peer.py'),
  );
  const { devDependencies } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  const about = { private: true, type: 'module', dependencies: { webgpu: devDependencies.webgpu } };
  writeFileSync(path.join(folder, 'package.json'), `${JSON.stringify(about, null, 2)}\n`);
  writeFileSync(path.join(folder, 'bench-gpu.mjs'), "import './bench/gpu.mjs';\n");
  process.stdout.write(`${folder}: npm install, then node bench-gpu.mjs --json FILE\n`);
}
