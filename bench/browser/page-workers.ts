import type { WorkReply, WorkRequest } from '../work/work.protocol.ts';

/** Workers that the harness starts and asks through a page. */
export interface PageWorkers {
  start(): number;
  ask(id: number, request: WorkRequest): Promise<WorkReply>;
  stop(id: number): void;
}

interface Running {
  readonly worker: Worker;
  readonly open: { resolve: (reply: WorkReply) => void; reject: (error: Error) => void }[];
}

/** Workers of one page, by number; each answers in the order it was asked. */
export function pageWorkers(url: string): PageWorkers {
  const running = new Map<number, Running>();
  let last = 0;
  return {
    start() {
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
