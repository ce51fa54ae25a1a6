import type { TrialOrder } from '../../src/nn/check/trial.ts';
import type { BackendsReply, BackendsRequest } from './backends.worker.ts';

declare global {
  interface Window {
    /** Trains in a new worker on `device`, or on the device it would choose itself. */
    runTrial(device: BackendsRequest['device'], order: TrialOrder): Promise<BackendsReply>;
  }
}

window.runTrial = (device, order) =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./backends.worker.ts', import.meta.url), { type: 'module' });
    worker.onerror = (event) => reject(new Error(event.message || 'the worker did not start'));
    worker.onmessage = (event: MessageEvent<BackendsReply>) => {
      worker.terminate();
      resolve(event.data);
    };
    worker.postMessage({ device, order } satisfies BackendsRequest);
  });
document.documentElement.dataset.ready = 'true';
