import type { BenchContext, Family } from '../bench-context.ts';
import { inChromium, inNode, inTorch } from '../entries.ts';
import { raceRows } from '../race-rows.ts';
import type { WorkOrder } from '../work/workload.ts';

type Task = 'train' | 'forward';
const TITLES: Record<Task, string> = { train: 'train step', forward: 'forward' };

async function wasm(bench: BenchContext, task: Task, shape: 'small' | 'studio'): Promise<void> {
  const order = (library: WorkOrder['library']): WorkOrder => ({ library, device: 'wasm', task, shape });
  const ours = order('thawcast');
  // Slow ones only where there is time for them.
  const library = shape === 'small' && !bench.quick;
  if (bench.quick && shape === 'studio') return;
  await raceRows(bench, {
    name: TITLES[task],
    shape,
    backend: 'wasm',
    ours: [inNode(bench, ours), inChromium(bench, ours)],
    peers: [
      inTorch(shape, task, 1),
      inTorch(shape, task, 2),
      ...(library ? [inNode(bench, order('jax')), inChromium(bench, order('layers'))] : []),
    ],
  });
}

async function gpu(bench: BenchContext, device: 'webgl' | 'webgpu', task: Task): Promise<void> {
  if (bench.quick && device === 'webgl') return;
  const order = (library: WorkOrder['library']): WorkOrder => ({ library, device, task, shape: 'small' });
  await raceRows(bench, {
    name: TITLES[task],
    shape: 'small',
    backend: device,
    ours: [inChromium(bench, order('thawcast'))],
    peers: [inChromium(bench, order('layers')), ...(bench.quick ? [] : [inChromium(bench, order('jax'))])],
    options: bench.quick ? { laps: 3, leastLaps: 1, secondsEach: 2 } : { laps: 7, secondsEach: 6 },
  });
}

async function cpu(bench: BenchContext, task: Task): Promise<void> {
  if (bench.quick) return;
  const order = (library: WorkOrder['library']): WorkOrder => ({ library, device: 'cpu', task, shape: 'small' });
  await raceRows(bench, {
    name: TITLES[task],
    shape: 'small',
    backend: 'cpu',
    ours: [inNode(bench, order('thawcast'))],
    peers: [inNode(bench, order('layers'))],
    // A stock step takes many seconds.
    options: { laps: 3, leastLaps: 2 },
  });
}

const family = (name: string, run: Family['run']): Family => ({ name, run });

/** Time of a step beside every peer that can take it. */
export const speed: readonly Family[] = [
  family('speed wasm train small', (bench) => wasm(bench, 'train', 'small')),
  family('speed wasm forward small', (bench) => wasm(bench, 'forward', 'small')),
  family('speed wasm train studio', (bench) => wasm(bench, 'train', 'studio')),
  family('speed wasm forward studio', (bench) => wasm(bench, 'forward', 'studio')),
  family('speed webgpu train', (bench) => gpu(bench, 'webgpu', 'train')),
  family('speed webgpu forward', (bench) => gpu(bench, 'webgpu', 'forward')),
  family('speed webgl train', (bench) => gpu(bench, 'webgl', 'train')),
  family('speed webgl forward', (bench) => gpu(bench, 'webgl', 'forward')),
  family('speed cpu train', (bench) => cpu(bench, 'train')),
  family('speed cpu forward', (bench) => cpu(bench, 'forward')),
];
