import { describe, expect, it } from 'vitest';
import { windowCell } from '../grid/window.ts';
import { TEST_SITES, testStore } from '../learn/test-knowledge.ts';
import { thawsIn } from './thaw-mask.ts';
import type { Box } from './tile-job.ts';

const [site] = TEST_SITES;
const cell = windowCell('M09', site.lon, site.lat) as { row: number; col: number };
/** One column more to the west than the store knows thaw depth in. */
const box: Box = { level: 'M09', row: cell.row, col: cell.col - 4, rows: 2, cols: 3 };

describe('where it thaws', () => {
  it('is where the history has a depth, and nowhere else', async () => {
    expect([...((await thawsIn(await testStore(), box)) ?? [])]).toEqual([0, 1, 1, 0, 1, 1]);
  });

  it('is not said at a level of which the store says nothing', async () => {
    expect(await thawsIn(await testStore(), { ...box, level: 'M01' })).toBeUndefined();
  });
});
