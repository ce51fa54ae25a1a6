import { toWire } from '../../src/core/wire.ts';
import { openWorkload } from './open-workload.ts';
import { regionMonths } from './region-months.ts';
import { bestTile } from './tile-rate.ts';
import type { WorkReply, WorkRequest } from './work.protocol.ts';
import type { Workload } from './workload.ts';

/** Answers what is asked of a worker, in a page or in Node. */
export function workServer(): (request: WorkRequest) => Promise<WorkReply> {
  let work: Workload | undefined;
  const opened = (): Workload => {
    if (!work) throw new Error('nothing is open');
    return work;
  };
  const answer = async (request: WorkRequest): Promise<WorkReply> => {
    switch (request.kind) {
      case 'open':
        work = await openWorkload(request.order);
        return { kind: 'opened', description: work.description };
      case 'run':
        return { kind: 'ran', ms: await opened().run(request.steps) };
      case 'counts':
        return { kind: 'counted', counts: await opened().counts() };
      case 'kernels':
        return { kind: 'kernels', ms: await opened().kernelMs() };
      case 'months':
        return { kind: 'months', ...(await regionMonths(request.mask, request.months)) };
      case 'tile':
        return { kind: 'tile', rate: bestTile(request.modules, request.ms) };
    }
  };
  return (request) => answer(request).catch((error) => ({ kind: 'failed', error: toWire(error) }));
}
