import { env } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { LAYER_CASES } from '../check/layer-case.ts';
import { layerErrors } from '../check/layer-errors.ts';
import { useDevice } from '../device.ts';
import { offerDawn } from './dawn.node.ts';
import { tileOf } from './tile.ts';

/** The tiles and slices that a hardware GPU gets, computed on whatever adapter is here: other programs, the same numbers. */
vi.mock('../emulated.ts', () => ({ isEmulated: () => false }));
const offered = await offerDawn();

describe('tiles', () => {
  const plane = { rows: 76, cols: 76, kernel: 3 };

  it('are small where a launch has few places and large where it has many', () => {
    expect(tileOf({ ...plane, cols: 16 }, 64, 4, false).columns).toBe(1);
    expect(tileOf(plane, 76, 6, false).columns).toBe(4);
    expect(tileOf(plane, 76, 6, true).columns).toBeGreaterThan(4);
  });

  it('waste little beyond the last column', () => {
    for (let cols = 1; cols < 80; cols++) {
      const { columns } = tileOf({ ...plane, cols }, 1000, 6, true);
      expect(cols / (columns * Math.ceil(cols / columns)), `${cols} columns`).toBeGreaterThanOrEqual(0.85);
    }
  });
});

const title = `tiles of a hardware GPU${offered ? '' : ': skipped, no adapter is offered here'}`;
// An emulated adapter compiles for seconds.
describe.skipIf(!offered)(title, { timeout: 240_000 }, () => {
  beforeAll(async () => {
    await useDevice('webgpu');
    env().set('WEBGPU_CPU_FORWARD', false);
  });
  afterAll(async () => {
    await useDevice('cpu');
  });

  const large = {
    ...{ name: 'a tile of Alaska with its halo', months: 1, batch: 1, rows: 76, cols: 76, k: 3 },
    ...{ channels: 4, features: 24, state: true, seed: 21 },
  };
  const some = LAYER_CASES.filter(({ name }) => /odd sizes|5 x 5|even sizes|given state/.test(name));
  it.each([...some, large])('agree with double precision, forward and back: $name', async (layer) => {
    const errors = await layerErrors(layer);
    for (const [name, error] of Object.entries(errors)) expect(error, name).toBeLessThan(1e-4);
  });
});
