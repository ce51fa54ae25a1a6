import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { env, setBackend } from '@tensorflow/tfjs-core';
import { DeviceFailed } from '../../core/error.ts';
import type { OpenDevice } from '../open-device.ts';
import { registerOnce } from '../register-once.ts';
import { WASM_KERNELS } from './kernels.ts';
import { loadKernels } from './module.ts';
import { shareClones } from './share-clones.ts';

/** True in Node, where the package finds its own binary beside itself. */
const inNode = (): boolean => typeof process !== 'undefined' && process.versions?.node !== undefined;

let located: Promise<void> | undefined;

/** In a page the binary is a bundled asset on our own origin; its address is known only to the bundler. */
async function locate(): Promise<void> {
  if (inNode()) return;
  const { simdBinary } = await import('./binary.ts');
  // All three names are required; with SIMD and without threads only the first is ever fetched.
  setWasmPaths({
    'tfjs-backend-wasm-simd.wasm': simdBinary,
    'tfjs-backend-wasm.wasm': simdBinary,
    'tfjs-backend-wasm-threaded-simd.wasm': simdBinary,
  });
}

/**
 * Runs `start` and takes back the process-wide error handlers that the Emscripten glue installs in Node: they would
 * turn every later failure of the program, whoever caused it, into a dump of the minified glue.
 */
async function withoutNewHandlers<T>(start: () => Promise<T>): Promise<T> {
  if (!inNode()) return start();
  const before = new Set(process.listeners('uncaughtException'));
  const beforeRejection = new Set(process.listeners('unhandledRejection'));
  const result = await start();
  for (const added of process.listeners('uncaughtException')) {
    if (!before.has(added)) process.removeListener('uncaughtException', added);
  }
  for (const added of process.listeners('unhandledRejection')) {
    if (!beforeRejection.has(added)) process.removeListener('unhandledRejection', added);
  }
  return result;
}

/** WebAssembly with SIMD, one thread: the threaded binary needs isolation headers that a plain static host lacks. */
export async function openWasm(): Promise<OpenDevice> {
  env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  if (!(await env().getAsync('WASM_HAS_SIMD_SUPPORT'))) {
    throw new DeviceFailed({ device: 'wasm', why: 'WebAssembly here has no SIMD' });
  }
  located ??= locate();
  await located;
  const build = await loadKernels();
  registerOnce(WASM_KERNELS);
  shareClones();
  if (!(await withoutNewHandlers(() => setBackend('wasm'))))
    throw new DeviceFailed({ device: 'wasm', why: 'its binary could not be loaded' });
  return {
    device: {
      name: 'wasm',
      hardware: false,
      description: `WebAssembly ${build === 'relaxed' ? 'relaxed ' : ''}SIMD, one thread`,
    },
    lost: new Promise(() => {}),
  };
}
