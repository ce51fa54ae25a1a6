import { dispose, reshape, slice, type Tensor1D, tensor1d, tensor2d, tidy } from '@tensorflow/tfjs-core';
import type { Weights, WeightTensors } from '../nn/weights.ts';
import { batchGradient, type Share, type ShareGradient, type TakeGradient } from './batch-gradient.ts';
import { OWN } from './checkpoint.ts';
import { packTensors } from './pack-tensors.ts';
import type { RunJob } from './run-member.ts';

/** A share's gradient as plain numbers. */
export interface PlainGradient {
  /** Gradients of all weights in the order of their names. */
  readonly gradient: Float32Array;
  readonly terms: Float32Array;
  /** `[sample, month and target]` */
  readonly own: Float32Array;
}

/** Another thread that takes the gradient of a share. @param weights packed in the order of their names */
export type Helper = (weights: Float32Array, share: Share) => Promise<PlainGradient>;

/**
 * Takes the gradient of a batch with the help of other threads: each has an equal share of the samples, this one the first. The result
 * is the gradient of the whole batch but for rounding, the same for the same number of threads. A helper that fails costs nothing but
 * time: its share is taken here.
 */
export function splitGradient(job: RunJob, helpers: readonly Helper[]): TakeGradient {
  return async (weights, batch) => {
    const [mine, ...theirs] = sharesOf(batch, helpers.length + 1);
    const packed = await packTensors(Object.values(weights));
    const answers = theirs.map((share, i) => (helpers[i] as Helper)(packed, share).catch(() => undefined));
    const parts = [{ share: mine as Share, made: await plain(batchGradient(job, weights, mine as Share)) }];
    for (const [i, share] of theirs.entries()) {
      parts.push({ share, made: (await answers[i]) ?? (await plain(batchGradient(job, weights, share))) });
    }
    return whole(weights, batch.size, parts);
  };
}

/** Takes a share's gradient here, as plain numbers. */
export const plain = async ({ gradients, terms, own }: ShareGradient): Promise<PlainGradient> => {
  try {
    const all = await Promise.all([
      packTensors(Object.values(gradients)),
      terms.data<'float32'>(),
      own.data<'float32'>(),
    ]);
    return { gradient: all[0], terms: all[1], own: all[2] };
  } finally {
    dispose([...Object.values(gradients), terms, own]);
  }
};

/** Equal shares of a batch as far as it can be divided; the last ones hold the padding. */
export function sharesOf(batch: Share, most: number): Share[] {
  let n = Math.min(most, batch.size);
  while (batch.size % n !== 0) n--;
  const size = batch.size / n;
  return Array.from({ length: n }, (_, i) => ({
    ...batch,
    size,
    first: batch.first + i * size,
    samples: batch.samples.slice(i * size, (i + 1) * size),
    lags: batch.lags.slice(i * size, (i + 1) * size),
  }));
}

/** Means of the shares, in their order: the same threads give the same bits. */
function whole(
  weights: WeightTensors,
  size: number,
  parts: readonly { share: Share; made: PlainGradient }[],
): ShareGradient {
  const first = (parts[0] as (typeof parts)[number]).made;
  const gradient = new Float32Array(first.gradient.length);
  const terms = new Float32Array(first.terms.length);
  const own = new Float32Array(size * OWN);
  let at = 0;
  for (const { share, made } of parts) {
    const w = share.size / size;
    for (let i = 0; i < gradient.length; i++) gradient[i] = (gradient[i] as number) + w * (made.gradient[i] as number);
    for (let i = 0; i < terms.length; i++) terms[i] = (terms[i] as number) + w * (made.terms[i] as number);
    own.set(made.own, at);
    at += made.own.length;
  }
  return { gradients: unpacked(gradient, weights), terms: tensor1d(terms), own: tensor2d(own, [size, OWN]) };
}

function unpacked(values: Float32Array, like: WeightTensors): WeightTensors {
  return tidy(() => {
    const all = tensor1d(values);
    let at = 0;
    return Object.fromEntries(
      Object.entries(like).map(([name, { shape, size }]) => {
        const part = reshape(slice(all, at, size) as Tensor1D, [...shape]);
        at += size;
        return [name, part];
      }),
    );
  });
}

/** Packed weights by name again, as a helper needs them. */
export function unpackWeights(values: Float32Array, like: Weights): Weights {
  let at = 0;
  return Object.fromEntries(
    Object.entries(like).map(([name, { shape, values: old }]) => {
      const part = values.subarray(at, at + old.length);
      at += old.length;
      return [name, { shape, values: part }];
    }),
  );
}
