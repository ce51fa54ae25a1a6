import { engine, getKernel, type KernelConfig } from '@tensorflow/tfjs-core';

type Writable = { -readonly [K in keyof KernelConfig]: KernelConfig[K] };

/** Milliseconds spent inside the named kernels while `run` goes on. */
export async function kernelTime(names: readonly string[], run: () => Promise<void>): Promise<number> {
  let ms = 0;
  const { backendName } = engine();
  const kernels = names.map((name) => getKernel(name, backendName) as Writable);
  const before = kernels.map(({ kernelFunc }) => kernelFunc);
  kernels.forEach((kernel, i) => {
    kernel.kernelFunc = (params) => {
      const start = performance.now();
      const out = before[i]!(params);
      ms += performance.now() - start;
      return out;
    };
  });
  try {
    await run();
  } finally {
    kernels.forEach((kernel, i) => {
      kernel.kernelFunc = before[i]!;
    });
  }
  return ms;
}
