import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { build, type PreviewServer, preview } from 'vite';

/*
 * The webgpu kernels in a worker of a real browser: how many dispatches they take, how they stand against stock layers on
 * the same adapter in the same run, and what happens when the device goes. Whether their numbers are right is told by
 * backends.spec.ts, and in Node by webgpu-kernels.test.ts.
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

const least = (values: readonly number[]): number => Math.min(...values);

test('a training step of the small shape takes at most 150 dispatches and a fifth of the time of stock layers', async () => {
  const reply = await page.evaluate((request) => window.askKernels(request), { kind: 'race', laps: 2 } as const);
  if (reply.kind !== 'race') throw new Error(reply.kind === 'failed' ? reply.error.message : reply.kind);
  const [ours, stock] = [least(reply.ours), least(reply.stock)];
  console.log(
    `${reply.adapter}: ${reply.count.dispatches} dispatches in ${reply.count.submissions} submissions; ` +
      `${ours.toFixed(0)} ms, stock ${stock.toFixed(0)} ms, ${(stock / ours).toFixed(1)} times faster; ` +
      `warm-up ${reply.warmUpMs.toFixed(0)} ms, first step after it ${reply.firstStepMs.toFixed(0)} ms`,
  );
  // At least one a month each way in both layers, or the count has missed something.
  expect(reply.count.dispatches).toBeGreaterThan(48);
  expect(reply.count.dispatches).toBeLessThanOrEqual(150);
  expect(stock / ours).toBeGreaterThan(5);
});

test('a device that is lost is heard, and the same training on the next one ends the same', async () => {
  const reply = await page.evaluate((request) => window.askKernels(request), { kind: 'lose' } as const);
  if (reply.kind !== 'lose') throw new Error(reply.kind === 'failed' ? reply.error.message : reply.kind);
  expect(reply.heard).toMatchObject({ tag: 'DeviceFailed' });
  expect(reply.apart).toBeLessThan(1e-5);
});
