import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import { gatesGradLoop, gatesLoop } from './gates.ts';

/** What a loop kernel needs of a backend whose memory JavaScript can address. */
export interface HostMemory {
  /** A view of a float32 tensor; valid until the next `make`. */
  view(tensor: TensorInfo): Float32Array;
  /** A new float32 tensor, contents undefined. */
  make(shape: number[]): TensorInfo;
}

/** Our fused loops for a backend with addressable memory. @param memoryOf the memory of a running backend */
export function hostKernels(backendName: string, memoryOf: (backend: unknown) => HostMemory): KernelConfig[] {
  return [
    {
      kernelName: 'ThawGates',
      backendName,
      kernelFunc: ({ inputs, attrs, backend }) => {
        const memory = memoryOf(backend);
        const { fromInput, fromState, c } = inputs as Record<'fromInput' | 'fromState' | 'c', TensorInfo>;
        // All outputs before any view: allocating may move the memory.
        const [h, next, active] = [memory.make(c.shape), memory.make(c.shape), memory.make(fromState.shape)] as const;
        const v = memory.view;
        gatesLoop({ fromInput: v(fromInput), fromState: v(fromState), c: v(c) }, Number(attrs?.month), c.shape[1]!, {
          h: v(h),
          next: v(next),
          active: v(active),
        });
        return [h, next, active];
      },
    },
    {
      kernelName: 'ThawGatesGrad',
      backendName,
      kernelFunc: ({ inputs, attrs, backend }) => {
        const memory = memoryOf(backend);
        const x = inputs as Record<'dSequence' | 'dh' | 'dc' | 'active' | 'before' | 'after', TensorInfo>;
        const [dz, dBefore] = [memory.make(x.active.shape), memory.make(x.after.shape)] as const;
        const v = memory.view;
        gatesGradLoop(
          {
            dSequence: v(x.dSequence),
            dh: v(x.dh),
            dc: v(x.dc),
            active: v(x.active),
            before: v(x.before),
            after: v(x.after),
          },
          Number(attrs?.month),
          x.after.shape[1]!,
          { dz: v(dz), dBefore: v(dBefore) },
        );
        return [dz, dBefore];
      },
    },
  ];
}
