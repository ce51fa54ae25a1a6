import type { KernelsReply, KernelsRequest } from './webgpu-kernels.worker.ts';

declare global {
  interface Window {
    /** Asks a new worker, which has its own WebGPU device. */
    askKernels(request: KernelsRequest): Promise<KernelsReply>;
  }
}

window.askKernels = (request) =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./webgpu-kernels.worker.ts', import.meta.url), { type: 'module' });
    worker.onerror = (event) => reject(new Error(event.message || 'the worker did not start'));
    worker.onmessage = (event: MessageEvent<KernelsReply>) => {
      worker.terminate();
      resolve(event.data);
    };
    worker.postMessage(request);
  });
document.documentElement.dataset.ready = 'true';
