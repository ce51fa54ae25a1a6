import { getKernel, type KernelConfig, registerKernel } from '@tensorflow/tfjs-core';

/** Registers the kernels that are not there yet: opening a device twice is normal. */
export function registerOnce(kernels: readonly KernelConfig[]): void {
  for (const kernel of kernels) {
    if (!getKernel(kernel.kernelName, kernel.backendName)) registerKernel(kernel);
  }
}
