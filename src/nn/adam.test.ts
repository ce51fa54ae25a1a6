import { beforeEach, describe, expect, it } from 'vitest';
import { Adam, type AdamOptions } from './adam.ts';
import { randomWeight } from './check/gradient-error.ts';
import { useDevice } from './device.ts';
import { disposeWeights, toTensors, type Weights } from './weights.ts';

const WEIGHTS: Weights = { a: randomWeight(1, [5, 7, 3]), b: randomWeight(2, [11]), c: randomWeight(3, [1]) };
const gradientsOf = (seed: number): Weights => ({
  a: randomWeight(seed, [5, 7, 3], 0.5),
  b: randomWeight(seed + 1, [11], 2),
  c: randomWeight(seed + 2, [1]),
});

/** The algorithm as the paper states it, in double precision, one number at a time. */
function reference(steps: number, options: Required<Omit<AdamOptions, 'clipNorm'>> & { clipNorm: number }): number[] {
  const flat = (w: Weights) => Object.values(w).flatMap(({ values }) => [...values]);
  const x = flat(WEIGHTS);
  const m = x.map(() => 0);
  const v = x.map(() => 0);
  for (let t = 1; t <= steps; t++) {
    const g = flat(gradientsOf(100 * t));
    const norm = Math.hypot(...g);
    const shorten = Math.min(1, options.clipNorm / norm);
    g.forEach((raw, i) => {
      const gi = raw * shorten;
      m[i] = options.beta1 * m[i]! + (1 - options.beta1) * gi;
      v[i] = options.beta2 * v[i]! + (1 - options.beta2) * gi * gi;
      const rate = (options.learningRate * Math.sqrt(1 - options.beta2 ** t)) / (1 - options.beta1 ** t);
      x[i] = x[i]! - (rate * m[i]!) / (Math.sqrt(v[i]!) + options.epsilon);
    });
  }
  return x;
}

function steps(adam: Adam, from: number, to: number): void {
  for (let t = from; t <= to; t++) {
    const gradients = toTensors(gradientsOf(100 * t));
    adam.step(gradients);
    disposeWeights(gradients);
  }
}

const flatWeights = async (adam: Adam): Promise<number[]> =>
  Object.values(await adam.readWeights()).flatMap(({ values }) => [...values]);

describe.each(['cpu', 'wasm'] as const)('Adam on %s', (device) => {
  beforeEach(async () => {
    await useDevice(device);
  });

  it.each([0.5, 1e9])('follows the published algorithm with gradients clipped to a norm of %s', async (clipNorm) => {
    const options = { learningRate: 0.05, beta1: 0.9, beta2: 0.99, epsilon: 1e-7, clipNorm };
    const adam = new Adam(WEIGHTS, options);
    steps(adam, 1, 10);
    const expected = reference(10, options);
    const found = await flatWeights(adam);
    found.forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i]!, 5);
    });
    adam.dispose();
  });

  it('goes on from a saved state bit for bit', async () => {
    const whole = new Adam(WEIGHTS, { learningRate: 0.05, clipNorm: 1 });
    steps(whole, 1, 6);
    const first = new Adam(WEIGHTS, { learningRate: 0.05, clipNorm: 1 });
    steps(first, 1, 3);
    const [weights, state] = [await first.readWeights(), await first.readState()];
    const rest = new Adam(weights, { learningRate: 1, clipNorm: 1 }, state);
    expect(rest.steps).toBe(3);
    steps(rest, 4, 6);
    expect(await flatWeights(rest)).toEqual(await flatWeights(whole));
    for (const adam of [whole, first, rest]) adam.dispose();
  });

  it('survives a zero gradient', async () => {
    const adam = new Adam(WEIGHTS, { learningRate: 0.05, clipNorm: 1 });
    const before = await flatWeights(adam);
    const zero = toTensors(
      Object.fromEntries(
        Object.entries(WEIGHTS).map(([n, w]) => [n, { ...w, values: new Float32Array(w.values.length) }]),
      ),
    );
    adam.step(zero);
    expect(await flatWeights(adam)).toEqual(before);
    disposeWeights(zero);
    adam.dispose();
  });

  it('refuses the state of other weights', () => {
    const state = { step: 1, learningRate: 0.1, mean: new Float32Array(3), square: new Float32Array(3) };
    expect(() => new Adam(WEIGHTS, { learningRate: 0.1 }, state)).toThrow(/optimiser state/);
  });
});
