import { engine, memory, profile, type TensorContainer } from '@tensorflow/tfjs-core';
import type { Counts } from './workload.ts';

/** Kernels that move no data. */
const FREE = new Set(['Reshape', 'Identity', 'Cast']);

interface Patched {
  readonly owner: object;
  readonly names: readonly string[];
}

/** What starts work on a GPU; absent elsewhere. */
function starters(backend: string): Patched | undefined {
  if (backend === 'webgpu') {
    return { owner: GPUComputePassEncoder.prototype, names: ['dispatchWorkgroups', 'dispatchWorkgroupsIndirect'] };
  }
  if (backend === 'webgl') return { owner: WebGL2RenderingContext.prototype, names: ['drawElements', 'drawArrays'] };
  return undefined;
}

/** Counts calls of the named methods while `run` goes on. */
async function countCalls({ owner, names }: Patched, run: () => Promise<void>): Promise<number> {
  let calls = 0;
  const methods = owner as Record<string, (...args: unknown[]) => unknown>;
  const before = names.map((name) => methods[name]!);
  names.forEach((name, i) => {
    methods[name] = function (this: unknown, ...args: unknown[]) {
      calls++;
      return before[i]!.apply(this, args);
    };
  });
  try {
    await run();
  } finally {
    names.forEach((name, i) => {
      methods[name] = before[i]!;
    });
  }
  return calls;
}

/** Bytes the backend holds beyond tensors that are alive: pools, scratch, the heap. */
function heldBytes(): number {
  const { numBytesInGPUAllocated, numBytesAllocatedInGPU } = memory() as unknown as Record<string, number | undefined>;
  const gpu = numBytesInGPUAllocated ?? numBytesAllocatedInGPU;
  if (gpu !== undefined) return gpu;
  const { wasm } = engine().backend as unknown as { wasm?: { HEAPU8: Uint8Array } };
  return wasm?.HEAPU8.buffer.byteLength ?? 0;
}

/** Counts one step of a tfjs program, ours or stock, on the backend in use. @param step leaves nothing behind */
export async function counted(step: () => Promise<void>): Promise<Counts> {
  const gpu = starters(engine().backendName);
  let launches = 0;
  const { kernels, peakBytes } = await profile(async () => {
    if (gpu) launches = await countCalls(gpu, step);
    else await step();
    return {} as TensorContainer;
  });
  const real = kernels.filter(({ name }) => !FREE.has(name));
  const allocatedBytes = real.reduce((sum, { bytesAdded }) => sum + Math.max(0, bytesAdded), 0);
  return { launches: gpu ? launches : real.length, allocatedBytes, peakBytes, heldBytes: heldBytes() };
}
