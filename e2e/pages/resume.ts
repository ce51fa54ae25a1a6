import type { ResumeReply, ResumeRequest } from './resume.worker.ts';

declare global {
  interface Window {
    /** Trains a member in a new worker whose device is lost on the way, and one whose device is not. */
    trainThroughLoss(request: ResumeRequest): Promise<ResumeReply>;
  }
}

window.trainThroughLoss = (request) => {
  const worker = new Worker(new URL('./resume.worker.ts', import.meta.url), { type: 'module' });
  return new Promise((resolve, reject) => {
    worker.onerror = (event) => reject(new Error(event.message || 'the worker did not start'));
    worker.onmessage = (event: MessageEvent<ResumeReply>) => {
      worker.terminate();
      resolve(event.data);
    };
    worker.postMessage(request);
  });
};
document.documentElement.dataset.ready = 'true';
