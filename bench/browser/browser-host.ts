import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright';
import sirv from 'sirv';
import { build } from 'vite';
import type { Asker } from '../asker.ts';
import { root } from '../root.ts';
import type { WorkReply, WorkRequest } from '../work/work.protocol.ts';
import { storesFolder, studioFolder } from './build-studio.ts';

const built = join(root, '.cache', 'bench', 'browser');

/** As the end-to-end tests start it: full Chromium, new headless, emulated adapters where there are no others. */
const FLAGS = [
  '--headless=new',
  '--no-sandbox',
  '--enable-unsafe-webgpu',
  '--enable-unsafe-swiftshader',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];
const EMULATED = '--use-webgpu-adapter=swiftshader';

export interface BrowserHost {
  /** Chromium and its version. */
  readonly name: string;
  /** The studio's page, and under `bench/` the harness. */
  readonly url: string;
  /** Address of the script that gives a page `window.bench`. */
  readonly script: string;
  newPage(): Promise<Page>;
  /** A worker of the harness page. */
  worker(): Promise<Asker>;
  close(): Promise<void>;
}

async function buildHarness(): Promise<void> {
  await build({
    configFile: false,
    logLevel: 'error',
    root: join(root, 'bench', 'browser'),
    base: './',
    worker: { format: 'es' },
    build: {
      outDir: built,
      emptyOutDir: true,
      target: 'es2023',
      chunkSizeWarningLimit: 4000,
      rollupOptions: { input: join(root, 'bench', 'browser', 'harness.html') },
    },
  });
}

/** The studio as any static host has it, its stores, and the harness, all of one origin. */
async function listen(): Promise<{ server: Server; url: string }> {
  const options = { dev: true, etag: true };
  const places = [
    ['/bench/', sirv(built, options)],
    ['/stores/', sirv(storesFolder, { ...options, dotfiles: false })],
    ['/', sirv(studioFolder, options)],
  ] as const;
  const server = createServer((request, response) => {
    const [prefix, answer] = places.find(([start]) => request.url?.startsWith(start)) ?? places[2];
    request.url = request.url?.slice(prefix.length - 1);
    answer(request, response, () => {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('not found');
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (!address || typeof address === 'string') throw new Error('the server has no port');
  return { server, url: `http://localhost:${address.port}/` };
}

/** A worker of a page that has `window.bench`. */
export async function pageWorker(page: Page): Promise<Asker> {
  const id = await page.evaluate(() => window.bench.start());
  return {
    ask: (request: WorkRequest): Promise<WorkReply> =>
      page.evaluate(([i, r]) => window.bench.ask(i, r), [id, request] as const),
    close: () => page.evaluate((i) => window.bench.stop(i), id),
  };
}

/**
 * Builds the harness, serves it beside the studio and opens Chromium.
 * @param hardware asks for the machine's own adapter instead of the emulated one
 * @throws Error when Chromium does not start
 */
export async function openBrowserHost(executablePath: string, hardware: boolean): Promise<BrowserHost> {
  await buildHarness();
  const { server, url } = await listen();
  let browser: Browser | undefined;
  const close = async () => {
    await browser?.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  try {
    browser = await chromium.launch({
      executablePath,
      args: hardware ? FLAGS : [...FLAGS, EMULATED],
      // Who stops the benchmarks stops all of them: the browser goes with the process.
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
    });
    const page = await browser.newPage();
    await page.goto(`${url}bench/harness.html`);
    const script = await page.locator('html[data-bench]').getAttribute('data-bench');
    if (!script) throw new Error('the harness did not start');
    const name = `Chromium ${browser.version().split('.')[0]}`;
    const open = browser;
    const newPage = () => open.newPage({ viewport: { width: 1280, height: 800 } });
    return { name, url, script, newPage, worker: () => pageWorker(page), close };
  } catch (error) {
    await close();
    throw error;
  }
}
