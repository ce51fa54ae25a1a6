import type { Team } from './halo-exchange.ts';

/** A team within one thread, for tests: whoever swaps waits until all have. `ownerOf` is for the caller to fill in. */
export function localTeam(size: number): Team[] {
  const boxes = new Map<string, Float32Array>();
  const waiting = new Map<string, (values: Float32Array) => void>();
  const send = (key: string, values: Float32Array) => {
    const wake = waiting.get(key);
    waiting.delete(key);
    if (wake) wake(values);
    else boxes.set(key, values);
  };
  const receive = (key: string): Promise<Float32Array> => {
    const there = boxes.get(key);
    boxes.delete(key);
    return there ? Promise.resolve(there) : new Promise((resolve) => waiting.set(key, resolve));
  };
  return Array.from({ length: size }, (_, me) => {
    let round = 0;
    return {
      me,
      ownerOf: [],
      async swap(outgoing, from) {
        const now = round++;
        for (const [to, values] of outgoing) send(`${me}>${to}:${now}`, values);
        const got = new Map<number, Float32Array>();
        for (const other of from) got.set(other, await receive(`${other}>${me}:${now}`));
        return got;
      },
    };
  });
}
