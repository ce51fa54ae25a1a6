import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { build, type PreviewServer, preview } from 'vite';
import { relativeRms } from '../src/nn/check/trial.ts';
import type { BackendsReply } from './pages/backends.worker.ts';
import { REAL_DATA, type RealBatch, realBatch } from './real-batch.ts';

/*
 * The network on all four backends in workers of a real browser, from a production build of a page that does nothing
 * else. The spec brings its own build and server; of the test configuration it needs only a Chromium with emulated
 * adapters. A backend that is missing fails, it does not skip.
 */

const ORDER = { seed: 11, steps: 20 };

let folder: string;
let server: PreviewServer;
let page: Page;
const problems: string[] = [];

test.describe.configure({ mode: 'serial' });
test.setTimeout(240_000);

test.beforeAll(async ({ browser }) => {
  test.setTimeout(240_000);
  folder = await mkdtemp(join(tmpdir(), 'backends-'));
  const common = { configFile: false as const, logLevel: 'error' as const, root: join(import.meta.dirname, 'pages') };
  await build({
    ...common,
    base: './',
    worker: { format: 'es' },
    build: {
      outDir: folder,
      target: 'es2023',
      rollupOptions: { input: join(import.meta.dirname, 'pages/backends.html') },
    },
  });
  server = await preview({ ...common, build: { outDir: folder }, preview: { port: 0, host: '127.0.0.1' } });
  page = await browser.newPage();
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  page.on('request', (request) => {
    const { hostname, protocol } = new URL(request.url());
    if (protocol.startsWith('http') && hostname !== '127.0.0.1') problems.push(`request to ${hostname}`);
  });
  const address = server.httpServer.address();
  if (!address || typeof address === 'string') throw new Error('the server has no port');
  await page.goto(`http://127.0.0.1:${address.port}/backends.html`);
  await page.waitForSelector('html[data-ready]', { state: 'attached' });
});

test.afterAll(async () => {
  await page?.close();
  await server?.close();
  if (folder) await rm(folder, { recursive: true, force: true });
});

const results = new Map<string, Extract<BackendsReply, { ok: true }>>();

for (const device of ['cpu', 'wasm', 'webgl', 'webgpu'] as const) {
  test(`the loss falls on ${device}, in a worker`, async () => {
    const reply = await page.evaluate(([d, order]) => window.runTrial(d, order), [device, ORDER] as const);
    if (!reply.ok) throw new Error(`${device}: ${reply.error.message}: ${reply.error.cause?.message ?? ''}`);
    results.set(device, reply);
    expect(reply.device.name).toBe(device);
    expect(reply.device.hardware).toBe(false);
    expect(reply.losses.every(Number.isFinite)).toBe(true);
    expect(reply.losses.at(-1)).toBeLessThan(0.95 * reply.losses[0]!);
    console.log(
      `${device}: ${reply.device.description}; loss ${reply.losses[0]!.toFixed(4)} to ${reply.losses.at(-1)!.toFixed(4)}, fastest step ${reply.stepMs.toFixed(0)} ms`,
    );
  });
}

for (const device of ['wasm', 'webgl', 'webgpu'] as const) {
  test(`${device} agrees with cpu: forward, gradient, and predictions after ${ORDER.steps} steps`, () => {
    const [here, cpu] = [results.get(device)!, results.get('cpu')!];
    const [forward, gradient, after] = (['before', 'gradient', 'after'] as const).map((key) =>
      relativeRms(here[key], cpu[key]),
    ) as [number, number, number];
    console.log(
      `${device} against cpu: forward ${forward.toExponential(1)}, gradient ${gradient.toExponential(1)}, trained ${after.toExponential(1)}`,
    );
    expect(forward).toBeLessThan(1e-5);
    expect(gradient).toBeLessThan(1e-4);
    expect(after).toBeLessThan(1e-3);
  });
}

for (const [device, tolerance] of [
  ['wasm', 1e-5],
  ['webgl', 1e-4],
  ['webgpu', 1e-4],
] as const) {
  test(`every number that ${device} gives is right to ${tolerance}, also in poisoned memory, and memory is flat`, async () => {
    const reply = await page.evaluate((request) => window.checkKernels(request), { device });
    if (!reply.ok) throw new Error(`${device}: ${reply.error.message}: ${reply.error.cause?.message ?? ''}`);
    const wrong = (cases: typeof reply.cases) =>
      cases.flatMap(({ name, errors }) =>
        Object.entries(errors)
          .filter(([, error]) => !(error < tolerance))
          .map(([of, error]) => `${name}: ${of} is ${error.toExponential(1)} off`),
      );
    const most = Math.max(...reply.cases.flatMap(({ errors }) => Object.values(errors)));
    console.log(
      `${device}: ${reply.cases.length} cases, largest relative error ${most.toExponential(1)}; ${reply.filled} blocks poisoned`,
    );
    expect(wrong(reply.cases)).toEqual([]);
    expect(reply.filled).toBeGreaterThan(1000);
    expect(wrong(reply.poisoned)).toEqual([]);
    expect(reply.memory.most).toEqual(reply.memory.tenth);
  });
}

test.describe('on the real store', () => {
  test.skip(!existsSync(REAL_DATA), 'the real data are not beside this checkout');
  test.setTimeout(400_000);
  let real: RealBatch;
  let reference: { losses: number[]; prediction: number[] };
  test.beforeAll(async () => {
    test.setTimeout(300_000);
    real = await realBatch();
  });

  for (const device of ['cpu', 'wasm', 'webgl', 'webgpu'] as const) {
    test(`the training loss falls on ${device} and predictions agree after ${ORDER.steps} steps`, async () => {
      const reply = await page.evaluate((request) => window.trainOnReal(request), { device, ...ORDER, ...real });
      if (!reply.ok) throw new Error(`${device}: ${reply.error.message}`);
      if (device === 'cpu') reference = reply;
      const apart = relativeRms(reply.prediction, reference.prediction);
      console.log(
        `${device} on the real store: loss ${reply.losses[0]!.toFixed(4)} to ${reply.losses.at(-1)!.toFixed(4)}; against cpu ${apart.toExponential(1)}`,
      );
      expect(reply.losses.every(Number.isFinite)).toBe(true);
      expect(reply.losses.at(-1)).toBeLessThan(reply.losses[0]! - 0.01);
      expect(reply.prediction.some((v) => Math.abs(v) > 1e-3)).toBe(true);
      expect(apart).toBeLessThan(1e-3);
    });
  }
});

test('an emulated GPU ranks below wasm', async () => {
  const reply = await page.evaluate((order) => window.runTrial('best', order), { ...ORDER, steps: 1 });
  expect(reply.ok && reply.device.name).toBe('wasm');
});

test('nothing failed on the way and nothing left this machine', () => {
  expect(problems).toEqual([]);
});
