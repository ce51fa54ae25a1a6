import { type ChildProcess, fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Cancelled } from '../src/core/error.ts';
import { fromWire, type WireError } from '../src/core/wire.ts';
import type { ForecastOrder } from '../src/forecast/forecast-order.ts';
import type { Box, TileForecast } from '../src/forecast/forecast-tile.ts';
import type { RunTiles } from '../src/forecast/roll-out.ts';
import type { DeviceName } from '../src/nn/device.ts';

/** What a process needs to forecast tiles by itself. */
export interface ProcessOrder {
  readonly store: string;
  readonly model: string;
  readonly device: DeviceName;
  readonly order: ForecastOrder;
}

export type ProcessRequest =
  | { readonly kind: 'start'; readonly order: ProcessOrder }
  | { readonly kind: 'tile'; readonly box: Box };

export type ProcessReply =
  | { readonly kind: 'ready' }
  | { readonly kind: 'tile'; readonly tile: TileForecast | undefined }
  | { readonly kind: 'failed'; readonly error: WireError };

/** Processes that pay: each holds the analyses and some hundred megabytes of tiles. */
const MOST = 4;

/**
 * Runs tiles in processes of their own, one a core; the writer stays in this one. Processes rather than threads, because the loader
 * that reads TypeScript does not reach into threads of Node 20.
 */
export function inProcesses(order: ProcessOrder): RunTiles {
  return async (boxes, done, signal) => {
    const waiting = [...boxes];
    // One tile at a time is written, whichever process brings it.
    let writing: Promise<void> = Promise.resolve();
    const write = (box: Box, tile: TileForecast | undefined) => {
      writing = writing.then(() => done(box, tile));
      return writing;
    };
    const children: ChildProcess[] = [];
    const serve = () =>
      new Promise<void>((resolve, reject) => {
        const child = fork(fileURLToPath(new URL('./forecast-process.ts', import.meta.url)), {
          serialization: 'advanced',
        });
        children.push(child);
        const send = (request: ProcessRequest) => child.send(request);
        let box: Box | undefined;
        const next = () => {
          box = waiting.shift();
          if (signal?.aborted) reject(new Cancelled());
          else if (box) send({ kind: 'tile', box });
          else resolve();
        };
        child.on('error', reject);
        child.on('exit', (code, by) => reject(new Error(`a forecast process ended early (${by ?? code})`)));
        child.on('message', (reply: ProcessReply) => {
          if (reply.kind === 'failed') reject(fromWire(reply.error));
          else if (reply.kind === 'ready') next();
          else write(box as Box, reply.tile).then(next, reject);
        });
        send({ kind: 'start', order });
      });
    try {
      await Promise.all(Array.from({ length: Math.min(availableParallelism(), MOST, boxes.length) }, serve));
      await writing;
    } finally {
      for (const child of children) child.removeAllListeners('exit').kill();
    }
  };
}
