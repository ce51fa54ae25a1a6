import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { backend, engine, tensor1d } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { useDevice } from '../device.ts';
import { ADAM_CASES, adamErrors } from './adam-errors.ts';
import { LAYER_CASES } from './layer-case.ts';
import { LAYER_RESULTS, layerReference, layerResults, relativeError } from './layer-errors.ts';
import { withPoison } from './poison.ts';
import { trial } from './trial.ts';

describe('poisoned memory on wasm', () => {
  it('is what a kernel that writes nothing would give back, and tensors of data are not harmed', async () => {
    await useDevice('wasm');
    const { result, filled } = await withPoison(async () => {
      const wasm = backend() as BackendWasm;
      const untouched = engine().makeTensorFromTensorInfo(wasm.makeOutput([7], 'float32'));
      const data = tensor1d([1, 2, 3]);
      return [...(await untouched.data()), ...(await data.data())];
    });
    expect(result).toEqual([...Array(7).fill(Number.NaN), 1, 2, 3]);
    expect(filled).toBeGreaterThan(1);
    expect([...(await tensor1d([4]).data())]).toEqual([4]);
  });

  it.each(LAYER_CASES)('shows in nothing that a layer gives, and changes no bit of it: $name', async (layer) => {
    await useDevice('wasm');
    const clean = await layerResults(layer);
    const { result, filled } = await withPoison(() => layerResults(layer));
    expect(filled).toBeGreaterThan(10);
    const expected = layerReference(layer);
    for (const name of LAYER_RESULTS) {
      expect(relativeError(result[name], expected[name]), name).toBeLessThan(1e-5);
      expect(result[name], name).toEqual(clean[name]);
    }
  });

  it.each(ADAM_CASES)('shows in nothing that an Adam step gives: $name', async (adam) => {
    await useDevice('wasm');
    const { result } = await withPoison(() => adamErrors(adam));
    for (const error of Object.values(result)) expect(error).toBeLessThan(1e-5);
  });

  it('changes no bit of what a network learns', async () => {
    await useDevice('wasm');
    const order = { seed: 5, steps: 8, dropout: 0.3 };
    const clean = await trial(order);
    const { result } = await withPoison(() => trial(order));
    expect(result.after).toEqual(clean.after);
    expect(result.losses).toEqual(clean.losses);
  });
});
