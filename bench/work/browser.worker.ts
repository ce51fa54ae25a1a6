import { workServer } from './serve-work.ts';
import type { WorkRequest } from './work.protocol.ts';

const answer = workServer();

self.onmessage = async ({ data }: MessageEvent<WorkRequest>) => {
  postMessage(await answer(data));
};
