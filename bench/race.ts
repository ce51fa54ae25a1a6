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

/** Above this a step is a lap, and none is spent to find that out. */
const SLOW_MS = 2000;

async function stepsOfLap(contestant: Contestant, warmUpMs: number, lapMs: number): Promise<number> {
  if (warmUpMs > SLOW_MS) return 1;
  const ms = Math.min(await contestant.lap(1), await contestant.lap(1), await contestant.lap(1));
  return Math.max(1, Math.min(MOST_STEPS, Math.round(lapMs / ms)));
}

/**
 * Runs the contestants in turns, one lap each, so that what disturbs the machine disturbs all of them alike.
 *
 * @param warmUps milliseconds of the first step of each, which is behind them; absent means short
 * @returns milliseconds a step of each lap, one list a contestant
 */
export async function race(
  contestants: readonly Contestant[],
  options: RaceOptions,
  warmUps: readonly number[] = [],
): Promise<number[][]> {
  const steps: number[] = [];
  for (const [i, contestant] of contestants.entries()) {
    steps.push(await stepsOfLap(contestant, warmUps[i] ?? 0, options.lapMs));
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
