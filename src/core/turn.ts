import { Cancelled } from './error.ts';

let channel: MessageChannel | undefined;
const waiting: (() => void)[] = [];

/**
 * Gives the event loop one turn, so that cancel and other messages are heard.
 * A message channel is not throttled in a hidden tab and does not wait for a frame, unlike timers and rAF.
 */
export function turn(signal?: AbortSignal): Promise<void> {
  return new Promise<void>((resolve, reject) => {
    if (!channel) {
      channel = new MessageChannel();
      channel.port1.onmessage = () => waiting.shift()?.();
      // In Node an open port keeps the process alive; nobody waits for a turn at exit.
      (channel.port1 as { unref?: () => void }).unref?.();
    }
    (channel.port1 as { ref?: () => void }).ref?.();
    waiting.push(() => {
      if (waiting.length === 0) (channel?.port1 as { unref?: () => void } | undefined)?.unref?.();
      if (signal?.aborted) reject(new Cancelled());
      else resolve();
    });
    channel.port2.postMessage(0);
  });
}

/** @throws Cancelled when the person who asked has changed their mind */
export function throwIfCancelled(signal?: AbortSignal): void {
  if (signal?.aborted) throw new Cancelled();
}
