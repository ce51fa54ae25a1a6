import type { Contestant } from './contestant.ts';
import { median } from './statistics.ts';

export interface RaceOptions {
  /** Laps that each contestant runs where time allows. */
  readonly laps: number;
  /** Laps that each runs even when it is slow. */
  readonly leastLaps: number;
  /** Seconds after which a contestant that has its least laps rests. */
  readonly secondsEach: number;
  /** A lap has as many steps as fit. */
  readonly lapMs: number;
}

const MOST_STEPS = 50;

/**
 * Runs the contestants in turns, one lap each, so that what disturbs the machine disturbs all of them alike.
 * Each has run a step before; the laps that find out how long a step is do not count.
 *
 * @returns milliseconds a step of each lap, one list a contestant
 */
export async function race(contestants: readonly Contestant[], options: RaceOptions): Promise<number[][]> {
  const steps: number[] = [];
  for (const contestant of contestants) {
    const first = await contestant.lap(1);
    // The best of several tells more, unless one alone takes seconds.
    const ms = first > 2000 ? first : Math.min(first, await contestant.lap(1), await contestant.lap(1));
    steps.push(Math.max(1, Math.min(MOST_STEPS, Math.round(options.lapMs / ms))));
  }
  const laps: number[][] = contestants.map(() => []);
  const spent = contestants.map(() => 0);
  for (let lap = 0; lap < options.laps; lap++) {
    for (const [i, contestant] of contestants.entries()) {
      if (lap >= options.leastLaps && (spent[i] as number) > 1000 * options.secondsEach) continue;
      const ms = await contestant.lap(steps[i] as number);
      spent[i] = (spent[i] as number) + ms;
      laps[i]?.push(ms / (steps[i] as number));
    }
  }
  return laps;
}

/** One line of a race for whoever waits. */
export const raceLine = (contestants: readonly Contestant[], laps: readonly (readonly number[])[]): string =>
  contestants.map(({ label }, i) => `${label} ${median(laps[i] ?? []).toFixed(1)} ms`).join(', ');
