import type { BenchContext, Family } from '../bench-context.ts';
import type { Contestant } from '../contestant.ts';
import { inChromium, inNode, inTorch } from '../entries.ts';
import type { Entry } from '../race-rows.ts';
import { rowOf } from '../row.ts';
import type { Counts, WorkOrder } from '../work/workload.ts';

/** Dispatches of an Adam step that a webgpu device may be given at most. */
const MOST_DISPATCHES = 150;
/** Steps before the one that is counted: pools and scratch are then as large as they get. */
const STEPS_BEFORE = 2;
const MB = 1e6;

interface Counted extends Counts {
  readonly label: string;
  readonly device: string;
}

async function countOf(bench: BenchContext, row: string, entry: Entry): Promise<Counted | undefined> {
  let one: Contestant | undefined;
  try {
    one = await entry.open();
    await one.lap(STEPS_BEFORE);
    const counts = await one.counts();
    return counts && { ...counts, label: one.label, device: one.device };
  } catch (error) {
    bench.skip(`${row}: ${entry.label}`, error instanceof Error ? error.message : String(error));
    return undefined;
  } finally {
    await one?.close();
  }
}

interface CountOrder {
  readonly backend: string;
  readonly task: 'train' | 'forward';
  readonly ours: Entry;
  readonly peer: Entry;
}

async function counts(bench: BenchContext, { backend, task, ours: mine, peer: theirs }: CountOrder): Promise<void> {
  const title = task === 'train' ? 'train step' : 'forward';
  const ours = await countOf(bench, `counts of ${title}, ${backend}`, mine);
  const row = (name: string, unit: string, mine: number, peerName: string, value: number, device: string) => {
    if (!(mine > 0 && value > 0)) return;
    bench.add(rowOf({ name: `${title}: ${name}`, shape: 'small', backend, device, unit, peerName }, [mine], [value]));
  };
  if (!ours) return;
  if (backend === 'webgpu' && task === 'train') {
    row('launches', 'dispatches', ours.launches, 'bar', MOST_DISPATCHES, ours.device);
  }
  // Stock takes seconds a step on an emulated adapter.
  if (bench.quick && backend !== 'wasm') return;
  const peer = await countOf(bench, `counts of ${title}, ${backend}`, theirs);
  if (!peer) return;
  row('launches', 'launches', ours.launches, peer.label, peer.launches, ours.device);
  row('bytes allocated', 'MB', ours.allocatedBytes / MB, peer.label, peer.allocatedBytes / MB, ours.device);
  row('peak tensor memory', 'MB', ours.peakBytes / MB, peer.label, peer.peakBytes / MB, ours.device);
  row('memory held', 'MB', ours.heldBytes / MB, peer.label, peer.heldBytes / MB, ours.device);
}

const order = (library: WorkOrder['library'], device: WorkOrder['device'], task: CountOrder['task']): WorkOrder => ({
  library,
  device,
  task,
  shape: 'small',
});

async function inBrowser(bench: BenchContext, device: 'webgl' | 'webgpu'): Promise<void> {
  await counts(bench, {
    backend: device,
    task: 'train',
    ours: inChromium(bench, order('thawcast', device, 'train')),
    peer: inChromium(bench, order('layers', device, 'train')),
  });
}

/** What a step starts, allocates and holds, counted. */
export const countRows: readonly Family[] = [
  {
    name: 'counts wasm',
    run: async (bench) => {
      // Stock cannot train on wasm, so forward is held against it, and the memory of training against PyTorch.
      await counts(bench, {
        backend: 'wasm',
        task: 'forward',
        ours: inNode(bench, order('thawcast', 'wasm', 'forward')),
        peer: inNode(bench, order('layers', 'wasm', 'forward')),
      });
      await counts(bench, {
        backend: 'wasm',
        task: 'train',
        ours: inNode(bench, order('thawcast', 'wasm', 'train')),
        peer: inTorch('small', 'train', 1),
      });
    },
  },
  { name: 'counts webgpu', run: (bench) => inBrowser(bench, 'webgpu') },
  { name: 'counts webgl', run: async (bench) => (bench.quick ? undefined : inBrowser(bench, 'webgl')) },
  {
    name: 'counts cpu',
    run: async (bench) => {
      if (bench.quick) return;
      await counts(bench, {
        backend: 'cpu',
        task: 'train',
        ours: inNode(bench, order('thawcast', 'cpu', 'train')),
        peer: inNode(bench, order('layers', 'cpu', 'train')),
      });
    },
  },
];
