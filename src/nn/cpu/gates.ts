import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import { gatesGradLoop, gatesLoop } from './gates-loop.ts';
import { valuesOf, zerosOn } from './memory.ts';

/** The gates as one loop each. */
export const CPU_GATES: readonly KernelConfig[] = [
  {
    kernelName: 'ThawGates',
    backendName: 'cpu',
    kernelFunc: ({ inputs, attrs, backend }) => {
      const { fromInput, fromState, c } = inputs as Record<'fromInput' | 'fromState' | 'c', TensorInfo>;
      const v = (t: TensorInfo) => valuesOf(backend, t);
      const [h, next, active] = [c, c, fromState].map((t) => zerosOn(backend, t.shape)) as [
        TensorInfo,
        TensorInfo,
        TensorInfo,
      ];
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
    backendName: 'cpu',
    kernelFunc: ({ inputs, attrs, backend }) => {
      const x = inputs as Record<'dSequence' | 'dh' | 'dc' | 'active' | 'before' | 'after', TensorInfo>;
      const v = (t: TensorInfo) => valuesOf(backend, t);
      const [dz, dBefore] = [zerosOn(backend, x.active.shape), zerosOn(backend, x.after.shape)];
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
