import { beforeEach, describe, expect, it } from 'vitest';
import type { Checkpoint } from '../src/learn/checkpoint.ts';
import { readEnsemble } from '../src/learn/ensemble-file.ts';
import { testStore } from '../src/learn/test-knowledge.ts';
import type { TrainingProgress } from '../src/learn/training-progress.ts';
import type { StoreRef } from '../src/store/ref.ts';
import { RpcClient, type WorkerLike } from './rpc.client.ts';
import { type Port, serve } from './rpc.server.ts';
import { trainHandlers } from './train.handlers.ts';
import type { TrainCalls } from './train.protocol.ts';

const STORE: StoreRef = { at: 'url', url: 'test:world' };

/** The real handlers on the far side of a MessageChannel, as in a worker; the store is a made-up one. */
function startWorker(): WorkerLike {
  const { port1, port2 } = new MessageChannel();
  serve(port2 as unknown as Port, trainHandlers({ open: () => testStore(), cores: 2 }));
  const worker: WorkerLike = {
    postMessage: (message, transfer) => port1.postMessage(message, transfer),
    terminate: () => port1.close(),
    onmessage: null,
    onerror: null,
    onmessageerror: null,
  };
  port1.onmessage = (event) => worker.onmessage?.(event);
  return worker;
}

describe('the train worker', () => {
  let client: RpcClient<TrainCalls>;
  beforeEach(() => {
    client = new RpcClient<TrainCalls>({ name: 'training', start: startWorker });
    return () => client.close();
  });

  const order = { store: STORE, device: 'wasm', members: 1, epochs: 2, seed: 1 } as const;

  it('tells how training goes and gives an ensemble with its skill', async () => {
    const steps: TrainingProgress[] = [];
    const result = await client.call('train', order, {
      onStep: (s) => s.kind === 'progress' && steps.push(s.progress),
    });
    expect(new Set(steps.map((s) => s.stage))).toEqual(new Set(['reading', 'analysis', 'training', 'scoring']));
    expect(steps.find((s) => s.loss)?.loss?.validation).toBeTypeOf('number');
    expect(readEnsemble(result.ensemble).members).toHaveLength(1);
    expect(result.skill.find((r) => r.method === 'network' && r.target === 'co2')?.n).toBeGreaterThan(0);
    expect(result).toMatchObject({ device: 'wasm', stopped: false });
  });

  it('trains on the device asked for while another one is being warmed up', async () => {
    const warm = [client.call('warmUp', 'cpu'), client.call('warmUp', 'wasm'), client.call('warmUp', 'cpu')];
    const result = await client.call('train', { ...order, epochs: 1 });
    expect(result.device).toBe('wasm');
    expect(await Promise.all(warm)).toEqual([null, null, null]);
  });

  it('goes on from the checkpoints of a run that died, and ends with the same ensemble', async () => {
    const kept: Checkpoint[] = [];
    const whole = await client.call('train', order, {
      onStep: (s) => s.kind === 'checkpoint' && s.checkpoint.epoch === 1 && kept.push(s.checkpoint),
    });
    const epochs: number[] = [];
    const rest = await client.call(
      'train',
      { ...order, from: kept },
      { onStep: (s) => s.kind === 'checkpoint' && epochs.push(s.checkpoint.epoch) },
    );
    expect([kept.length, ...epochs]).toEqual([1, 2]);
    expect(readEnsemble(rest.ensemble).members).toEqual(readEnsemble(whole.ensemble).members);
    await expect(
      client.call('train', { ...order, from: [{ ...(kept[0] as Checkpoint), own: new Float32Array(3) }] }),
    ).rejects.toThrow(/a checkpoint of seed/);
  });

  it('keeps what is trained when it is stopped', async () => {
    let stopped: Promise<null> | undefined;
    const result = await client.call(
      'train',
      { ...order, members: 4, epochs: 40 },
      {
        onStep: (s) => {
          if (s.kind === 'checkpoint') stopped ??= client.call('stop', null);
        },
      },
    );
    await expect(stopped).resolves.toBeNull();
    expect(result.stopped).toBe(true);
    expect(readEnsemble(result.ensemble).members.length).toBeLessThan(4);
  });

  it('refuses what makes no sense, and works on after it', async () => {
    await expect(client.call('train', { ...order, members: 0 })).rejects.toThrow(/1 to 50/);
    await expect(client.call('stop', null)).resolves.toBeNull();
  });
});
