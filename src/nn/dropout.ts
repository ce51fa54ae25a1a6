import { type Tensor5D, tensor5d } from '@tensorflow/tfjs-core';
import type { Random } from '../core/random.ts';

/**
 * A mask of 0 and 1/(1 - rate), one draw for each sample and feature and the same in all months and cells: neighbours and
 * months are so alike that dropping single values would hide nothing (Gal and Ghahramani 2016; Tompson et al. 2015).
 *
 * @param shape `[month, batch, row, col, F]` @param rate [0, 1)
 * @param first place of the first sample in a batch of which this is a share: it then has the draws that it has in the whole
 * @returns `[1, batch, 1, 1, F]`
 */
export function dropoutMask(shape: readonly number[], rate: number, random: Random, first = 0): Tensor5D {
  const [, batch = 1, , , features = 1] = shape;
  const kept = 1 / (1 - rate);
  for (let i = 0; i < first * features; i++) random.uniform();
  const values = Float32Array.from({ length: batch * features }, () => (random.uniform() < rate ? 0 : kept));
  return tensor5d(values, [1, batch, 1, 1, features]);
}
