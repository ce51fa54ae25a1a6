import type { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import { filterGradientLoop } from '../host/filter-gradient.ts';
import { type HostMemory, hostKernels } from '../host/kernels.ts';
import { registerOnce } from '../register-once.ts';

const memoryOf = (backend: unknown): HostMemory => {
  const cpu = backend as MathBackendCPU;
  return {
    view: (t) => cpu.data.get(t.dataId).values as Float32Array,
    make: (shape) => cpu.makeTensorInfo(shape, 'float32', new Float32Array(shape.reduce((size, n) => size * n, 1))),
  };
};

/** A matrix product on this backend costs as much as the sum itself, so patches would gain nothing. */
const filterGradient: KernelConfig = {
  kernelName: 'ThawFilterGradient',
  backendName: 'cpu',
  kernelFunc: ({ inputs, attrs, backend }) => {
    const { x, dz } = inputs as Record<'x' | 'dz', TensorInfo>;
    const memory = memoryOf(backend);
    const [n, rows, cols, channels] = x.shape as [number, number, number, number];
    const [features, kernel] = [dz.shape[3]!, Number(attrs?.kernel)];
    const out = memory.make([kernel, kernel, channels, features]);
    filterGradientLoop(
      memory.view(x),
      memory.view(dz),
      { n, rows, cols, channels, features },
      kernel,
      memory.view(out),
    );
    return out;
  },
};

export const registerCpuKernels = (): void => registerOnce([...hostKernels('cpu', memoryOf), filterGradient]);
