import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import type { AdamKernelAttrs } from '../adam.contract.ts';
import { kernelsOn } from './module.ts';

/** One pass over all weights. */
export const WASM_ADAM: KernelConfig = {
  kernelName: 'ThawAdam',
  backendName: 'wasm',
  kernelFunc: ({ inputs, attrs, backend }) => {
    const wasm = backend as BackendWasm;
    const at = (t: TensorInfo) => wasm.getMemoryOffset(t.dataId);
    const { values, mean, second, gradient } = inputs as Record<'values' | 'mean' | 'second' | 'gradient', TensorInfo>;
    const { rate, beta1, beta2, epsilon, clipNorm } = attrs as unknown as AdamKernelAttrs;
    const out = [values, mean, second].map((t) => wasm.makeOutput(t.shape, 'float32'));
    const from = [values, mean, second, gradient].map(at);
    kernelsOn(wasm).adam(values.shape[0]!, ...from, rate, beta1, beta2, epsilon, clipNorm, ...out.map(at));
    return out;
  },
};
