import { setBackend } from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import type { OpenDevice } from '../open-device.ts';
import { registerOnce } from '../register-once.ts';
import { CPU_KERNELS } from './kernels.ts';

/** Plain JavaScript: always there, slowest. */
export async function openCpu(): Promise<OpenDevice> {
  registerOnce(CPU_KERNELS);
  await setBackend('cpu');
  return {
    device: { name: 'cpu', hardware: false, description: 'JavaScript, one thread' },
    lost: new Promise(() => {}),
  };
}
