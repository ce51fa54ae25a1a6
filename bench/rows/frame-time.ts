import type { Page } from 'playwright';
import type { BenchContext, Family } from '../bench-context.ts';
import type { BrowserHost } from '../browser/browser-host.ts';
import { buildStudio } from '../browser/build-studio.ts';
import type { Frames } from '../browser/frames.ts';
import type {} from '../browser/harness.ts';
import { rowOf } from '../row.ts';
import { quantile } from '../statistics.ts';

/** Milliseconds: two frames at 60 Hz, and what counts as a long task. */
const MOST_FRAME = 33;
const MOST_TASK = 50;
/** Seconds of a span with training, and of one without; they take turns. */
const SPAN = 5;
const REST = 3;
const SPANS = { 'page at rest': 4, 'playing months': 2 } as const;

/** The studio in its room for training, drawn and at rest. */
async function openStudio(host: BrowserHost): Promise<Page> {
  const page = await host.newPage();
  await page.goto(`${host.url}?panel=model`);
  await page.locator('#root[data-state="ready"]').waitFor({ timeout: 60_000 });
  await page.addScriptTag({ url: host.script, type: 'module' });
  await page.locator('html[data-bench]').waitFor({ state: 'attached' });
  await page.bringToFront();
  // Colours and labels arrive after the first picture.
  await page.waitForTimeout(3000);
  return page;
}

const watch = (page: Page, seconds: number): Promise<Frames> =>
  page.evaluate((ms) => window.bench.watchFrames(ms), 1000 * seconds);
const setTraining = (page: Page, on: boolean): Promise<number> =>
  page.evaluate((value) => window.bench.setTraining(value), on);

const p95 = ({ intervals }: Frames): number => quantile(intervals, 0.95);
const longest = (spans: readonly Frames[]): number => Math.max(0, ...spans.flatMap(({ longTasks }) => longTasks));

const about = (host: BrowserHost) => ({
  shape: 'studio',
  backend: 'wasm',
  device: `${host.name}, emulated adapter`,
  unit: 'ms',
});
const frameTime = (doing: string) => `frame time, 95th percentile, ${doing}`;

/** Rows of spans with training, held against what a page may take. */
function addBars(bench: BenchContext, host: BrowserHost, doing: string, busy: readonly Frames[]): void {
  const [ours, bar] = [busy.map(p95), { ...about(host), peerName: 'bar' }];
  bench.add(rowOf({ ...bar, name: frameTime(doing) }, ours, Array(ours.length).fill(MOST_FRAME)));
  bench.add(rowOf({ ...bar, name: `longest task, ${doing}` }, [longest(busy)], [MOST_TASK]));
}

/** Training at `studio` shape beside the page at rest, then beside one that plays months; spans with and without in turns. */
async function besideTraining(bench: BenchContext): Promise<void> {
  await buildStudio();
  const host = await bench.browser();
  const page = await openStudio(host);
  try {
    await page.evaluate(() => window.bench.startTraining());
    for (const doing of ['page at rest', 'playing months'] as const) {
      if (doing === 'playing months') await page.getByRole('button', { name: 'Play', exact: true }).click();
      const [busy, rest]: [Frames[], Frames[]] = [[], []];
      for (let span = 0; span < SPANS[doing]; span++) {
        await setTraining(page, false);
        await page.waitForTimeout(600);
        rest.push(await watch(page, REST));
        const before = await setTraining(page, true);
        await page.waitForTimeout(500);
        busy.push(await watch(page, SPAN));
        const after = await setTraining(page, false);
        if (after === before) throw new Error('the worker took no step while the frames were watched');
      }
      // While months play, an emulated adapter draws as fast as it can and no faster: there only what training adds tells something.
      if (doing === 'page at rest') addBars(bench, host, doing, busy);
      const name = frameTime(doing);
      bench.add(rowOf({ ...about(host), name, peerName: 'the same without training' }, busy.map(p95), rest.map(p95)));
    }
  } finally {
    await page.close();
  }
}

/** What a person does: press Train in the studio, and look at it. */
async function ownTraining(bench: BenchContext): Promise<void> {
  await buildStudio();
  const host = await bench.browser();
  const page = await openStudio(host);
  try {
    await page.getByLabel('Computes on').selectOption('wasm');
    await page.getByRole('button', { name: 'Train', exact: true }).click();
    await page.getByRole('progressbar', { name: 'Training' }).waitFor();
    const busy: Frames[] = [];
    for (let span = 0; span < SPANS['page at rest']; span++) busy.push(await watch(page, SPAN));
    addBars(bench, host, 'training pressed in the studio', busy);
  } finally {
    await page.close();
  }
}

const unlessQuick =
  (run: Family['run']): Family['run'] =>
  async (bench) =>
    bench.quick ? undefined : run(bench);

/** How the page feels while a model trains. */
export const frameTimeRows: readonly Family[] = [
  { name: 'frames beside training', run: unlessQuick(besideTraining) },
  { name: 'frames own training', run: unlessQuick(ownTraining) },
];
