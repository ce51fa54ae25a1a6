import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { playing, startPlayer } from './player.ts';

const shown: number[] = [];
const ready = new Set<number>();
const lost = new Set<number>();
let month = 10;
let stop: () => void;

beforeEach(() => {
  vi.useFakeTimers();
  shown.length = 0;
  ready.clear();
  lost.clear();
  month = 10;
  stop = startPlayer({
    month: () => month,
    range: () => [0, 13],
    show: (m) => {
      month = m;
      shown.push(m);
    },
    isReady: (m) => ready.has(m),
    prepare: async (m) => !lost.has(m),
  });
});

afterEach(() => {
  playing.setState({ on: false, speed: 6 });
  stop();
  vi.useRealTimers();
});

it('waits for a month that is not resident rather than skip it, and starts over at the end', () => {
  ready.add(11).add(0);
  playing.setState({ on: true, speed: 2 });
  vi.advanceTimersByTime(2000);
  expect(shown).toEqual([11]);
  ready.add(12);
  vi.advanceTimersByTime(1000);
  expect(shown).toEqual([11, 12, 0]);
});

it('stops at once', () => {
  for (let m = 0; m < 13; m++) ready.add(m);
  playing.setState({ on: true, speed: 2 });
  playing.setState({ on: false, speed: 2 });
  vi.advanceTimersByTime(5000);
  expect(shown).toEqual([11]);
});

it('ends at a month that cannot be had and shows it, so that the reason is told', async () => {
  ready.add(11);
  lost.add(12);
  playing.setState({ on: true, speed: 2 });
  await vi.advanceTimersByTimeAsync(3000);
  expect(shown).toEqual([11, 12]);
  expect(playing.getState().on).toBe(false);
});
