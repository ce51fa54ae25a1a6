import { afterEach, describe, expect, it, vi } from 'vitest';
import { StudioError } from '../src/core/error.ts';
import { turn } from '../src/core/turn.ts';
import { isCancelled } from '../src/core/wire.ts';
import { RpcClient, type WorkerDied, type WorkerLike } from './rpc.client.ts';
import type { Call } from './rpc.protocol.ts';
import { type Handlers, type Port, serve, Transferred } from './rpc.server.ts';

type TestCalls = {
  count: Call<number, number, number>;
  double: Call<Float32Array, Float32Array>;
  fail: Call<'studio' | 'bug', never>;
  order: Call<string, string[]>;
};

class Full extends StudioError<'Full'> {
  readonly tag = 'Full';
  readonly details = { litres: 5 };
}

const seen: { aborted: number } = { aborted: 0 };

function handlers(): Handlers<TestCalls> {
  const order: string[] = [];
  return {
    async count(to, { signal, step }) {
      for (let i = 0; i < to; i++) {
        step(i);
        await turn(signal).catch((e: unknown) => {
          seen.aborted++;
          throw e;
        });
      }
      return to;
    },
    double: (values) => {
      const twice = values.map((v) => 2 * v);
      return new Transferred(twice, [twice.buffer]);
    },
    fail: (how) => {
      if (how === 'studio') throw new Full('no room', { cause: new Error('disk') });
      throw new TypeError('x is undefined');
    },
    async order(name) {
      order.push(`${name} begins`);
      await turn();
      await turn();
      order.push(`${name} ends`);
      return [...order];
    },
  };
}

function setup(options: { queue?: boolean; restore?: () => Promise<void> } = {}) {
  const started: WorkerLike[] = [];
  const died: WorkerDied[] = [];
  const client = new RpcClient<TestCalls>({
    name: 'test',
    start: () => {
      const { port1, port2 } = new MessageChannel();
      serve(port2 as unknown as Port, handlers(), options);
      const worker: WorkerLike = {
        onmessage: null,
        onerror: null,
        onmessageerror: null,
        postMessage: (m, transfer) => port1.postMessage(m, transfer),
        terminate: () => port1.close(),
      };
      port1.onmessage = (event) => worker.onmessage?.(event);
      started.push(worker);
      return worker;
    },
    onRestart: (e) => died.push(e),
    ...(options.restore ? { restore: options.restore } : {}),
  });
  const kill = () => started.at(-1)!.onerror?.({ message: 'killed' } as ErrorEvent);
  return { client, started, died, kill };
}

describe('a call to a worker', () => {
  it('starts the worker on first use, reports steps in order, then the result', async () => {
    const { client, started } = setup();
    expect(started).toHaveLength(0);
    const steps: number[] = [];
    expect(await client.call('count', 4, { onStep: (s) => steps.push(s) })).toBe(4);
    expect(steps).toEqual([0, 1, 2, 3]);
    expect(started).toHaveLength(1);
    client.close();
  });

  it('moves buffers instead of copying them, both ways', async () => {
    const { client } = setup();
    const values = Float32Array.of(1, 2.5);
    const twice = await client.call('double', values, { transfer: [values.buffer] });
    expect([...twice]).toEqual([2, 5]);
    expect(values.length).toBe(0);
    client.close();
  });

  it('carries tag, details and cause of an error, and marks a bug as unexpected', async () => {
    const { client } = setup();
    await expect(client.call('fail', 'studio')).rejects.toMatchObject({
      tag: 'Full',
      details: { litres: 5 },
      cause: { message: 'disk' },
    });
    await expect(client.call('fail', 'bug')).rejects.toMatchObject({ tag: 'Unexpected', message: 'x is undefined' });
    await expect(client.call('nothing' as 'count', 1)).rejects.toMatchObject({ tag: 'BadRequest' });
    client.close();
  });

  it('is cancelled on both sides, and its late replies are dropped', async () => {
    const { client } = setup();
    const stop = new AbortController();
    const before = seen.aborted;
    const steps: number[] = [];
    const onStep = (s: number) => {
      steps.push(s);
      if (s === 3) stop.abort();
    };
    const error = await client.call('count', 1_000_000, { signal: stop.signal, onStep }).catch((e: unknown) => e);
    expect(isCancelled(error)).toBe(true);
    expect(await client.call('count', 1)).toBe(1); // the worker has heard of the cancel by now, or soon
    while (seen.aborted === before) await turn();
    expect(steps).toEqual([0, 1, 2, 3]);
    await expect(client.call('count', 1, { signal: stop.signal })).rejects.toMatchObject({ tag: 'Cancelled' });
    client.close();
  });

  it('fails at once when the order cannot be cloned, and the worker lives on', async () => {
    const { client } = setup();
    await expect(client.call('count', (() => 1) as unknown as number)).rejects.toThrow(/could not be cloned/);
    expect(await client.call('count', 2)).toBe(2);
    client.close();
  });

  it('waits for its turn in a worker with a queue, and cancel passes the queue', async () => {
    const plain = setup();
    const [, mixed] = await Promise.all([plain.client.call('order', 'a'), plain.client.call('order', 'b')]);
    expect(mixed.slice(0, 2)).toEqual(['a begins', 'b begins']);
    plain.client.close();

    const { client } = setup({ queue: true });
    const stop = new AbortController();
    const first = client.call('order', 'a');
    const dropped = client.call('order', 'b', { signal: stop.signal }).catch((e: unknown) => e);
    const last = client.call('order', 'c');
    stop.abort();
    expect(await first).toEqual(['a begins', 'a ends']);
    expect(isCancelled(await dropped)).toBe(true);
    expect(await last).toEqual(['a begins', 'a ends', 'c begins', 'c ends']);
    client.close();
  });
});

