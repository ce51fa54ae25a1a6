import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { build, type PreviewServer, preview } from 'vite';

/*
 * The webgpu kernels in a worker of a real browser: how many dispatches they take, and what happens when the device
 * goes. Whether their numbers are right is told by backends.spec.ts, and in Node by webgpu-kernels.test.ts; how fast they
 * are, by the benchmarks.
 */

let folder: string;
let server: PreviewServer;
let page: Page;

test.describe.configure({ mode: 'serial' });
test.setTimeout(600_000);

test.beforeAll(async ({ browser }) => {
  test.setTimeout(240_000);
  folder = await mkdtemp(join(tmpdir(), 'webgpu-kernels-'));
  const root = join(import.meta.dirname, 'pages');
  const common = { configFile: false as const, logLevel: 'error' as const, root };
  await build({
    ...common,
    base: './',
    worker: { format: 'es' },
    build: { outDir: folder, target: 'es2023', rollupOptions: { input: join(root, 'webgpu-kernels.html') } },
  });
  server = await preview({ ...common, build: { outDir: folder }, preview: { port: 0, host: '127.0.0.1' } });
  const address = server.httpServer.address();
  if (!address || typeof address === 'string') throw new Error('the server has no port');
  page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${address.port}/webgpu-kernels.html`);
  await page.waitForSelector('html[data-ready]', { state: 'attached' });
});

test.afterAll(async () => {
  await page?.close();
  await server?.close();
  if (folder) await rm(folder, { recursive: true, force: true });
});

test('a training step of the small shape takes at most 150 dispatches', async () => {
  const reply = await page.evaluate((request) => window.askKernels(request), { kind: 'count' } as const);
  if (reply.kind !== 'count') throw new Error(reply.kind === 'failed' ? reply.error.message : reply.kind);
  const { dispatches, submissions } = reply.count;
  console.log(`${reply.adapter}: ${dispatches} dispatches in ${submissions} submissions`);
  // At least one a month each way in both layers, or the count has missed something.
  expect(dispatches).toBeGreaterThan(48);
  expect(dispatches).toBeLessThanOrEqual(150);
});

test('a device that is lost is heard, and the same training on the next one ends the same', async () => {
  const reply = await page.evaluate((request) => window.askKernels(request), { kind: 'lose' } as const);
  if (reply.kind !== 'lose') throw new Error(reply.kind === 'failed' ? reply.error.message : reply.kind);
  expect(reply.heard).toMatchObject({ tag: 'DeviceFailed' });
  expect(reply.apart).toBeLessThan(1e-5);
});
