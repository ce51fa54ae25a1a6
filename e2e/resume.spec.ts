import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { build, type PreviewServer, preview } from 'vite';
import { relativeRms } from '../src/nn/check/trial.ts';
import { openStudio, watch } from './open-studio.ts';
import type { ResumeReply, ResumeRequest } from './pages/resume.worker.ts';
import { smallAlaska } from './small-alaska.ts';

/*
 * Training that loses what it runs on: a graphics device in the middle of an epoch, a member's thread, the train worker.
 * It goes on from the last epoch, ends where it would have ended, and the person is told.
 */
test.describe.configure({ timeout: 400_000 });

test.describe('a graphics device lost in the middle of an epoch', () => {
  let folder: string;
  let server: PreviewServer;
  let page: Page;

  test.beforeAll(async ({ browser }) => {
    test.setTimeout(240_000);
    folder = await mkdtemp(join(tmpdir(), 'resume-'));
    const common = { configFile: false as const, logLevel: 'error' as const, root: join(import.meta.dirname, 'pages') };
    const input = join(import.meta.dirname, 'pages/resume.html');
    await build({
      ...common,
      base: './',
      worker: { format: 'es' },
      build: { outDir: folder, target: 'es2023', rollupOptions: { input } },
    });
    server = await preview({ ...common, build: { outDir: folder }, preview: { port: 0, host: '127.0.0.1' } });
    page = await browser.newPage();
    const address = server.httpServer.address();
    if (!address || typeof address === 'string') throw new Error('the server has no port');
    await page.goto(`http://127.0.0.1:${address.port}/resume.html`);
    await page.waitForSelector('html[data-ready]', { state: 'attached' });
  });

  test.afterAll(async () => {
    await page?.close();
    await server?.close();
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  const ask = async (request: ResumeRequest): Promise<Extract<ResumeReply, { ok: true }>> => {
    const reply = await page.evaluate((r) => window.trainThroughLoss(r), request);
    if (!reply.ok) throw new Error(reply.error.message);
    return reply;
  };

  for (const device of ['webgpu', 'webgl'] as const) {
    test(`costs less than an epoch on ${device}: opened again, the same member comes out`, async () => {
      const { undisturbed, disturbed, setbacks } = await ask({ device, lostAfter: [1] });
      expect(disturbed.epochs).toEqual(undisturbed.epochs);
      expect(setbacks).toEqual([{ why: expect.stringContaining('lost'), next: 2, device }]);
      expect(disturbed.weights).toEqual(undisturbed.weights);
    });
  }

  test('goes on with wasm when it is lost once more, and learns the same within the tolerance across devices', async () => {
    const { undisturbed, disturbed, setbacks } = await ask({ device: 'webgpu', lostAfter: [1, 2] });
    expect(setbacks.map(({ next, device }) => `${next} ${device}`)).toEqual(['2 webgpu', '3 wasm']);
    expect(disturbed.epochs).toEqual(undisturbed.epochs);
    expect(relativeRms(Float32Array.from(disturbed.weights), Float32Array.from(undisturbed.weights))).toBeLessThan(
      1e-3,
    );
    expect(Math.abs(disturbed.validation - undisturbed.validation)).toBeLessThan(1e-3);
  });
});

test.describe('a worker that dies while the page trains', () => {
  /** Opens the studio on a piece of Alaska and trains on wasm until an epoch is over. */
  async function training(page: Page, baseURL: string) {
    await page.addInitScript(() => {
      const all: { url: string; worker: Worker }[] = [];
      Object.assign(window, { startedWorkers: all });
      const Original = window.Worker;
      window.Worker = class extends Original {
        constructor(url: string | URL, options?: WorkerOptions) {
          super(url, options);
          all.push({ url: String(options?.name ?? url), worker: this });
        }
      };
    });
    const buffer = await smallAlaska(baseURL);
    await openStudio(page, '?panel=data&place=68.63,-149.6&cam=68.63,-149.6,5');
    await page.getByLabel('Files to load').setInputFiles({ name: 'toolik.zip', mimeType: 'application/zip', buffer });
    await expect(page.getByText('Around Toolik (modelled)').first()).toBeVisible();
    await page.getByRole('radio', { name: 'Model' }).click();
    await page.getByLabel('Computes on').selectOption('wasm');
    // It warms up, so it is there before training. Its own threads are out of reach except through it.
    await expect.poll(() => trainWorker(page)).toBeDefined();
    await trainWorker(page)?.evaluate(() => {
      const members: Worker[] = [];
      const Original = self.Worker;
      const Recorded = class extends Original {
        constructor(url: string | URL, options?: WorkerOptions) {
          super(url, options);
          members.push(this);
        }
      };
      Object.assign(self, { Worker: Recorded, members });
    });
    await page.getByRole('button', { name: 'Train', exact: true }).click();
    await expect(page.getByRole('figure', { name: 'Loss' })).toBeVisible({ timeout: 180_000 });
  }

  const trainWorker = (page: Page) => page.workers().find((w) => w.url().includes('train.worker'));
  const news = (page: Page) => page.getByRole('list', { name: 'What went wrong on the way' });

  test('costs a member at most an epoch, and the person reads it', async ({ page, baseURL }) => {
    const seen = watch(page);
    await training(page, baseURL ?? '');
    // The thread ends without a word, as when the system takes its memory.
    const members = await trainWorker(page)?.evaluate(() => {
      const all = (self as unknown as { members: Worker[] }).members;
      all[0]?.terminate();
      return all.length;
    });
    expect(members).toBeGreaterThan(1);
    await expect(news(page)).toContainText(/A training worker stopped .*Member \d goes on from epoch \d+ with wasm\./);
    await expect(page.getByRole('table', { name: 'Skill' })).toBeVisible({ timeout: 180_000 });
    await expect(news(page)).toBeVisible();
    expect(seen.faults).toEqual([]);
  });

  test('costs the training at most an epoch when it is the train worker itself', async ({ page, baseURL }) => {
    await training(page, baseURL ?? '');
    await page.evaluate(() => {
      const { startedWorkers } = window as unknown as { startedWorkers: { url: string; worker: Worker }[] };
      startedWorkers.find(({ url }) => url === 'train')?.worker.terminate();
    });
    await expect(news(page)).toContainText(/The training worker stopped .*Training goes on from epoch/);
    await expect(page.getByRole('table', { name: 'Skill' })).toBeVisible({ timeout: 180_000 });
    expect(await page.getByRole('alert').count()).toBe(0);
  });
});
