import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { useDevice } from '../device.ts';
import { LAYER_CASES, type LayerCase } from './layer-case.ts';
import { layerErrors, relativeError } from './layer-errors.ts';

/** What the processor's backends are held to. */
const TOLERANCE = 1e-5;

function expectSmall(errors: Record<string, number>): void {
  for (const [name, error] of Object.entries(errors)) {
    expect(error, `${name} of ${JSON.stringify(errors)}`).toBeLessThan(TOLERANCE);
  }
}

const anyLayer: fc.Arbitrary<LayerCase> = fc.record({
  name: fc.constant('random'),
  months: fc.integer({ min: 1, max: 4 }),
  batch: fc.integer({ min: 1, max: 3 }),
  rows: fc.integer({ min: 1, max: 9 }),
  cols: fc.integer({ min: 1, max: 9 }),
  channels: fc.integer({ min: 1, max: 9 }),
  features: fc.integer({ min: 1, max: 9 }),
  k: fc.constantFrom(1, 3, 5),
  state: fc.boolean(),
  seed: fc.integer({ min: 1, max: 1000 }),
});

describe.each(['cpu', 'wasm'] as const)('a layer on %s', (device) => {
  it.each(LAYER_CASES)('agrees with double precision in all it gives, there and back: $name', async (layer) => {
    await useDevice(device);
    const errors = await layerErrors(layer);
    expectSmall(errors);
  });

  it('does at any shape', async () => {
    await useDevice(device);
    await fc.assert(
      fc.asyncProperty(anyLayer, async (layer) => {
        const errors = await layerErrors(layer);
        expectSmall(errors);
      }),
      { numRuns: 60, seed: 4 },
    );
  });
});

describe('a relative error', () => {
  it('is the largest difference over the largest expected value', () => {
    expect(relativeError([1, -4.04, 2], [1, -4, 2.01])).toBeCloseTo(0.01, 12);
  });

  it('is no number where a number is missing or the length is another', () => {
    expect(relativeError([1, Number.NaN], [1, 2])).toBeNaN();
    expect(relativeError([1], [1, 2])).toBeNaN();
  });

  it('is zero for nothing where nothing is expected, and infinite for anything else', () => {
    expect(relativeError([0, 0], [0, 0])).toBe(0);
    expect(relativeError([0, 1e-9], [0, 0])).toBe(Number.POSITIVE_INFINITY);
  });
});
