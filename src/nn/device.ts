import { enableProdMode } from '@tensorflow/tfjs-core';
import { BadRequest, DeviceFailed } from '../core/error.ts';
import { DEVICES, type Device, type DeviceName, type OpenDevice } from './open-device.ts';

export type { Device, DeviceName } from './open-device.ts';
export { DEVICES, isDeviceName } from './open-device.ts';

let current: OpenDevice | undefined;

/** Opens a backend and registers our kernels for it. Backends are separate files that load on demand. */
async function open(name: DeviceName): Promise<OpenDevice> {
  switch (name) {
    case 'webgpu':
      return (await import('./webgpu/open.ts')).openWebgpu();
    case 'webgl':
      return (await import('./webgl/open.ts')).openWebgl();
    case 'wasm':
      return (await import('./wasm/open.ts')).openWasm();
    case 'cpu':
      return (await import('./cpu/open.ts')).openCpu();
    default:
      throw new BadRequest({ what: `device ${String(name satisfies never)}`, expected: DEVICES.join(', ') });
  }
}

/**
 * Makes `name` the device of this thread, also when it is emulated in software.
 * Tensors made on another device before stay readable there.
 *
 * @throws DeviceFailed when this thread has no such device
 */
export async function useDevice(name: DeviceName): Promise<Device> {
  // Silences the advice to install a native backend; our errors do not go through the console.
  enableProdMode();
  try {
    current = await open(name);
    return current.device;
  } catch (error) {
    if (error instanceof DeviceFailed || error instanceof BadRequest) throw error;
    throw new DeviceFailed({ device: name, why: 'it could not be started here' }, error);
  }
}

/**
 * Chooses the device of this thread: the preferred one when it works, else hardware WebGPU, hardware WebGL, wasm, cpu.
 * An emulated GPU ranks below wasm, so without a preference it is never chosen.
 */
export async function chooseDevice(preferred?: DeviceName): Promise<Device> {
  if (preferred) {
    try {
      return await useDevice(preferred);
    } catch (error) {
      if (!(error instanceof DeviceFailed)) throw error;
    }
  }
  for (const name of DEVICES) {
    try {
      const device = await useDevice(name);
      if (device.hardware || name === 'wasm' || name === 'cpu') return device;
    } catch (error) {
      if (!(error instanceof DeviceFailed)) throw error;
    }
  }
  throw new DeviceFailed({
    device: 'any device',
    why: 'neither a GPU nor WebAssembly nor plain JavaScript computes here',
  });
}

/** Settles when the device in use is lost or fails (driver reset, sleep, memory): rebuild from the last checkpoint then. */
export const whenLost = (): Promise<DeviceFailed> => current?.lost ?? new Promise(() => {});

/** The device of this thread, once one is open. */
export const deviceInUse = (): Device | undefined => current?.device;
