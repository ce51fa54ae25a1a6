import { losses, type Scalar, type Tensor, tensor5d, tidy, train, version_core } from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { useDevice } from '../../src/nn/device.ts';
import { counted } from './counted.ts';
import { seededData } from './seeded.ts';
import { SHAPES, type WorkShape } from './shape.ts';
import type { Workload, WorkOrder } from './workload.ts';

/**
 * The same network in stock layers: `convLstm2d` with sigmoid gates, then a dense layer on the last axis.
 *
 * @throws Error of tfjs when the backend lacks a kernel that it needs: wasm cannot train
 */
export async function openStockLayers({ device: name, task, shape: shapeName }: WorkOrder): Promise<Workload> {
  await useDevice(name);
  const shape: WorkShape = SHAPES[shapeName];
  const data = seededData(shape);
  const place = [shape.batch, shape.months, shape.rows, shape.cols] as const;
  const x = tensor5d(data.x, [...place, shape.channels]);
  const y = tensor5d(data.y, [...place, shape.outputs]);
  const model = sequential();
  shape.filters.forEach((filters, i) => {
    model.add(
      layers.convLstm2d({
        filters,
        kernelSize: shape.kernel,
        padding: 'same',
        returnSequences: true,
        recurrentActivation: 'sigmoid',
        // The default draws orthogonal matrices, which takes longer than the training.
        recurrentInitializer: 'glorotUniform',
        ...(i === 0 ? { batchInputShape: [...place, shape.channels] } : {}),
      }),
    );
  });
  model.add(layers.dense({ units: shape.outputs }));
  const optimizer = train.adam(1e-3);

  const step = (): Tensor =>
    task === 'train'
      ? (optimizer.minimize(
          () => tidy(() => losses.meanSquaredError(y, model.apply(x, { training: true }) as Tensor) as Scalar),
          true,
        ) as Scalar)
      : tidy(() => model.apply(x) as Tensor);
  const steps = async (count: number): Promise<void> => {
    for (let i = 0; i < count; i++) {
      const result = step();
      if (i === count - 1) await result.data();
      result.dispose();
    }
  };
  return {
    description: `tfjs ${version_core} ${name}`,
    async run(count) {
      const start = performance.now();
      await steps(count);
      return performance.now() - start;
    },
    counts: () => counted(() => steps(1)),
    kernelMs: async () => Number.NaN,
  };
}
