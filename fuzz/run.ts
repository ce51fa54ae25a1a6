import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { FromChild } from './protocol.ts';
import type { Outcome } from './try-case.ts';

export interface Options {
  readonly cases: number;
  readonly seed: number;
  /** Ids of specimens or sources; all when empty. */
  readonly only: readonly string[];
  readonly processes: number;
  /** `light` is without the hostile sets that are heavy to make; `cuts` is every file at every boundary, and nothing else. */
  readonly plan: 'all' | 'light' | 'cuts';
  /** First case; to see one again. */
  readonly from: number;
  readonly onCase?: (done: number) => void;
}

export interface CaseResult {
  readonly i: number;
  readonly id: string;
  readonly what: string;
  readonly outcome: Outcome;
  readonly why?: string;
  readonly ms: number;
  /** Resident memory of the process after the case, bytes. */
  readonly rss: number;
}

/** A case that takes more of a processor hangs, ms; the clock alone would blame it for what else the machine does. */
const LIMIT_MS = 5000;
/** By the clock a case may wait so long for a processor, ms. */
const PATIENCE_MS = 60_000;
const LOOK_MS = 250;
const TICK_MS = 10;
/** Resident memory beyond which a process is stopped, bytes: the program with every parser loaded takes 250 MB of it. */
const CEILING = 900e6;
/** A fresh process after so many cases: what leaks in one parser must not be blamed on another. */
const LIFE = 600;
const root = path.resolve(import.meta.dirname, '..');

type News = FromChild | 'gone';

class Reader {
  readonly #child: ChildProcess;
  readonly #inbox: News[] = [];
  #on: ((m: News) => void) | undefined;
  #errors = '';
  read = 0;
  /** Cases there are. */
  cases = Number.POSITIVE_INFINITY;

  constructor({ seed, only, plan }: Options) {
    const tsx = pathToFileURL(path.join(root, 'node_modules', 'tsx', 'dist', 'loader.mjs')).href;
    const args = [
      '--max-old-space-size=700',
      '--import',
      tsx,
      path.join(root, 'fuzz', 'child.ts'),
      String(seed),
      only.join(','),
      plan,
    ];
    this.#child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
    this.#child.stderr?.on('data', (b: Buffer) => {
      this.#errors = (this.#errors + b.toString()).slice(-2000);
    });
    const take = (m: News): void => (this.#on ? this.#on(m) : void this.#inbox.push(m));
    this.#child.on('message', (m) => take(m as FromChild));
    this.#child.on('exit', () => take('gone'));
  }

  get errors(): string {
    return this.#errors;
  }

  /** The next message; 'gone' when the process died, 'late' after the time. */
  next(ms?: number): Promise<News | 'late'> {
    const waiting = this.#inbox.shift();
    if (waiting !== undefined) return Promise.resolve(waiting);
    return new Promise((resolve) => {
      const late = ms === undefined ? undefined : setTimeout(() => done('late'), ms);
      const done = (m: News | 'late'): void => {
        clearTimeout(late);
        this.#on = undefined;
        resolve(m);
      };
      this.#on = done;
    });
  }

  /** Processor time of the process so far, ms; the clock where the system does not say. */
  spent(): number {
    try {
      const fields = readFileSync(`/proc/${this.#child.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
      return TICK_MS * (Number(fields[11]) + Number(fields[12]));
    } catch {
      return performance.now();
    }
  }

  /** The end of a case; 'late' when it has had its time. */
  async end(): Promise<News | 'late'> {
    const [cpu, clock] = [this.spent(), performance.now()];
    for (;;) {
      const news = await this.next(LOOK_MS);
      if (news !== 'late') return news;
      if (this.spent() - cpu > LIMIT_MS || performance.now() - clock > PATIENCE_MS) return 'late';
    }
  }

  run(i: number): void {
    this.read++;
    this.#child.send({ run: i });
  }

  stop(): void {
    this.#child.kill('SIGKILL');
  }
}

async function fresh(options: Options): Promise<Reader> {
  const reader = new Reader(options);
  const first = await reader.next();
  if (first === 'gone') throw new Error(`the reading process did not start: ${reader.errors}`);
  if (first !== 'late' && first.kind === 'ready' && first.cases !== null) reader.cases = first.cases;
  return reader;
}

/** One case in a process; the process is of no more use when it did not come to an end. */
async function readOne(reader: Reader, i: number): Promise<{ result: CaseResult; spent: boolean }> {
  reader.run(i);
  const start = await reader.next();
  const { id, what } =
    typeof start === 'object' && start.kind === 'began' ? start : { id: 'unknown', what: 'before it began' };
  const failed = (outcome: Outcome, why: string) => ({
    result: { i, id, what, outcome, why, ms: LIMIT_MS, rss: 0 },
    spent: true,
  });
  if (typeof start !== 'object' || start.kind !== 'began') return failed('crash', reader.errors);
  const end = await reader.end();
  if (end === 'late') return failed('hang', `longer than ${LIMIT_MS / 1000} s`);
  if (end === 'gone' || end.kind !== 'done')
    return failed(
      /heap out of memory|ENOMEM|allocation failed/i.test(reader.errors) ? 'memory' : 'crash',
      reader.errors,
    );
  const { kind: _done, ...rest } = end;
  const result = { i, id, what, ...rest };
  if (rest.rss > CEILING)
    return { result: { ...result, outcome: 'memory', why: `${Math.round(rest.rss / 1e6)} MB resident` }, spent: true };
  return { result, spent: reader.read >= LIFE };
}

/** Reads cases in processes of their own, in order of their numbers. A case that was late is tried once more in a fresh process. */
export async function run(options: Options): Promise<CaseResult[]> {
  const results: CaseResult[] = [];
  let next = options.from;
  const end = options.from + options.cases;
  const lane = async (): Promise<void> => {
    let reader = await fresh(options);
    while (next < Math.min(end, reader.cases)) {
      const i = next++;
      let { result, spent } = await readOne(reader, i);
      if (spent) {
        reader.stop();
        reader = await fresh(options);
      }
      if (result.outcome === 'hang') {
        ({ result, spent } = await readOne(reader, i));
        if (spent) {
          reader.stop();
          reader = await fresh(options);
        }
      }
      results.push(result);
      options.onCase?.(results.length);
    }
    reader.stop();
  };
  await Promise.all(Array.from({ length: options.processes }, lane));
  return results.sort((a, b) => a.i - b.i);
}
