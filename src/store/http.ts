import { Cancelled } from '../core/error.ts';
import { slice } from './slice.ts';
import type { Storage } from './storage.ts';
import { Unreachable } from './unreachable.ts';

/** Statuses that mean 'no such object'. S3 answers 403 for a missing key when listing is not allowed. */
const ABSENT = new Set([403, 404, 410]);

/** Whole values kept for a host that ignores Range, bytes: one shard of M09 a variable, and some more. */
const WHOLE_CACHE = 64 << 20;

export interface HttpOptions {
  /** For tests; the page's own fetch otherwise. */
  readonly fetch?: typeof fetch;
  /** Told once when the host ignores Range requests: shards are then downloaded whole. The console otherwise. */
  readonly onNoRanges?: (message: string) => void;
}

/**
 * A store on a static host.
 *
 * A `text/html` answer counts as absent: hosts of single-page applications answer 200 with their index page for any path.
 * No suffix ranges are sent, as some servers answer them wrongly. Whether ranges work is seen at the first one.
 *
 * @param url of the store's root folder
 */
export function httpStorage(url: string, { fetch: get = fetch, onNoRanges = console.warn }: HttpOptions = {}): Storage {
  const root = url.replace(/\/+$/, '');
  const whole = new Map<string, Uint8Array>();
  let ranges: 'unknown' | 'yes' | 'no' = 'unknown';
  let told = false;
  const at = (key: string) => `${root}/${key.split('/').map(encodeURIComponent).join('/')}`;

  const ask = (key: string, init: RequestInit) => request(get, at(key), init);

  const all = async (key: string, signal?: AbortSignal): Promise<Uint8Array | undefined> => {
    const answer = await ask(key, { signal: signal ?? null });
    return answer && body(answer, at(key));
  };

  const keep = (key: string, value: Uint8Array): Uint8Array => {
    whole.set(key, value);
    let bytes = [...whole.values()].reduce((sum, v) => sum + v.length, 0);
    for (const [old, v] of whole) {
      if (bytes <= WHOLE_CACHE || old === key) break;
      whole.delete(old);
      bytes -= v.length;
    }
    return value;
  };

  return {
    name: url,
    get: all,
    async getRange(key, offset, length, signal) {
      const kept = whole.get(key);
      if (kept) return slice(kept, offset, length);
      if (ranges === 'no') {
        const value = await all(key, signal);
        return value && slice(keep(key, value), offset, length);
      }
      const from = offset < 0 ? await fromEnd(ask, at, key, offset, signal) : offset;
      if (from === undefined) return undefined;
      const part = (cache: RequestCache) =>
        ask(key, { signal: signal ?? null, cache, headers: { Range: `bytes=${from}-${from + length - 1}` } });
      const answer = await part('default');
      if (!answer) return undefined;
      const bytes = await body(answer, at(key));
      if (answer.status === 206) {
        ranges = 'yes';
        if (!isShort(answer, from, length, bytes.length)) return bytes;
        // Chromium's cache answers with nothing when two workers ask for parts of one file that it is just storing.
        const again = await part('no-store');
        return again?.status === 206 ? body(again, at(key)) : bytes;
      }
      if (answer.status === 416) return new Uint8Array(0);
      ranges = 'no';
      if (!told) {
        told = true;
        onNoRanges(
          `${root} ignores Range requests (it answered ${answer.status} instead of 206), so whole files are downloaded. Turn byte ranges on at the host to load less.`,
        );
      }
      return slice(keep(key, bytes), from, length);
    },
  };
}

/** @returns undefined when absent; a 416 (range beyond the end) is handed back as it is */
async function request(get: typeof fetch, url: string, init: RequestInit): Promise<Response | undefined> {
  let answer: Response;
  try {
    answer = await get(url, init);
  } catch (e) {
    if (init.signal?.aborted) throw new Cancelled();
    throw new Unreachable({ what: url, why: 'the host does not answer; check the connection and try again' }, e);
  }
  if (ABSENT.has(answer.status) || answer.headers.get('content-type')?.startsWith('text/html')) {
    await answer.body?.cancel();
    return undefined;
  }
  if (answer.status === 416 || answer.ok) return answer;
  throw new Unreachable({ what: url, why: `the host answered ${answer.status} ${answer.statusText}`.trim() });
}

async function body(answer: Response, url: string): Promise<Uint8Array> {
  try {
    return new Uint8Array(await answer.arrayBuffer());
  } catch (e) {
    if ((e as Error).name === 'AbortError') throw new Cancelled();
    throw new Unreachable({ what: url, why: 'the connection broke while loading; try again' }, e);
  }
}

/** Whether an answer holds less than was asked for and the file has. */
function isShort(answer: Response, from: number, length: number, got: number): boolean {
  const size = Number(/\/(\d+)$/.exec(answer.headers.get('content-range') ?? '')?.[1] ?? Number.NaN);
  return got < (Number.isNaN(size) ? Math.min(1, length) : Math.min(length, size - from));
}

/** Where the last `-offset` bytes begin, by asking for the size. */
async function fromEnd(
  ask: (key: string, init: RequestInit) => Promise<Response | undefined>,
  at: (key: string) => string,
  key: string,
  offset: number,
  signal?: AbortSignal,
): Promise<number | undefined> {
  const head = await ask(key, { method: 'HEAD', signal: signal ?? null });
  if (!head) return undefined;
  const size = Number(head.headers.get('content-length') ?? Number.NaN);
  if (!Number.isFinite(size))
    throw new Unreachable({ what: at(key), why: 'the host does not tell the size of the file' });
  return Math.max(0, size + offset);
}
