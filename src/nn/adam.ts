import { concat, dispose, reshape, slice, type Tensor1D, tensor1d, tidy, zeros } from '@tensorflow/tfjs-core';
import { BadRequest } from '../core/error.ts';
import { runAdam } from './adam.contract.ts';
import { fromTensors, type Weights, type WeightTensors } from './weights.ts';

export interface AdamOptions {
  readonly learningRate: number;
  /** Largest global norm of a gradient; a longer one is shortened to it. */
  readonly clipNorm?: number;
  readonly beta1?: number;
  readonly beta2?: number;
  readonly epsilon?: number;
}

/** Everything a later run needs to go on as if it had never stopped. */
export interface AdamState {
  readonly step: number;
  readonly learningRate: number;
  /** Both moments of all weights, packed in the order of the weight names. */
  readonly mean: Float32Array;
  readonly square: Float32Array;
}

// A type, not an interface: `tidy` takes only what has an index signature.
type Packed = {
  readonly values: Tensor1D;
  readonly mean: Tensor1D;
  readonly square: Tensor1D;
};

/**
 * Adam (Kingma and Ba 2015) with global-norm clipping, on all weights packed in one tensor: one kernel a step
 * however many weights there are. It owns its weights; read them from `weights` after each step, never keep them.
 */
export class Adam {
  learningRate: number;
  #step: number;
  #packed: Packed;
  #weights: WeightTensors;
  readonly #names: readonly string[];
  readonly #shapes: readonly (readonly number[])[];
  readonly #beta1: number;
  readonly #beta2: number;
  readonly #epsilon: number;
  readonly #clipNorm: number | undefined;

  /** @throws BadRequest when `state` belongs to other weights */
  constructor(weights: Weights, options: AdamOptions, state?: AdamState) {
    this.#names = Object.keys(weights);
    this.#shapes = this.#names.map((name) => weights[name]!.shape);
    this.#beta1 = options.beta1 ?? 0.9;
    this.#beta2 = options.beta2 ?? 0.999;
    this.#epsilon = options.epsilon ?? 1e-7;
    this.#clipNorm = options.clipNorm;
    this.learningRate = state?.learningRate ?? options.learningRate;
    this.#step = state?.step ?? 0;
    const values = packed(this.#names.map((name) => weights[name]!.values));
    if (state && (state.mean.length !== values.length || state.square.length !== values.length)) {
      throw new BadRequest({ what: `optimiser state of ${state.mean.length} weights`, expected: `${values.length}` });
    }
    const moment = (from?: Float32Array): Tensor1D =>
      from ? tensor1d(Float32Array.from(from)) : zeros([values.length]);
    this.#packed = { values: tensor1d(values), mean: moment(state?.mean), square: moment(state?.square) };
    this.#weights = this.#unpack(this.#packed.values);
  }

  /** The weights as they are now; valid until the next `step` or `dispose`. */
  get weights(): WeightTensors {
    return this.#weights;
  }

  get steps(): number {
    return this.#step;
  }

  /** Takes one step down `gradients`, which stay the caller's. */
  step(gradients: WeightTensors): void {
    this.#step++;
    // Both bias corrections in one factor, as in the second form of the paper.
    const rate = (this.learningRate * Math.sqrt(1 - this.#beta2 ** this.#step)) / (1 - this.#beta1 ** this.#step);
    const { values, mean, square: second } = this.#packed;
    const next = tidy((): Packed => {
      const gradient = concat(this.#names.map((name) => reshape(gradients[name]!, [-1]) as Tensor1D));
      const [to, m, v] = runAdam(
        { values, mean, second, gradient },
        { rate, beta1: this.#beta1, beta2: this.#beta2, epsilon: this.#epsilon, clipNorm: this.#clipNorm ?? 0 },
      );
      return { values: to, mean: m, square: v };
    });
    dispose([values, mean, second, ...Object.values(this.#weights)]);
    this.#packed = next;
    this.#weights = this.#unpack(next.values);
  }

  /** Reads the weights back as plain data. */
  readWeights(): Promise<Weights> {
    return fromTensors(this.#weights);
  }

  async readState(): Promise<AdamState> {
    const { mean, square: second } = this.#packed;
    const [m, v] = await Promise.all([mean.data<'float32'>(), second.data<'float32'>()]);
    const { learningRate } = this;
    return { step: this.#step, learningRate, mean: Float32Array.from(m), square: Float32Array.from(v) };
  }

  dispose(): void {
    const { values, mean, square: second } = this.#packed;
    dispose([values, mean, second, ...Object.values(this.#weights)]);
  }

  #unpack(values: Tensor1D): WeightTensors {
    return tidy(() => {
      let at = 0;
      const entries = this.#names.map((name, i) => {
        const shape = [...this.#shapes[i]!];
        const size = shape.reduce((n, axis) => n * axis, 1);
        const part = reshape(slice(values, at, size), shape);
        at += size;
        return [name, part] as const;
      });
      return Object.fromEntries(entries);
    });
  }
}

function packed(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((n, part) => n + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
