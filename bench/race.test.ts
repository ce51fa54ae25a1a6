import { describe, expect, it } from 'vitest';
import type { Contestant } from './contestant.ts';
import { race } from './race.ts';

const OPTIONS = { laps: 6, leastLaps: 2, secondsEach: 1, lapMs: 100 };

function runner(label: string, msPerStep: number, seen: string[]): Contestant {
  return {
    label,
    device: 'none',
    lap: async (steps) => {
      seen.push(`${label}${steps}`);
      return steps * msPerStep;
    },
    counts: async () => undefined,
    close: async () => {},
  };
}

describe('a race', () => {
  it('alternates laps that are about equally long, and tells milliseconds a step', async () => {
    const seen: string[] = [];
    const laps = await race([runner('a', 10, seen), runner('b', 50, seen)], OPTIONS, [10, 50]);
    expect(laps).toEqual([Array(6).fill(10), Array(6).fill(50)]);
    expect(seen.slice(6)).toEqual(Array(6).fill(['a10', 'b2']).flat());
  });

  it('lets a slow one rest after its least laps while the other goes on', async () => {
    const laps = await race([runner('a', 10, []), runner('slow', 900, [])], OPTIONS);
    expect(laps[0]).toHaveLength(6);
    expect(laps[1]).toHaveLength(2);
  });

  it('spends no lap on finding out how long a very slow step is', async () => {
    const seen: string[] = [];
    await race([runner('slow', 9000, seen)], OPTIONS, [9000]);
    expect(seen).toEqual(['slow1', 'slow1']);
  });
});
