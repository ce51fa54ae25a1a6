import type { BenchContext, Family } from '../bench-context.ts';
import type { Contestant } from '../contestant.ts';
import { inChromium, inNode, inTorch } from '../entries.ts';
import { type Entry, raceRows } from '../race-rows.ts';
import type { WorkOrder } from '../work/workload.ts';

/** Two at once: a lap is both, and a step is half of what the pair took. */
function pair(label: string, one: Entry): Entry {
  return {
    label,
    open: async () => {
      const both: Contestant[] = [await one.open()];
      try {
        both.push(await one.open());
      } catch (error) {
        await both[0]?.close();
        throw error;
      }
      const [first] = both as [Contestant];
      return {
        label: `${label}: ${first.label}`,
        device: `two workers, ${first.device}`,
        lap: async (steps) => {
          const start = performance.now();
          await Promise.all(both.map((each) => each.lap(steps)));
          return (performance.now() - start) / 2;
        },
        counts: async () => undefined,
        close: async () => {
          await Promise.all(both.map((each) => each.close()));
        },
      };
    },
  };
}

async function members(bench: BenchContext, shape: 'small' | 'studio'): Promise<void> {
  const order: WorkOrder = { library: 'thawcast', device: 'wasm', task: 'train', shape };
  await raceRows(bench, {
    name: 'two members side by side',
    shape,
    backend: 'wasm',
    ours: [pair('two members', inChromium(bench, order)), pair('two members', inNode(bench, order))],
    peers: [inTorch(shape, 'train', 2), pair('two processes', inTorch(shape, 'train', 1))],
    // Long laps: the two start within a millisecond of each other, and the slower one counts.
    options: { lapMs: 300 },
    unit: { name: 'steps/s', from: (ms) => 1000 / ms },
  });
}

/** Steps a second in all when two members train at once, one a core. */
export const memberRows: readonly Family[] = [
  { name: 'members small', run: (bench) => members(bench, 'small') },
  { name: 'members studio', run: async (bench) => (bench.quick ? undefined : members(bench, 'studio')) },
];
