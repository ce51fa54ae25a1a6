import { parentPort } from 'node:worker_threads';
import { workServer } from './serve-work.ts';
import type { WorkRequest } from './work.protocol.ts';

const answer = workServer();
parentPort?.on('message', async (request: WorkRequest) => parentPort?.postMessage(await answer(request)));