describe('a worker that dies', () => {
  it('loses the open calls with a reason, is replaced, and restored before the next call', async () => {
    const log: string[] = [];
    const { client, kill, died, started } = setup({
      restore: async () => {
        await turn();
        log.push('restored');
      },
    });
    const lost = client.call('count', 1_000_000);
    await turn();
    kill();
    await expect(lost).rejects.toMatchObject({ tag: 'WorkerDied', details: { why: 'killed', forGood: false } });
    expect(await client.call('count', 3)).toBe(3);
    log.push('answered');
    expect(log).toEqual(['restored', 'answered']);
    expect([started.length, died.length]).toEqual([2, 1]);
    client.close();
  });

  it('tells one call that it could not be restored, and answers the next', async () => {
    const { client, kill } = setup({ restore: () => Promise.reject(new Full('cannot reopen')) });
    await client.call('count', 1);
    kill();
    await expect(client.call('count', 1)).rejects.toMatchObject({ tag: 'Full' });
    expect(await client.call('count', 2)).toBe(2);
    client.close();
  });

  it('is not started for ever: after the third death in a minute it stays dead and says so', async () => {
    const { client, kill, died, started } = setup();
    await client.call('count', 1);
    kill();
    kill();
    kill();
    expect(died.map((e) => e.details.forGood)).toEqual([false, false, true]);
    expect(started).toHaveLength(3);
    await expect(client.call('count', 1)).rejects.toThrow(/stopped too often/);
  });

  it('is not mourned when it was closed on purpose', async () => {
    const { client, died, started } = setup();
    const open = client.call('count', 1_000_000).catch((e: unknown) => e);
    await turn();
    client.close();
    expect(isCancelled(await open)).toBe(true);
    started[0]!.onerror?.({ message: 'late' } as ErrorEvent);
    expect(died).toEqual([]);
    expect(await client.call('count', 2)).toBe(2); // a new one
    client.close();
  });
});

describe('a worker that is cancelled', () => {
  afterEach(() => void vi.useRealTimers());

  /** A client whose first worker is deaf, as one stuck in a loop is. */
  function stuckFirst() {
    const ends: string[] = [];
    const died: WorkerDied[] = [];
    let started = 0;
    const start = (): WorkerLike => {
      const { port1, port2 } = new MessageChannel();
      const stuck = started++ === 0;
      if (!stuck) serve(port2 as unknown as Port, handlers(), {});
      const terminate = () => {
        ends.push(stuck ? 'stuck' : 'sound');
        port1.close();
      };
      return Object.assign(port1, { terminate, onerror: null }) as unknown as WorkerLike;
    };
    const client = new RpcClient<TestCalls>({ name: 'test', start, patience: 1000, onRestart: (e) => died.push(e) });
    return { client, ends, died };
  }

  it('and shows no life is replaced; the next call is answered', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { client, ends, died } = stuckFirst();
    const stop = new AbortController();
    const call = client.callNow('double', Float32Array.of(1), { signal: stop.signal });
    stop.abort();
    await expect(call.catch((e: unknown) => isCancelled(e))).resolves.toBe(true);
    expect(ends).toEqual([]);
    vi.advanceTimersByTime(1001);
    expect(ends).toEqual(['stuck']);
    expect(died[0]?.message).toMatch(/stuck in a file/);
    expect([...(await client.call('double', Float32Array.of(3)))]).toEqual([6]);

    const again = new AbortController();
    const second = client.callNow('double', Float32Array.of(1), { signal: again.signal });
    again.abort();
    await second.catch(() => undefined);
    await client.call('double', Float32Array.of(1)); // its answer comes after the sign of life
    expect(vi.getTimerCount()).toBe(0);
    expect(ends).toEqual(['stuck']);
    client.close();
  });
});
