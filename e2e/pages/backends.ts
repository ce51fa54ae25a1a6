import type { TrialOrder } from '../../src/nn/check/trial.ts';
import type { BackendsReply, BackendsRequest } from './backends.worker.ts';
import type { ChecksReply, ChecksRequest } from './checks.worker.ts';
import type { RealReply, RealRequest } from './real.worker.ts';

declare global {
  interface Window {
    /** Trains in a new worker on `device`, or on the device it would choose itself. */
    runTrial(device: BackendsRequest['device'], order: TrialOrder): Promise<BackendsReply>;
    /** Holds the kernels of `device` against double precision and PyTorch, in a new worker. */
    checkKernels(request: ChecksRequest): Promise<ChecksReply>;
    /** Trains a member on one batch of the real store, in a new worker. */
    trainOnReal(request: RealRequest): Promise<RealReply>;
  }
}

/** One question to a new worker; the worker goes with its answer. */
function ask<Reply>(worker: Worker, request: unknown): Promise<Reply> {
  return new Promise((resolve, reject) => {
    worker.onerror = (event) => reject(new Error(event.message || 'the worker did not start'));
    worker.onmessage = (event: MessageEvent<Reply>) => {
      worker.terminate();
      resolve(event.data);
    };
    worker.postMessage(request);
  });
}

window.runTrial = (device, order) =>
  ask(new Worker(new URL('./backends.worker.ts', import.meta.url), { type: 'module' }), {
    device,
    order,
  } satisfies BackendsRequest);
window.checkKernels = (request) =>
  ask(new Worker(new URL('./checks.worker.ts', import.meta.url), { type: 'module' }), request satisfies ChecksRequest);
window.trainOnReal = (request) =>
  ask(new Worker(new URL('./real.worker.ts', import.meta.url), { type: 'module' }), request satisfies RealRequest);
document.documentElement.dataset.ready = 'true';
