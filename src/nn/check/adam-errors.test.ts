import { describe, expect, it } from 'vitest';
import { useDevice } from '../device.ts';
import { ADAM_CASES, adamErrors } from './adam-errors.ts';
import { referenceAdam } from './reference-adam.ts';

describe.each(['cpu', 'wasm'] as const)('an Adam step on %s', (device) => {
  it.each(ADAM_CASES)('agrees with double precision: $name', async (adam) => {
    await useDevice(device);
    for (const error of Object.values(await adamErrors(adam))) expect(error).toBeLessThan(1e-5);
  });
});

describe('the reference step', () => {
  it('is the step of the paper, worked by hand', () => {
    const attrs = { rate: 0.1, beta1: 0.9, beta2: 0.99, epsilon: 0.5, clipNorm: 2.5 };
    const before = {
      values: new Float64Array([1, 2]),
      mean: new Float64Array([0, 1]),
      second: new Float64Array([0, 4]),
    };
    // |(3, 4)| = 5 is shortened to 2.5: (1.5, 2).
    const { values, mean, second } = referenceAdam(before, [3, 4], attrs);
    expect(mean[0]).toBeCloseTo(0.15, 14);
    expect(mean[1]).toBeCloseTo(1.1, 14);
    expect(second[0]).toBeCloseTo(0.0225, 14);
    expect(second[1]).toBeCloseTo(4, 14);
    expect(values[0]).toBeCloseTo(1 - (0.1 * 0.15) / (0.15 + 0.5), 14);
    expect(values[1]).toBeCloseTo(2 - (0.1 * 1.1) / (2 + 0.5), 14);
  });
});
