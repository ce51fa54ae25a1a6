import { dispose, mul, type Scalar, sum, type Tensor, tensor, tidy } from '@tensorflow/tfjs-core';
import { Random } from '../../core/random.ts';
import { valueAndGradients } from '../value-and-gradients.ts';
import { disposeWeights, fromTensors, toTensors, type Weights, type WeightTensors } from '../weights.ts';

/** Step of the central difference: large, because values are float32, and sums are taken in double precision. */
const STEP = 0.01;
const PLACES = 6;

/** Seeded normal numbers as one weight. */
export function randomWeight(seed: number, shape: readonly number[], scale = 1): Weights[string] {
  const random = new Random(seed);
  const size = shape.reduce((n, axis) => n * axis, 1);
  return { shape, values: Float32Array.from({ length: size }, () => scale * random.normal()) };
}

/**
 * Holds the gradient of a seeded projection of `run` against central differences, at a few places of every weight.
 *
 * @returns the largest difference over the largest gradient of that weight
 */
export async function gradientError(
  weights: Weights,
  run: (weights: WeightTensors) => Tensor,
  seed: number,
): Promise<number> {
  const random = new Random(seed);
  const at = async (values: Weights): Promise<Float32Array> => {
    const tensors = toTensors(values);
    const out = tidy(() => run(tensors));
    const read = Float32Array.from(await out.data<'float32'>());
    disposeWeights(tensors);
    out.dispose();
    return read;
  };
  const shape = tidy(() => run(toTensors(weights)).shape);
  const direction = Float32Array.from({ length: shape.reduce((n, axis) => n * axis, 1) }, () => random.normal());
  const project = (values: Float32Array): number => values.reduce((total, v, i) => total + v * direction[i]!, 0);

  const tensors = toTensors(weights);
  const along = tensor(direction, shape);
  const { loss, gradients } = valueAndGradients(tensors, (w) => ({ loss: sum(mul(run(w), along)) as Scalar }));
  const analytic = await fromTensors(gradients);
  dispose([loss, along]);
  disposeWeights(gradients);
  disposeWeights(tensors);

  let worst = 0;
  for (const [name, weight] of Object.entries(weights)) {
    const found = analytic[name]!.values;
    // A weight without influence has no scale of its own; its differences must then be zero outright.
    const largest = found.reduce((most, v) => Math.max(most, Math.abs(v)), 0) || 1e-6;
    for (let i = 0; i < PLACES; i++) {
      const place = random.integer(weight.values.length);
      const [up, down] = await Promise.all(
        [STEP, -STEP].map((by) => {
          const values = Float32Array.from(weight.values);
          values[place] = values[place]! + by;
          return at({ ...weights, [name]: { shape: weight.shape, values } }).then(project);
        }),
      );
      worst = Math.max(worst, Math.abs((up! - down!) / (2 * STEP) - found[place]!) / largest);
    }
  }
  return worst;
}
