import type { Asker } from './asker.ts';
import type { BrowserHost } from './browser/browser-host.ts';
import type { Row } from './row.ts';

/** What a family of rows is given. */
export interface BenchContext {
  /** Fewer repeats, and only what is fast. */
  readonly quick: boolean;
  add(row: Row): void;
  skip(name: string, why: string): void;
  /** Says what goes on, to whoever waits. */
  note(text: string): void;
  /** @throws Error when there is no Chromium */
  browser(): Promise<BrowserHost>;
  nodeWorker(): Promise<Asker>;
}

/** Rows that are measured together. */
export interface Family {
  readonly name: string;
  run(bench: BenchContext): Promise<void>;
}
