import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { build, type PreviewServer, preview } from 'vite';
import type {} from './pages/store.ts';

/*
 * Stores in the browser's own file system and the real data worker, from a production build of a page that does nothing
 * else. The spec brings its own build and server.
 */

let folder: string;
let server: PreviewServer;
let page: Page;
const problems: string[] = [];

test.describe.configure({ mode: 'serial' });

test.beforeAll(async ({ browser }) => {
  folder = await mkdtemp(join(tmpdir(), 'store-'));
  const common = { configFile: false as const, logLevel: 'error' as const, root: join(import.meta.dirname, 'pages') };
  await build({
    ...common,
    base: './',
    worker: { format: 'es' },
    build: {
      outDir: folder,
      target: 'es2023',
      rollupOptions: { input: join(import.meta.dirname, 'pages/store.html') },
    },
  });
  server = await preview({ ...common, build: { outDir: folder }, preview: { port: 0, host: '127.0.0.1' } });
  page = await browser.newPage();
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  const address = server.httpServer.address();
  if (!address || typeof address === 'string') throw new Error('the server has no port');
  await page.goto(`http://127.0.0.1:${address.port}/store.html`);
  await page.waitForSelector('html[data-ready]', { state: 'attached' });
});

test.afterAll(async () => {
  await page?.close();
  await server?.close();
  if (folder) await rm(folder, { recursive: true, force: true });
});

test('a store is written to the browser and read back by the data worker', async () => {
  const keys = await page.evaluate(() => window.storeTrial.write());
  expect(keys).toContain('zarr.json');
  expect(keys).not.toContain('unfinished.json');
  expect(await page.evaluate(() => window.storeTrial.open('opfs'))).toBe('Test');
  expect(await page.evaluate(() => window.storeTrial.worst())).toBeLessThan(0.006);
});

test('a zip made of it is opened in the worker without being copied into memory', async () => {
  expect(await page.evaluate(() => window.storeTrial.open('zip'))).toBe('Test');
  expect(await page.evaluate(() => window.storeTrial.worst())).toBeLessThan(0.006);
});

test('a worker that ends without a word is noticed, replaced, told of, and its stores are open again', async () => {
  const [worker] = page.workers();
  expect(worker).toBeDefined();
  await worker!.evaluate(() => self.close());
  await expect.poll(() => page.evaluate(() => window.storeTrial.told.length)).toBe(1);
  expect(await page.evaluate(() => window.storeTrial.told[0])).toMatch(/data worker stopped .* started again/);
  expect(await page.evaluate(() => window.storeTrial.worst())).toBeLessThan(0.006);
  expect(page.workers()).toHaveLength(1);
});

test('a damaged chunk crosses to the page as an error that names it', async () => {
  const error = await page.evaluate(() => window.storeTrial.damage());
  expect(error.tag).toBe('CorruptChunk');
  expect(error.message).toContain('0/0/0 of shard c/0/0/0 of M09/t_air');
});

test('a store that is deleted is gone', async () => {
  expect(await page.evaluate(() => window.storeTrial.remove())).toEqual([]);
  expect(problems).toEqual([]);
});
