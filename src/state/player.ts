import { createStore } from 'zustand/vanilla';

/** Months a second. */
export const SPEEDS = [2, 6, 12] as const;
export type Speed = (typeof SPEEDS)[number];

export interface Playing {
  readonly on: boolean;
  readonly speed: Speed;
}

export const playing = createStore<Playing>(() => ({ on: false, speed: 6 }));

export interface PlayerPorts {
  month(): number | undefined;
  range(): readonly [number, number] | undefined;
  show(month: number): void;
  /** True when a month can be drawn at once; the player waits for it rather than skip. */
  isReady(month: number): boolean;
  /** Called well before a month is needed. @returns false when it cannot be had */
  prepare(month: number): Promise<boolean>;
}

/**
 * Moves time forward while `playing.on`, and starts over after the last month.
 * @returns stops it for good
 */
export function startPlayer(ports: PlayerPorts): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const step = (): void => {
    const { on, speed } = playing.getState();
    if (!on) return;
    timer = setTimeout(step, 1000 / speed);
    const [month, range] = [ports.month(), ports.range()];
    if (month === undefined || !range) return;
    const next = month + 1 < range[1] ? month + 1 : range[0];
    // Half a year ahead of the boundary the next year is asked for.
    void ports.prepare(next + 6 < range[1] ? next + 6 : range[0]);
    if (ports.isReady(next)) ports.show(next);
    else void wait(next);
  };
  /** A month that cannot be had ends the play: it is shown as any other, so that the person is told why. */
  const wait = async (next: number): Promise<void> => {
    if (await ports.prepare(next)) return;
    playing.setState({ on: false });
    ports.show(next);
  };
  const unsubscribe = playing.subscribe((now, before) => {
    if (now.on && !before.on) step();
    if (!now.on) clearTimeout(timer);
  });
  return () => {
    clearTimeout(timer);
    unsubscribe();
  };
}
