import {
  dispose,
  mean,
  type Scalar,
  square,
  sub,
  type Tensor,
  type Tensor4D,
  tensor5d,
  tidy,
} from '@tensorflow/tfjs-core';
import { Adam } from '../../src/nn/adam.ts';
import type { LayerState } from '../../src/nn/conv-lstm.ts';
import { useDevice } from '../../src/nn/device.ts';
import { disposeStates, forward, initialWeights } from '../../src/nn/network.ts';
import { valueAndGradients } from '../../src/nn/value-and-gradients.ts';
import { counted } from './counted.ts';
import { kernelTime } from './kernel-time.ts';
import { seededData } from './seeded.ts';
import { SHAPES, type WorkShape } from './shape.ts';
import type { Workload, WorkOrder } from './workload.ts';

/** Our network as the studio trains and runs it. */
export async function openThawcast({ device: name, task, shape: shapeName }: WorkOrder): Promise<Workload> {
  const device = await useDevice(name);
  const shape: WorkShape = SHAPES[shapeName];
  const data = seededData(shape);
  const place = [shape.batch, shape.months, shape.rows, shape.cols] as const;
  const x = tensor5d(data.x, [...place, shape.channels]);
  const y = tensor5d(data.y, [...place, shape.outputs]);
  const adam = new Adam(initialWeights(shape, 1), { learningRate: 1e-3 });
  let states: LayerState[] | undefined;

  /** @returns a tensor that is complete when the step is */
  const step = (): Tensor => {
    if (task === 'train') {
      const { loss, gradients } = valueAndGradients(adam.weights, (weights) => ({
        loss: mean(square(sub(forward(weights, x).heads, y))) as Scalar,
      }));
      adam.step(gradients);
      dispose(Object.values(gradients));
      return loss;
    }
    if (task === 'forward') return tidy(() => forward(adam.weights, x).heads);
    const before = states;
    const [heads, ...after] = tidy(() => {
      const out = forward(adam.weights, x, before);
      return [out.heads, ...out.states.flatMap(({ h, c }) => [h, c])];
    }) as [Tensor, ...Tensor4D[]];
    if (before) disposeStates(before);
    states = shape.filters.map((_, i) => ({ h: after[2 * i]!, c: after[2 * i + 1]! }));
    return heads;
  };
  /** Only the last result is read: a program that trains does not read its loss each step. */
  const steps = async (count: number): Promise<void> => {
    for (let i = 0; i < count; i++) {
      const result = step();
      if (i === count - 1) await result.data();
      result.dispose();
    }
  };
  return {
    description: device.description,
    async run(count) {
      const start = performance.now();
      await steps(count);
      return performance.now() - start;
    },
    counts: () => counted(() => steps(1)),
    kernelMs: () => kernelTime(['ThawConvLstm', 'ThawConvLstmGrad'], () => steps(1)),
  };
}
