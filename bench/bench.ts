import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { verdicts } from './bars.ts';
import type { BenchContext, Family } from './bench-context.ts';
import type { BrowserHost } from './browser/browser-host.ts';
import { intoPage, markdown } from './markdown.ts';
import type { Row, Skip } from './row.ts';
import { alaskaRows } from './rows/alaska.ts';
import { countRows } from './rows/counts.ts';
import { dataRows } from './rows/data.ts';
import { frameTimeRows } from './rows/frame-time.ts';
import { kernelRateRows } from './rows/kernel-rate.ts';
import { memberRows } from './rows/members.ts';
import { speed } from './rows/speed.ts';
import { barLines, table } from './table.ts';

const HELP = `npm run bench [-- --json FILE] [-- --only PATTERN] [-- --quick] …

Measures training and forecasting beside their peers, in Node and in headless Chromium, and prints a table.

  --json FILE     write the rows there
  --markdown FILE  the same as tables, between the marks of that page (docs/performance.md)
  --only PATTERN  only families whose name matches this regular expression
  --quick         fewer repeats, under 90 seconds
  --hardware      the graphics adapter of this machine instead of the emulated one
  --list          names of the families
  --help          this text`;

const FAMILIES: readonly Family[] = [
  ...speed,
  ...memberRows,
  ...kernelRateRows,
  ...alaskaRows,
  ...countRows,
  ...frameTimeRows,
  ...dataRows,
];

function options() {
  try {
    const { values } = parseArgs({
      options: {
        json: { type: 'string' },
        markdown: { type: 'string' },
        only: { type: 'string', default: '' },
        quick: { type: 'boolean', default: false },
        hardware: { type: 'boolean', default: false },
        list: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    return { ...values, only: new RegExp(values.only, 'i') };
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${HELP}`);
    process.exit(2);
  }
}

/** Starts what a family asks for when it is first asked for. */
class Bench implements BenchContext {
  readonly rows: Row[] = [];
  readonly skipped: Skip[] = [];
  #browser: Promise<BrowserHost> | undefined;
  #nodeFile: Promise<string> | undefined;

  constructor(
    readonly quick: boolean,
    private readonly hardware: boolean,
  ) {}

  add(row: Row): void {
    this.rows.push(row);
  }

  skip(name: string, why: string): void {
    // What a browser throws carries its stack along.
    const reason = why.split('\n', 1)[0] as string;
    this.skipped.push({ name, why: reason });
    this.note(`skipped ${name}: ${reason}`);
  }

  note(text: string): void {
    console.error(text);
  }

  browser(): Promise<BrowserHost> {
    this.#browser ??= (async () => {
      const path = process.env.CHROMIUM;
      if (!path) throw new Error('no Chromium here; install one or name it in the environment variable CHROMIUM');
      const { openBrowserHost } = await import('./browser/browser-host.ts');
      return openBrowserHost(path, this.hardware);
    })();
    return this.#browser;
  }

  async nodeWorker() {
    const { buildNodeWorker, nodeThread } = await import('./node-host.ts');
    this.#nodeFile ??= buildNodeWorker();
    return nodeThread(await this.#nodeFile);
  }

  async close(): Promise<void> {
    // One that did not start has already said why.
    const host = await this.#browser?.catch(() => undefined);
    await host?.close();
  }
}

interface Outputs {
  readonly json?: string;
  readonly markdown?: string;
}

/** Prints the rows, and writes them where asked to. */
function report({ rows, skipped }: Bench, { json, markdown: text }: Outputs, started: number): void {
  const bars = verdicts(rows);
  console.log(`${table(rows, skipped)}\n\n${barLines(bars)}`);
  const machine = {
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGB: Math.round(totalmem() / 2 ** 30),
    node: process.versions.node,
    // Whoever else computes at the same time makes every row worse, and not alike.
    load: loadavg()[0],
  };
  if (text) {
    const page = existsSync(text) ? readFileSync(text, 'utf8') : '';
    const heading = `${new Date(started).toISOString().slice(0, 10)}, ${machine.processor}, ${machine.cores} cores, Node ${machine.node}, load ${machine.load?.toFixed(1)} at the end.`;
    writeFileSync(text, intoPage(page, `${heading}\n\n${markdown(rows, skipped, bars)}`));
  }
  if (!json) return;
  const taken = { at: new Date(started).toISOString(), seconds: Math.round((Date.now() - started) / 1000) };
  writeFileSync(resolve(json), `${JSON.stringify({ rows, skipped, bars, machine, taken }, null, 1)}\n`);
  console.error(`Rows are in ${json}`);
}

async function main(): Promise<void> {
  const chosen = options();
  if (chosen.help) return console.log(HELP);
  const families = FAMILIES.filter(({ name }) => chosen.only.test(name));
  if (chosen.list) return console.log(families.map(({ name }) => name).join('\n'));
  const started = Date.now();
  const bench = new Bench(chosen.quick, chosen.hardware);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      report(bench, chosen, started);
      void bench.close().finally(() => process.exit(130));
    });
  }
  try {
    for (const family of families) {
      const began = Date.now();
      try {
        await family.run(bench);
        bench.note(`  ${family.name}: ${((Date.now() - began) / 1000).toFixed(0)} s`);
      } catch (error) {
        bench.skip(family.name, error instanceof Error ? error.message : String(error));
      }
    }
  } finally {
    await bench.close();
  }
  report(bench, chosen, started);
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
