import type { WorkReply, WorkRequest } from '../work/work.protocol.ts';

/** Training in a worker of a page, that can rest and go on. */
export interface PageTraining {
  /** Sets it going or lets it rest. @returns steps so far */
  set(on: boolean): number;
}

/**
 * Starts training at `studio` shape on wasm; the worker tells the page after each step, as that of the studio does.
 *
 * @throws Error when the worker cannot train
 */
export async function startPageTraining(url: string): Promise<PageTraining> {
  const worker = new Worker(url, { type: 'module' });
  const ask = (request: WorkRequest) =>
    new Promise<WorkReply>((resolve) => {
      worker.onmessage = ({ data }: MessageEvent<WorkReply>) => resolve(data);
      worker.postMessage(request);
    });
  const order = { library: 'thawcast', device: 'wasm', task: 'train', shape: 'studio' } as const;
  const opened = await ask({ kind: 'open', order });
  if (opened.kind !== 'opened') throw new Error('the worker could not train');
  await ask({ kind: 'run', steps: 2 });
  let [on, steps, going] = [false, 0, false];
  const go = async () => {
    going = true;
    while (on && (await ask({ kind: 'run', steps: 1 })).kind === 'ran') steps++;
    going = false;
  };
  return {
    set(wanted) {
      on = wanted;
      if (on && !going) void go();
      return steps;
    },
  };
}
