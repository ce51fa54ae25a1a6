import { Cancelled } from './error.ts';

let channel: MessageChannel | undefined;
const waiting: (() => void)[] = [];

/**
 * Gives the event loop one turn, so that cancel and other messages are heard.
 * A message channel is not throttled in a hidden tab and does not wait for a frame, unlike timers and rAF.
 */
export function turn(signal?: AbortSignal): Promise<void> {
  // Node serves up to a thousand messages of one port before it looks at another: there a port of our own would starve the rest.
  const { setImmediate: soon } = globalThis as { setImmediate?: (then: () => void) => void };
  if (soon) {
    return new Promise<void>((resolve, reject) => {
      soon(() => (signal?.aborted ? reject(new Cancelled()) : resolve()));
    });
  }
  return new Promise<void>((resolve, reject) => {
    if (!channel) {
      channel = new MessageChannel();
      channel.port1.onmessage = () => waiting.shift()?.();
    }
    waiting.push(() => (signal?.aborted ? reject(new Cancelled()) : resolve()));
    channel.port2.postMessage(0);
  });
}

/** @throws Cancelled when the person who asked has changed their mind */
export function throwIfCancelled(signal?: AbortSignal): void {
  if (signal?.aborted) throw new Cancelled();
}
