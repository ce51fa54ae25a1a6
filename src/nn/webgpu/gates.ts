import type { WebGPUBackend, WebGPUProgram } from '@tensorflow/tfjs-backend-webgpu';
import { engine, type KernelConfig, reshape, slice, type Tensor, type TensorInfo, tidy } from '@tensorflow/tfjs-core';
import { gatesGradProgram, gatesProgram } from './gates-program.ts';

/** Runs a program and cuts its flat output into tensors of these shapes. */
function run(
  backend: object,
  program: WebGPUProgram,
  inputs: TensorInfo[],
  uniforms: readonly number[],
  shapes: readonly number[][],
): Tensor[] {
  const data = uniforms.map((value) => ({ type: 'int32', data: [value] }));
  const info = (backend as WebGPUBackend).runWebGPUProgram(program, inputs, 'float32', data);
  return tidy(() => {
    const flat = engine().makeTensorFromTensorInfo(info);
    let at = 0;
    return shapes.map((shape) => {
      const size = shape.reduce((n, axis) => n * axis, 1);
      at += size;
      return reshape(slice(flat, [at - size], [size]), shape);
    });
  });
}

/** The gates as one dispatch each, where stock ops take twenty: on a GPU a training step is mostly launches. */
export const WEBGPU_GATES: readonly KernelConfig[] = [
  {
    kernelName: 'ThawGates',
    backendName: 'webgpu',
    kernelFunc: ({ inputs, attrs, backend }) => {
      const { fromInput, fromState, c } = inputs as Record<'fromInput' | 'fromState' | 'c', TensorInfo>;
      const [cells, features] = c.shape as [number, number];
      const uniforms = [features, Number(attrs?.month), cells * features];
      const shapes = [c.shape, c.shape, fromState.shape];
      return run(backend, gatesProgram(cells, features), [fromInput, fromState, c], uniforms, shapes);
    },
  },
  {
    kernelName: 'ThawGatesGrad',
    backendName: 'webgpu',
    kernelFunc: ({ inputs, attrs, backend }) => {
      const x = inputs as Record<'dSequence' | 'dh' | 'dc' | 'active' | 'before' | 'after', TensorInfo>;
      const [cells, features] = x.after.shape as [number, number];
      const uniforms = [features, Number(attrs?.month), cells * features];
      const from = [x.dSequence, x.dh, x.dc, x.active, x.before, x.after];
      return run(backend, gatesGradProgram(cells, features), from, uniforms, [x.active.shape, x.after.shape]);
    },
  },
];
