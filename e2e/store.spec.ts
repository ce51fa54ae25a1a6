import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { build, type PreviewServer, preview } from 'vite';
import { exportBlob } from '../src/export/export-blob.ts';
import { openNetcdf } from '../src/sources/netcdf.ts';
import { openStore } from '../src/store/open.ts';
import { testStorage } from '../src/store/test-store.ts';
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

test('files made in the browser are those that Node makes', async () => {
  const store = await openStore(await testStorage());
  const part = { when: '2026-11-22T12:00:00Z', extent: [-152, 67, -147, 70], months: [250, 264] } as const;
  for (const as of ['netcdf', 'geotiff', 'csv-observations', 'netcdf-observations', 'csv-series'] as const) {
    // Observations are few and lie elsewhere in time.
    const order = {
      as,
      when: part.when,
      ...(as.endsWith('observations') ? {} : part),
      place: { lon: -149.6, lat: 68.6 },
    };
    const [here, there] = [
      await exportBlob(store, order),
      await page.evaluate((o) => window.storeTrial.exported(o), order),
    ];
    const [node, browser] = [Buffer.from(await here.arrayBuffer()), Buffer.from(there, 'base64')];
    if (as !== 'netcdf') expect(browser.equals(node), as).toBe(true);
    else {
      // Latitudes may differ in their last bit: sines are each engine's own.
      const [a, b] = [await openNetcdf(node, 'node.nc'), await openNetcdf(browser, 'browser.nc')];
      for (const v of a.variables) {
        const other = b.variables.find((w) => w.name === v.name)?.read();
        const most = v.read()?.reduce((m, x, i) => Math.max(m, Math.abs(x - (other?.[i] ?? Number.NaN))), 0);
        expect(most, v.name).toBeLessThan(1e-9);
      }
    }
  }
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
