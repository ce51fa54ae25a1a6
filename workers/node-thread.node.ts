import { parentPort, Worker } from 'node:worker_threads';
import type { WorkerLike } from './rpc.client.ts';
import type { Port } from './rpc.server.ts';

export interface NodeThread extends WorkerLike {
  readonly thread: Worker;
}

/**
 * A thread of Node that runs a TypeScript file, as the clients know workers. Threads do not inherit the loader that reads TypeScript, so
 * a plain script registers it first.
 * @param file URL of the file
 */
export function nodeThread(file: URL): NodeThread {
  const thread = new Worker(new URL('./node-thread.node.mjs', import.meta.url), { workerData: { file: file.href } });
  const like: NodeThread = {
    thread,
    postMessage: (message, transfer) => thread.postMessage(message, transfer as ArrayBuffer[]),
    terminate: () => {
      thread.removeAllListeners('exit');
      void thread.terminate();
    },
    onmessage: null,
    onerror: null,
    onmessageerror: null,
  };
  thread.on('message', (data: unknown) => like.onmessage?.({ data } as MessageEvent));
  thread.on('messageerror', () => like.onmessageerror?.({} as MessageEvent));
  thread.on('error', ({ message }) => like.onerror?.({ message } as ErrorEvent));
  thread.on('exit', (code) => like.onerror?.({ message: `it ended with code ${code}` } as ErrorEvent));
  return like;
}

/** The side of the thread itself. @throws Error when this is no thread */
export function nodePort(): Port {
  const inside = parentPort;
  if (!inside) throw new Error('this file runs in a thread');
  const port: Port = {
    postMessage: (message, transfer) => inside.postMessage(message, transfer as ArrayBuffer[]),
    onmessage: null,
  };
  inside.on('message', (data: unknown) => port.onmessage?.({ data } as MessageEvent));
  return port;
}
