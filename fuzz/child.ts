import { Cases, Cuts } from './case.ts';
import type { FromChild, ToChild } from './protocol.ts';
import { tryCase, wholeOf } from './try-case.ts';

/** One process that reads cases as it is told. It may be killed at any time. */
const [seed, only] = [Number(process.argv[2]), (process.argv[3] ?? '').split(',').filter(Boolean)];
const say = (message: FromChild): void => {
  process.send?.(message);
};
// Parsers write their own remarks on damaged files; nobody reads them here.
console.error = () => undefined;
console.warn = () => undefined;

/** Processor time, ms. */
function spentSince(from: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(from);
  return (user + system) / 1000;
}

const all = await Cases.make(seed, only, process.argv[4] === 'light');
const cases = process.argv[4] === 'cuts' ? new Cuts(all.specimens) : all;
process.on('message', async ({ run }: ToChild) => {
  const c = await cases.at(run);
  if (c.of) await wholeOf(c.of.specimen);
  say({ kind: 'began', id: c.id, what: c.what });
  const from = process.cpuUsage();
  try {
    const tried = await tryCase(c);
    say({ kind: 'done', ...tried, ms: spentSince(from), rss: process.memoryUsage().rss });
  } catch (error) {
    const why = error instanceof Error ? (error.stack ?? error.message) : String(error);
    say({ kind: 'done', outcome: 'crash', why, ms: spentSince(from), rss: process.memoryUsage().rss });
  }
});
say({ kind: 'ready', cases: Number.isFinite(cases.count) ? cases.count : null });
