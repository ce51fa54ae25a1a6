import { fromWire } from '../src/core/wire.ts';
import type { Contestant } from './contestant.ts';
import type { WorkReply, WorkRequest } from './work/work.protocol.ts';
import type { WorkOrder } from './work/workload.ts';

/** A worker somewhere that answers one question at a time. */
export interface Asker {
  ask(request: WorkRequest): Promise<WorkReply>;
  close(): Promise<void>;
}

/** @throws RemoteError with what failed there */
export async function asked<K extends WorkReply['kind']>(
  asker: Asker,
  request: WorkRequest,
  kind: K,
): Promise<Extract<WorkReply, { kind: K }>> {
  const reply = await asker.ask(request);
  if (reply.kind === 'failed') throw fromWire(reply.error);
  if (reply.kind !== kind) throw new Error(`asked ${request.kind}, answered ${reply.kind}`);
  return reply as Extract<WorkReply, { kind: K }>;
}

/** Sets a workload up in a worker; the worker goes when that fails. */
export async function contestantIn(asker: Asker, order: WorkOrder, label: string, host: string): Promise<Contestant> {
  try {
    const { description } = await asked(asker, { kind: 'open', order }, 'opened');
    return {
      label,
      device: `${description}, ${host}`,
      lap: async (steps) => (await asked(asker, { kind: 'run', steps }, 'ran')).ms,
      counts: async () => (await asked(asker, { kind: 'counts' }, 'counted')).counts,
      close: () => asker.close(),
    };
  } catch (error) {
    await asker.close();
    throw error;
  }
}
