import type { DeviceName } from '../../src/nn/open-device.ts';
import type { ShapeName } from './shape.ts';

/** Whose code does the work: ours, `tf.layers`, or jax-js. */
export type Library = 'thawcast' | 'layers' | 'jax';

/** Structured-cloneable: it crosses to a worker. */
export interface WorkOrder {
  readonly library: Library;
  readonly device: DeviceName;
  /** `train`: forward, backward and an Adam step; `forward`: without a gradient; `month`: forward with the state carried on. */
  readonly task: 'train' | 'forward' | 'month';
  readonly shape: ShapeName;
}

/** What one step costs, counted and not timed. */
export interface Counts {
  /** Kernels started: dispatches on webgpu, draws on webgl, kernels of the engine elsewhere. */
  readonly launches: number;
  /** Bytes of all tensors made during the step. */
  readonly allocatedBytes: number;
  /** Most bytes of tensors alive at once during the step, weights and data included. */
  readonly peakBytes: number;
  /** Memory that the backend holds after the steps so far: the WebAssembly heap, or buffers on the GPU; 0 where nobody knows. */
  readonly heldBytes: number;
}

/** Work set up once and repeated. */
export interface Workload {
  /** What computes, for a person. */
  readonly description: string;
  /** Milliseconds that `steps` steps took, their results complete. */
  run(steps: number): Promise<number>;
  /** Undefined where the library cannot be counted. */
  counts(): Promise<Counts | undefined>;
  /** Milliseconds that our ConvLSTM kernels take of one step; NaN for other libraries. Meant for devices that compute at once. */
  kernelMs(): Promise<number>;
}
