import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { build } from 'vite';
import type { Asker } from './asker.ts';
import { root } from './root.ts';
import type { WorkReply } from './work/work.protocol.ts';

export const nodeName = `Node ${process.versions.node.split('.')[0]}`;

/** Builds the worker for threads of Node: the loader that reads TypeScript does not reach into them. */
export async function buildNodeWorker(): Promise<string> {
  const folder = join(root, '.cache', 'bench', 'node');
  await mkdir(folder, { recursive: true });
  await build({
    configFile: false,
    logLevel: 'error',
    root: join(root, 'bench'),
    build: {
      ssr: join(root, 'bench', 'work', 'node.worker.ts'),
      outDir: folder,
      emptyOutDir: true,
      target: 'node20',
      rollupOptions: { output: { entryFileNames: 'worker.mjs', chunkFileNames: '[name]-[hash].mjs' } },
    },
  });
  const file = join(folder, 'worker.mjs');
  if (!existsSync(file)) throw new Error('the worker for Node was not built');
  return file;
}

/** A thread of Node; it dies with the question that it cannot answer. */
export function nodeThread(file: string): Asker {
  const worker = new Worker(file, { stdout: true, stderr: true });
  const open: { resolve: (reply: WorkReply) => void; reject: (error: Error) => void }[] = [];
  const fail = (error: Error) => {
    for (const { reject } of open.splice(0)) reject(error);
  };
  worker.on('message', (reply: WorkReply) => open.shift()?.resolve(reply));
  worker.on('error', fail);
  worker.on('exit', (code) => fail(new Error(`a benchmark thread ended with ${code}`)));
  return {
    ask: (request) =>
      new Promise((resolve, reject) => {
        open.push({ resolve, reject });
        worker.postMessage(request);
      }),
    close: async () => {
      await worker.terminate();
    },
  };
}
