import { type Tensor, tensor, tidy } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { Random } from '../core/random.ts';
import { composedGates } from './composed/gates.ts';
import { useDevice } from './device.ts';
import { gates, gatesGrad } from './gates.ts';

const CELLS = 37;
const MONTHS = 3;

/** Seeded numbers; `spread` 4 makes them from nearly nothing to far beyond where the gates are flat. */
function seeded(seed: number, shape: number[], spread: number): Tensor {
  const random = new Random(seed);
  const size = shape.reduce((n, axis) => n * axis, 1);
  return tensor(
    Float32Array.from({ length: size }, () => random.normal() * 10 ** (spread * (random.uniform() - 0.5))),
    shape,
  );
}
const wide = (seed: number, shape: number[]) => seeded(seed, shape, 4);
/** Of ordinary size: what multiplies a difference such as 1 - t² also multiplies its rounding. */
const plain = (seed: number, shape: number[]) => seeded(seed, shape, 0);

/** A function, so that every device makes its own. */
const given = (f: number) => ({
  fromInput: wide(1, [MONTHS, CELLS, 4 * f]),
  fromState: wide(2, [CELLS, 4 * f]),
  c: wide(3, [CELLS, f]),
});

const read = async (tensors: Tensor[]): Promise<number[][]> =>
  Promise.all(tensors.map(async (t) => [...(await t.data<'float32'>())]));

const forwardOn = (f: number) => {
  const out = gates({ ...given(f), month: 2 });
  return [out.h, out.c, out.active];
};

const backwardOn = (f: number) => {
  const { active, c: after } = gates({ ...given(f), month: 1 });
  const out = gatesGrad({
    dSequence: plain(5, [MONTHS, CELLS, f]),
    dh: plain(6, [CELLS, f]),
    dc: plain(7, [CELLS, f]),
    active,
    before: plain(8, [CELLS, f]),
    after,
    month: 1,
  });
  return [out.dz, out.dc];
};

/** Largest error against the size of the value, or of 1. */
const worst = (a: number[][], b: number[][]): number =>
  Math.max(...a.flatMap((list, i) => list.map((v, j) => Math.abs(v - b[i]![j]!) / Math.max(1, Math.abs(b[i]![j]!)))));

/** The double-precision loop of cpu, itself held to the definition below. */
const onCpu = async (run: (f: number) => Tensor[], f: number) => {
  await useDevice('cpu');
  return read(tidy(() => run(f)));
};

describe('the gates', () => {
  it('are what the equations say, on cpu', async () => {
    const f = 3;
    const [h, next, active] = (await onCpu(forwardOn, f)) as [number[], number[], number[]];
    const inputs = await read(Object.values(given(f)));
    const [z0, z1, c] = inputs as [number[], number[], number[]];
    const s = (x: number) => 1 / (1 + Math.exp(-x));
    for (let cell = 0; cell < CELLS; cell++) {
      for (let k = 0; k < f; k++) {
        const z = [0, 1, 2, 3].map((g) => {
          const at = cell * 4 * f + g * f + k;
          return z0[2 * CELLS * 4 * f + at]! + z1[at]!;
        }) as [number, number, number, number];
        const state = s(z[1]) * c[cell * f + k]! + s(z[0]) * Math.tanh(z[3]);
        expect(next[cell * f + k]).toBeCloseTo(state, 4);
        expect(h[cell * f + k]).toBeCloseTo(s(z[2]) * Math.tanh(state), 5);
        expect(active[cell * 4 * f + 2 * f + k]).toBeCloseTo(s(z[2]), 5);
      }
    }
  });

  it.each([1, 3, 4, 6, 16, 17])('agree between wasm and cpu with %i features, there and back', async (f) => {
    for (const run of [forwardOn, backwardOn]) {
      const cpu = await onCpu(run, f);
      await useDevice('wasm');
      const wasm = await read(tidy(() => run(f)));
      expect(wasm.flat().every(Number.isFinite)).toBe(true);
      expect(worst(wasm, cpu)).toBeLessThan(2e-6);
    }
  });

  it.each([3, 16])('are the same composed of stock ops, as on a GPU, with %i features', async (f) => {
    const cpu = [await onCpu(forwardOn, f), await onCpu(backwardOn, f)];
    const [forward, backward] = composedGates('cpu');
    const composed = (kernel: typeof forward, inputs: object, month: number) =>
      tidy(() => kernel!.kernelFunc({ inputs: inputs as never, attrs: { month }, backend: {} }) as Tensor[]);
    const there = composed(forward, given(f), 2);
    const { active, c: after } = gates({ ...given(f), month: 1 });
    const back = composed(
      backward,
      {
        dSequence: plain(5, [MONTHS, CELLS, f]),
        dh: plain(6, [CELLS, f]),
        dc: plain(7, [CELLS, f]),
        active,
        before: plain(8, [CELLS, f]),
        after,
      },
      1,
    );
    expect(worst(await read(there), cpu[0]!)).toBeLessThan(2e-6);
    expect(worst(await read(back), cpu[1]!)).toBeLessThan(2e-6);
  });
});
