import type { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import { composedFilterGradient } from '../composed/filter-gradient.ts';
import { type HostMemory, hostKernels } from '../host/kernels.ts';
import { registerOnce } from '../register-once.ts';

const memoryOf = (backend: unknown): HostMemory => {
  const cpu = backend as MathBackendCPU;
  return {
    view: (t) => cpu.data.get(t.dataId).values as Float32Array,
    make: (shape) => cpu.makeTensorInfo(shape, 'float32', new Float32Array(shape.reduce((size, n) => size * n, 1))),
  };
};

export const registerCpuKernels = (): void =>
  registerOnce([...hostKernels('cpu', memoryOf), composedFilterGradient('cpu')]);
