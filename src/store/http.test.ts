import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { isCancelled } from '../core/wire.ts';
import { httpStorage } from './http.ts';
import { openStore } from './open.ts';
import type { WritableStorage } from './storage.ts';
import { testStorage, wanted } from './test-store.ts';

type Host = 'ranges' | 'no ranges' | 'single page' | 'forbidden' | 'broken';

let content: WritableStorage;
let server: Server | undefined;
let requests: { key: string; range: string | undefined; method: string | undefined; status: number }[] = [];

beforeAll(async () => {
  content = await testStorage();
});
afterEach(() => server?.close());

/** A static host as they are found in the wild. */
async function host(kind: Host): Promise<string> {
  requests = [];
  server = createServer(async (request, response) => {
    const key = decodeURIComponent(request.url!.slice('/data/x.zarr/'.length));
    const value = await content.get(key);
    const range = request.headers.range;
    const end = (status: number, headers: Record<string, string>, body?: Uint8Array | string) => {
      requests.push({ key, range, method: request.method, status });
      response.writeHead(status, headers).end(request.method === 'HEAD' ? undefined : body);
    };
    if (kind === 'broken') return end(500, {}, 'out of order');
    if (!value) {
      if (kind === 'single page')
        return end(200, { 'content-type': 'text/html; charset=utf-8' }, '<!doctype html><p>App');
      return end(kind === 'forbidden' ? 403 : 404, {}, 'no');
    }
    const asked = /^bytes=(\d+)-(\d+)$/.exec(range ?? '');
    if (asked && kind !== 'no ranges') {
      const [from, to] = [Number(asked[1]), Math.min(Number(asked[2]), value.length - 1)];
      if (from >= value.length) return end(416, {});
      return end(206, { 'content-range': `bytes ${from}-${to}/${value.length}` }, value.slice(from, to + 1));
    }
    end(200, { 'content-length': String(value.length) }, value);
  });
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server!.address() as AddressInfo).port}/data/x.zarr/`;
}

const YEAR = { field: 't_air', level: 'M09', months: [252, 264], rows: [0, 120], cols: [0, 384] } as const;

describe('a store on a static host', () => {
  it('opens with one request and reads a year with two, none of them for the whole shard', async () => {
    const store = await openStore(httpStorage(await host('ranges')));
    expect(requests.map((r) => r.key)).toEqual(['zarr.json']);
    const { values } = await store.readBlock(YEAR);
    expect(values[384 * 5 + 4]).toBeCloseTo(wanted(12, 5, 4), 4);
    expect(requests.slice(1).map((r) => r.status)).toEqual([206, 206]);
    await store.readBlock(YEAR);
    expect(requests).toHaveLength(3); // the second time from the cache
  });

  it('asks for nothing that was never written, so the browser logs no 404', async () => {
    const store = await openStore(httpStorage(await host('ranges')));
    await store.readBlock({ ...YEAR, months: [240, 264] });
    await store.readBlock({ ...YEAR, field: 'land' });
    await store.observations();
    expect(requests.every((r) => r.status < 400)).toBe(true);
  });

  it('works, with one warning, on a host that ignores ranges', async () => {
    const warnings: string[] = [];
    const store = await openStore(httpStorage(await host('no ranges'), { onNoRanges: (m) => warnings.push(m) }));
    const { values } = await store.readBlock({ ...YEAR, months: [240, 264] });
    expect(values[384 * 5 + 4]).toBeCloseTo(wanted(0, 5, 4), 4);
    await store.readBlock({ ...YEAR, field: 'land' });
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/ignores Range requests/);
    expect(requests.filter((r) => r.key === 'M09/t_air/c/0/0/0').length).toBeLessThanOrEqual(2);
  });

  it.each<Host>(['ranges', 'single page', 'forbidden'])(
    'takes what is missing on a host of kind "%s" for missing',
    async (kind) => {
      const storage = httpStorage(await host(kind));
      expect(await storage.get('M09/alt/zarr.json')).toBeUndefined();
      expect(await storage.getRange('M09/t_air/c/9/9/9', 0, 10)).toBeUndefined();
      expect(await storage.getRange('M09/t_air/c/9/9/9', -10, 10)).toBeUndefined();
    },
  );

  it('reads the end of a value without a suffix range', async () => {
    const storage = httpStorage(await host('ranges'));
    const whole = (await content.get('M09/t_air/c/0/0/0'))!;
    expect(await storage.getRange('M09/t_air/c/0/0/0', -20, 20)).toEqual(whole.slice(-20));
    expect(requests.map((r) => r.method)).toEqual(['HEAD', 'GET']);
    expect(requests[1]!.range).toMatch(/^bytes=\d+-\d+$/);
    expect(await storage.getRange('M09/t_air/c/0/0/0', whole.length + 5, 10)).toEqual(new Uint8Array(0));
  });

  it('asks past a cache that answers a range with nothing', async () => {
    const url = await host('ranges');
    const whole = (await content.get('M09/t_air/c/0/0/0'))!;
    const asked: RequestCache[] = [];
    const forgetful: typeof fetch = async (at, init) => {
      const answer = await fetch(at, init);
      if (init?.method === 'HEAD') return answer;
      asked.push(init?.cache ?? 'default');
      return init?.cache === 'no-store' ? answer : new Response(null, { status: 206, headers: answer.headers });
    };
    const storage = httpStorage(url, { fetch: forgetful });
    expect(await storage.getRange('M09/t_air/c/0/0/0', 10, 50)).toEqual(whole.slice(10, 60));
    expect(asked).toEqual(['default', 'no-store']);
  });

  it('does not ask twice for the end of a value that is shorter than what was asked for', async () => {
    const storage = httpStorage(await host('ranges'));
    const whole = (await content.get('M09/t_air/c/0/0/0'))!;
    const end = await storage.getRange('M09/t_air/c/0/0/0', whole.length - 5, 50);
    expect(end).toEqual(whole.slice(-5));
    expect(requests.filter((r) => r.range)).toHaveLength(1);
  });

  it('tells a host in trouble, and one that is away, from a missing store', async () => {
    await expect(openStore(httpStorage(await host('broken')))).rejects.toMatchObject({ tag: 'Unreachable' });
    server!.close();
    await expect(openStore(httpStorage('http://127.0.0.1:9/x.zarr'))).rejects.toMatchObject({ tag: 'Unreachable' });
  });

  it('stops when cancelled', async () => {
    const store = await openStore(httpStorage(await host('ranges')));
    const stop = new AbortController();
    const reading = store.readBlock(YEAR, stop.signal);
    stop.abort();
    expect(isCancelled(await reading.catch((e: unknown) => e))).toBe(true);
    expect((await store.readBlock(YEAR)).values.length).toBe(12 * 120 * 384);
  });
});
