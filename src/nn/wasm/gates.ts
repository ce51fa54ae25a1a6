import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import { GATES_MODULE } from './gates-module.ts';

/** What wasm/assembly/gates.ts exports; addresses are bytes into the memory of the tensors. */
interface GateExports {
  gates(
    fromInput: number,
    fromState: number,
    c: number,
    cells: number,
    features: number,
    h: number,
    next: number,
    active: number,
  ): void;
  gatesGrad(
    dSequence: number,
    dh: number,
    dc: number,
    active: number,
    before: number,
    after: number,
    cells: number,
    features: number,
    dz: number,
    dBefore: number,
  ): void;
}

let running: { readonly backend: object; readonly exports: GateExports } | undefined;

/** Our module on the memory of this backend; a kilobyte or two, so it compiles at once wherever it runs. */
function exportsOn(backend: BackendWasm): GateExports {
  if (running?.backend !== backend) {
    const bytes = Uint8Array.from(atob(GATES_MODULE), (letter) => letter.charCodeAt(0));
    const { asm } = backend.wasm as unknown as { asm: { memory: WebAssembly.Memory } };
    const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory: asm.memory } });
    running = { backend, exports: instance.exports as unknown as GateExports };
  }
  return running.exports;
}

const FLOAT = 4;

/** The gates four features at a time, in place in the memory of the tensors. */
export const WASM_GATES: readonly KernelConfig[] = [
  {
    kernelName: 'ThawGates',
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs, backend }) => {
      const wasm = backend as BackendWasm;
      const { fromInput, fromState, c } = inputs as Record<'fromInput' | 'fromState' | 'c', TensorInfo>;
      const [cells, features] = c.shape as [number, number];
      const at = (t: TensorInfo) => wasm.getMemoryOffset(t.dataId);
      const [h, next, active] = [c, c, fromState].map((t) => wasm.makeOutput(t.shape, 'float32')) as [
        TensorInfo,
        TensorInfo,
        TensorInfo,
      ];
      const month = Number(attrs?.month) * cells * 4 * features * FLOAT;
      const { gates } = exportsOn(wasm);
      gates(at(fromInput) + month, at(fromState), at(c), cells, features, at(h), at(next), at(active));
      return [h, next, active];
    },
  },
  {
    kernelName: 'ThawGatesGrad',
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs, backend }) => {
      const wasm = backend as BackendWasm;
      const x = inputs as Record<'dSequence' | 'dh' | 'dc' | 'active' | 'before' | 'after', TensorInfo>;
      const [cells, features] = x.after.shape as [number, number];
      const at = (t: TensorInfo) => wasm.getMemoryOffset(t.dataId);
      const [dz, dBefore] = [x.active, x.after].map((t) => wasm.makeOutput(t.shape, 'float32')) as [
        TensorInfo,
        TensorInfo,
      ];
      exportsOn(wasm).gatesGrad(
        at(x.dSequence) + Number(attrs?.month) * cells * features * FLOAT,
        at(x.dh),
        at(x.dc),
        at(x.active),
        at(x.before),
        at(x.after),
        cells,
        features,
        at(dz),
        at(dBefore),
      );
      return [dz, dBefore];
    },
  },
];
