import { backend, getBackend } from '@tensorflow/tfjs-core';

/*
 * Memory that a kernel gets holds what lay there before. In a test that is mostly zeros or, worse, the right answer of
 * the run before; here it is NaN, so that an element which is not written, or scratch that is read before it is, shows.
 * Reaches into the allocators of the pinned backends, because that is the one place all memory passes.
 */

interface WasmAllocator {
  readonly wasm: { _malloc(bytes: number): number; _free(at: number): void; readonly HEAPU8: Uint8Array };
}

interface WebglAllocator {
  readonly gpgpu: { readonly gl: WebGL2RenderingContext; readonly framebuffer: WebGLFramebuffer };
  readonly textureManager: { acquireTexture(...args: unknown[]): { texture: WebGLTexture } };
}

interface WebgpuAllocator {
  readonly device: GPUDevice;
  readonly bufferManager: {
    acquireBuffer(size: number, usage: number, mapped?: boolean, reuse?: boolean): GPUBuffer;
  };
}

/** Replaces a method until the returned function is called. */
function replace<T extends object, K extends keyof T>(owner: T, name: K, by: (original: T[K]) => T[K]): () => void {
  const own = Object.hasOwn(owner, name);
  const original = owner[name];
  owner[name] = by(original);
  return () => {
    if (own) owner[name] = original;
    // The method of the prototype shows again.
    else delete (owner as Partial<T>)[name];
  };
}

function poisonWasm({ wasm }: WasmAllocator, filled: () => void): () => void {
  // The glue replaces its own stub when it is first called, and would replace ours with it.
  wasm._free(wasm._malloc(8));
  return replace(wasm, '_malloc', (malloc) => (bytes) => {
    const at = malloc.call(wasm, bytes) >>> 0;
    // Blocks are aligned to eight bytes; the view is made after the allocation, which may have moved the memory.
    new Float32Array(wasm.HEAPU8.buffer, at, Math.floor(bytes / 4)).fill(Number.NaN);
    filled();
    return at;
  });
}

const NOTHING = [Number.NaN, Number.NaN, Number.NaN, Number.NaN];

function poisonWebgl({ gpgpu, textureManager }: WebglAllocator, filled: () => void): () => void {
  const { gl } = gpgpu;
  const frame = gl.createFramebuffer();
  const restore = replace(textureManager, 'acquireTexture', (acquire) => (...args) => {
    const got = acquire.apply(textureManager, args);
    gl.bindFramebuffer(gl.FRAMEBUFFER, frame);
    gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, got.texture, 0);
    // Every program sets its own framebuffer and scissor before it runs; to ask for the old ones would wait for the GPU.
    gl.scissor(0, 0, 16384, 16384);
    gl.clearBufferfv(gl.COLOR, 0, NOTHING);
    gl.bindFramebuffer(gl.FRAMEBUFFER, gpgpu.framebuffer);
    filled();
    return got;
  });
  return () => {
    gl.deleteFramebuffer(frame);
    restore();
  };
}

/** `GPUBufferUsage.COPY_DST`; a name that exists only where a GPU does. */
const COPY_DST = 8;

function poisonWebgpu({ device, bufferManager }: WebgpuAllocator, filled: () => void): () => void {
  return replace(bufferManager, 'acquireBuffer', (acquire) => (size, usage, mapped = false, reuse = true) => {
    const buffer = acquire.call(bufferManager, size, usage, mapped, reuse);
    if (mapped || !(usage & COPY_DST)) return buffer;
    device.queue.writeBuffer(buffer, 0, new Float32Array(Math.floor(size / 4)).fill(Number.NaN));
    filled();
    return buffer;
  });
}

/**
 * Runs on the device in use with every block of memory it hands out filled with NaN first.
 *
 * @returns the result, and how many blocks were filled: none on cpu, where the language gives zeros and nothing is reused
 */
export async function withPoison<T>(run: () => Promise<T>): Promise<{ readonly result: T; readonly filled: number }> {
  let filled = 0;
  const count = () => {
    filled++;
  };
  const here: unknown = backend();
  const restore = {
    wasm: () => poisonWasm(here as WasmAllocator, count),
    webgl: () => poisonWebgl(here as WebglAllocator, count),
    webgpu: () => poisonWebgpu(here as WebgpuAllocator, count),
    cpu: () => () => {},
  }[getBackend() as 'wasm' | 'webgl' | 'webgpu' | 'cpu']();
  try {
    return { result: await run(), filled };
  } finally {
    restore();
  }
}
