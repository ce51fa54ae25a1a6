import type { WebGPUMemoryInfo } from '@tensorflow/tfjs-backend-webgpu/dist/backend_webgpu';
import { dispose, env, mean, memory, type Scalar, square, sub, tensor5d } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Adam } from '../adam.ts';
import { ADAM_CASES, adamErrors } from '../check/adam-errors.ts';
import { randomWeight } from '../check/gradient-error.ts';
import { LAYER_CASES } from '../check/layer-case.ts';
import { layerErrors } from '../check/layer-errors.ts';
import { relativeRms, trial } from '../check/trial.ts';
import { useDevice, whenLost } from '../device.ts';
import { forward, initialWeights } from '../network.ts';
import { valueAndGradients } from '../value-and-gradients.ts';
import { offerDawn } from './dawn.node.ts';
import { countLaunches } from './launch-count.ts';
import { deviceInUse } from './open.ts';
import { warmUp } from './warm-up.ts';

/** The kernels as a browser runs them, in Node on Dawn; a system without any Vulkan driver skips, and says so. */
const offered = await offerDawn();
const TOLERANCE = 1e-4;

const title = `webgpu kernels in Node${offered ? '' : ': skipped, no adapter is offered here'}`;
// An emulated adapter compiles for seconds.
describe.skipIf(!offered)(title, { timeout: 240_000 }, () => {
  beforeAll(async () => {
    await useDevice('webgpu');
    // Small tensors would otherwise be computed on the processor.
    env().set('WEBGPU_CPU_FORWARD', false);
  });
  afterAll(async () => {
    await useDevice('cpu');
  });

  it.each(LAYER_CASES)('agree with double precision, forward and back: $name', async (layer) => {
    const errors = await layerErrors(layer);
    for (const [name, error] of Object.entries(errors)) expect(error, name).toBeLessThan(TOLERANCE);
  });

  it('agree with double precision for any small shape', async () => {
    const size = (max: number) => fc.integer({ min: 1, max });
    const layers = fc.record({
      months: size(3),
      batch: size(2),
      rows: size(9),
      cols: size(19),
      channels: size(9),
      features: size(9),
      k: fc.constantFrom(1, 3, 5),
      state: fc.boolean(),
      seed: size(1000),
    });
    await fc.assert(
      fc.asyncProperty(layers, async (layer) => {
        const errors = await layerErrors({ ...layer, name: 'any' });
        for (const [name, error] of Object.entries(errors)) expect(error, name).toBeLessThan(TOLERANCE);
      }),
      { numRuns: 6, seed: 20, endOnFailure: true },
    );
  });

  it.each(ADAM_CASES)('take an Adam step: $name', async (order) => {
    for (const [name, error] of Object.entries(await adamErrors(order))) expect(error, name).toBeLessThan(TOLERANCE);
  });

  it('are all compiled ahead by a warm-up, and compute the same after it', async () => {
    const order = {
      seed: 4,
      steps: 1,
      shape: { channels: 3, filters: [4, 6], kernel: 3, outputs: 2 },
      sample: [2, 3, 8, 11] as const,
    };
    const gpu = deviceInUse()!;
    const tensors = memory().numTensors;
    await warmUp(order.shape, order.sample);
    expect(memory().numTensors).toBe(tensors);
    const compile = gpu.createComputePipeline;
    const late: string[] = [];
    gpu.createComputePipeline = (program) => {
      late.push(String(program.label));
      return compile.call(gpu, program);
    };
    const { after, losses } = await trial(order, () => memory().numTensors);
    Reflect.deleteProperty(gpu, 'createComputePipeline');
    // The target's difference is no part of the network.
    expect(late.filter((name) => name.startsWith('thaw'))).toEqual([]);
    await useDevice('cpu');
    const cpu = await trial(order, () => memory().numTensors);
    await useDevice('webgpu');
    expect(relativeRms(after, cpu.after)).toBeLessThan(1e-3);
    expect(losses[1]).toBeLessThan(losses[0]!);
  });

  it('take at most 150 dispatches for a training step of the small shape, and no new memory after the second', async () => {
    const shape = { channels: 8, filters: [16, 16], kernel: 3, outputs: 1 };
    const sample = [4, 12, 16, 16] as const;
    const seeded = (seed: number, channels: number) => {
      const { values, shape: of } = randomWeight(seed, [...sample, channels]);
      return tensor5d(values, of as [number, number, number, number, number]);
    };
    const [x, y] = [seeded(1, 8), seeded(2, 1)];
    const adam = new Adam(initialWeights(shape, 1), { learningRate: 0.001, clipNorm: 1 });
    const step = async (): Promise<number> => {
      const { loss, gradients } = valueAndGradients(adam.weights, (weights) => ({
        loss: mean(square(sub(forward(weights, x).heads, y))) as Scalar,
      }));
      adam.step(gradients);
      const value = (await loss.data())[0]!;
      dispose([loss, ...Object.values(gradients)]);
      return value;
    };
    const losses = [await step(), await step()];
    const held = () => [memory().numTensors, (memory() as unknown as WebGPUMemoryInfo).numBytesAllocatedInGPU];
    const before = held();
    const count = await countLaunches(deviceInUse()!, async () => losses.push(await step()));
    console.log(`small, one Adam step: ${count.dispatches} dispatches in ${count.submissions} submissions`);
    // At least a launch a month each way in both layers, or the count has missed something.
    expect(count.dispatches).toBeGreaterThan(4 * 12);
    expect(count.dispatches).toBeLessThanOrEqual(150);
    expect(held()).toEqual(before);
    expect(losses[2]).toBeLessThan(losses[0]!);
    adam.dispose();
    dispose([x, y]);
  });

  it('say so when the device is lost, and compute on the next one', async () => {
    const order = { seed: 4, steps: 1, sample: [2, 3, 8, 11] as const };
    const before = await trial(order, () => memory().numTensors);
    const lost = whenLost();
    const gpu = deviceInUse();
    gpu?.destroy();
    expect(await lost).toMatchObject({ tag: 'DeviceFailed', details: { device: 'webgpu' } });
    expect(deviceInUse()).toBeUndefined();
    await useDevice('webgpu');
    expect(deviceInUse()).not.toBe(gpu);
    const after = await trial(order, () => memory().numTensors);
    expect(after.losses).toEqual(before.losses);
  });
});
