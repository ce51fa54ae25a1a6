import type { WorkReply, WorkRequest } from '../work/work.protocol.ts';

/** What the harness can ask of a page. */
export interface PageWorkers {
  start(url: string): number;
  ask(id: number, request: WorkRequest): Promise<WorkReply>;
  stop(id: number): void;
}

declare global {
  interface Window {
    bench: PageWorkers;
  }
}

interface Running {
  readonly worker: Worker;
  readonly open: { resolve: (reply: WorkReply) => void; reject: (error: Error) => void }[];
}

/** Workers of one page, by number; each answers in the order it was asked. */
export function pageWorkers(): PageWorkers {
  const running = new Map<number, Running>();
  let last = 0;
  return {
    start(url) {
      const worker = new Worker(url, { type: 'module' });
      const open: Running['open'] = [];
      worker.onmessage = ({ data }: MessageEvent<WorkReply>) => open.shift()?.resolve(data);
      worker.onerror = (event) => {
        for (const { reject } of open.splice(0)) reject(new Error(event.message || 'the worker did not start'));
      };
      running.set(++last, { worker, open });
      return last;
    },
    ask(id, request) {
      const one = running.get(id);
      if (!one) return Promise.reject(new Error(`no worker ${id}`));
      return new Promise((resolve, reject) => {
        one.open.push({ resolve, reject });
        one.worker.postMessage(request);
      });
    },
    stop(id) {
      running.get(id)?.worker.terminate();
      running.delete(id);
    },
  };
}
