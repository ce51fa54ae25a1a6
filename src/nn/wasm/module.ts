import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';

/** What wasm/assembly/conv-lstm.ts exports. Addresses are bytes into the memory of the tensors, 0 for what is absent. */
export interface KernelExports {
  /** Sets the layer that the next calls are about. */
  shape(kernel: number, batch: number, rows: number, cols: number, channels: number, features: number): void;
  /** Bytes of working memory, not cleared. */
  forwardRoom(): number;
  backwardRoom(withX: boolean): number;
  forward(months: number, ...addresses: number[]): void;
  backward(months: number, ...addresses: number[]): void;
  adam(n: number, ...addressesAndNumbers: number[]): void;
}

/** `relaxed` fuses multiplication and addition, which changes last bits from one processor to the next. */
export type Build = 'relaxed' | 'plain';

let chosen: { readonly build: Build; readonly module: WebAssembly.Module } | undefined;
let running: { readonly backend: BackendWasm; readonly exports: KernelExports } | undefined;

const decoded = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

/** Compiles the fastest build that this engine accepts, once a thread. @param only for tests: that build or none */
export async function loadKernels(only?: Build): Promise<Build> {
  if (chosen && (!only || chosen.build === only)) return chosen.build;
  running = undefined;
  const relaxed = decoded((await import('./relaxed-module.ts')).RELAXED_MODULE);
  if (only !== 'plain' && WebAssembly.validate(relaxed)) {
    chosen = { build: 'relaxed', module: await WebAssembly.compile(relaxed) };
  } else {
    const plain = decoded((await import('./plain-module.ts')).PLAIN_MODULE);
    chosen = { build: 'plain', module: await WebAssembly.compile(plain) };
  }
  return chosen.build;
}

/** Our kernels on the memory of this backend. */
export function kernelsOn(backend: object): KernelExports {
  const wasm = backend as BackendWasm;
  if (running?.backend !== wasm) {
    const { asm } = wasm.wasm as unknown as { asm: { memory: WebAssembly.Memory } };
    const instance = new WebAssembly.Instance(chosen!.module, { env: { memory: asm.memory } });
    running = { backend: wasm, exports: instance.exports as unknown as KernelExports };
  }
  return running.exports;
}
