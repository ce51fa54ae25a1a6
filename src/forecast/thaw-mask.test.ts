import { describe, expect, it } from 'vitest';
import { windowCell } from '../grid/window.ts';
import { TEST_SITES, testStore } from '../learn/test-knowledge.ts';
import type { Box } from './forecast-tile.ts';
import { maskThaw } from './thaw-mask.ts';

const [site] = TEST_SITES;
const cell = windowCell('M09', site.lon, site.lat) as { row: number; col: number };
/** One column more to the west than the store knows thaw depth in. */
const box: Box = { level: 'M09', row: cell.row, col: cell.col - 4, rows: 2, cols: 3 };
const layers = () => [new Float32Array(12).fill(0.5), new Float32Array(12).fill(0.7)];

describe('thaw depth of a forecast', () => {
  it('is taken out where the history shows none, in every month and quantile, and kept elsewhere', async () => {
    const made = layers();
    await maskThaw(await testStore(), box, made);
    const gone = [true, false, false, true, false, false, true, false, false, true, false, false];
    for (const layer of made) expect([...layer].map(Number.isNaN)).toEqual(gone);
    expect(made[1]?.[1]).toBeCloseTo(0.7);
  });

  it('is left alone at a level of which the store says nothing', async () => {
    const made = layers();
    await maskThaw(await testStore(), { ...box, level: 'M01' }, made);
    expect(made).toEqual(layers());
  });
});
