import { contestantIn } from './asker.ts';
import type { BenchContext } from './bench-context.ts';
import { nodeName } from './node-host.ts';
import { torchContestant } from './peers/torch.ts';
import type { Entry } from './race-rows.ts';
import type { ShapeName } from './work/shape.ts';
import type { Library, WorkOrder } from './work/workload.ts';

const NAMES: Record<Library, string> = {
  thawcast: 'Thawcast',
  layers: 'tf.layers.convLstm2d',
  jax: 'jax-js',
};

/** A workload in a thread of Node. */
export const inNode = (bench: BenchContext, order: WorkOrder): Entry => ({
  label: `${NAMES[order.library]}, ${order.device}, ${nodeName}`,
  open: async () => contestantIn(await bench.nodeWorker(), order, `${NAMES[order.library]}, ${nodeName}`, nodeName),
});

/** A workload in a worker of Chromium. */
export const inChromium = (bench: BenchContext, order: WorkOrder): Entry => ({
  label: `${NAMES[order.library]}, ${order.device}, Chromium`,
  open: async () => {
    const host = await bench.browser();
    return contestantIn(await host.worker(), order, `${NAMES[order.library]}, ${host.name}`, host.name);
  },
});

export const inTorch = (shape: ShapeName, task: WorkOrder['task'], threads: number): Entry => ({
  label: `PyTorch, ${threads === 1 ? '1 thread' : `${threads} threads`}`,
  open: () => torchContestant({ threads, shape, task }),
});
