import { setBackend } from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import type { OpenDevice } from '../open-device.ts';
import { registerCpuKernels } from './kernels.ts';

/** Plain JavaScript: always there, slowest. */
export async function openCpu(): Promise<OpenDevice> {
  registerCpuKernels();
  await setBackend('cpu');
  return {
    device: { name: 'cpu', hardware: false, description: 'JavaScript, one thread' },
    lost: new Promise(() => {}),
  };
}
