import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import { filterGradientLoop } from './filter-gradient-loop.ts';
import { valuesOf, zerosOn } from './memory.ts';

/** Straight from its definition: a matrix product here costs as much as the sum itself, so patches would gain nothing. */
export const CPU_FILTER_GRADIENT: KernelConfig = {
  kernelName: 'ThawFilterGradient',
  backendName: 'cpu',
  kernelFunc: ({ inputs, attrs, backend }) => {
    const { x, dz } = inputs as Record<'x' | 'dz', TensorInfo>;
    const v = (t: TensorInfo) => valuesOf(backend, t);
    const [n, rows, cols, channels] = x.shape as [number, number, number, number];
    const [features, kernel] = [dz.shape[3]!, Number(attrs?.kernel)];
    const out = zerosOn(backend, [kernel, kernel, channels, features]);
    filterGradientLoop(v(x), v(dz), { n, rows, cols, channels, features }, kernel, v(out));
    return out;
  },
};
