import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { engine, registerBackend, removeBackend, setBackend } from '@tensorflow/tfjs-core';
import { DeviceFailed } from '../../core/error.ts';
import { isEmulated } from '../emulated.ts';
import type { OpenDevice } from '../open-device.ts';
import { fastEnough } from '../probe.ts';
import { registerOnce } from '../register-once.ts';
import { WEBGPU_KERNELS } from './kernels.ts';

/** Limits we ask to be as high as the adapter allows, and what for; a default is what every device has. */
const LIMITS = [
  // Stock matrix products keep tiles of both factors there (default 16 KiB).
  'maxComputeWorkgroupStorageSize',
  // A large sample has more rows than stock programs put in one direction (default 65535).
  'maxComputeWorkgroupsPerDimension',
  // The gates of all months are one buffer: 4 bytes x 4F x cells x months, 1.4 GB for 24 features and months of 8 tiles.
  'maxStorageBufferBindingSize',
  'maxBufferSize',
  // Stock programs of 256 and more threads in one direction.
  'maxComputeWorkgroupSizeX',
  'maxComputeInvocationsPerWorkgroup',
  // Adam and the step back bind eight, the default; a stock program for a sum of many tensors may bind more.
  'maxStorageBuffersPerShaderStage',
] as const satisfies readonly (keyof GPUSupportedLimits)[];

/** Features we take where they are offered. */
const FEATURES = [
  // Times single launches for the benchmark; nothing else depends on it.
  'timestamp-query',
] as const satisfies readonly GPUFeatureName[];

let opened: { device: OpenDevice['device']; lost: Promise<DeviceFailed>; dead: boolean; gpu: GPUDevice } | undefined;

/** The device that computes, for whoever counts launches or kills it in a test. */
export const deviceInUse = (): GPUDevice | undefined => (opened?.dead === false ? opened.gpu : undefined);

async function adapterHere(): Promise<GPUAdapter> {
  if (typeof navigator === 'undefined' || !navigator.gpu) {
    throw new DeviceFailed({ device: 'webgpu', why: 'this browser has no WebGPU' });
  }
  const adapter = await navigator.gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) throw new DeviceFailed({ device: 'webgpu', why: 'no graphics adapter is offered' });
  return adapter;
}

async function deviceOf(adapter: GPUAdapter): Promise<GPUDevice> {
  const requiredLimits = Object.fromEntries(LIMITS.map((name) => [name, adapter.limits[name]]));
  return adapter.requestDevice({ requiredLimits, requiredFeatures: FEATURES.filter((f) => adapter.features.has(f)) });
}

/**
 * Settles when the device is lost or reports an error nobody caught: a shader that does not compile, memory that is not
 * there. Results after that are zeros or leftovers, and the backend says nothing of it.
 */
function failureOf(gpu: GPUDevice): Promise<DeviceFailed> {
  return new Promise((resolve) => {
    const fail = (why: string) => resolve(new DeviceFailed({ device: 'webgpu', why }));
    gpu.lost.then(({ message, reason }) => fail(`the graphics device was lost (${message || reason})`));
    gpu.addEventListener('uncapturederror', ({ error }) => fail(`the graphics device failed: ${error.message}`));
  });
}

/** WebGPU on a device of our own, so that its limits are ours and its loss is heard. */
export async function openWebgpu(): Promise<OpenDevice> {
  registerOnce(WEBGPU_KERNELS);
  if (opened && !opened.dead) {
    await setBackend('webgpu');
    return opened;
  }
  const adapter = await adapterHere();
  const gpu = await deviceOf(adapter);
  const lost = failureOf(gpu).then((failed) => {
    if (opened) opened.dead = true;
    return failed;
  });
  // The package registers a backend of its own on import, with a device whose loss nobody hears.
  if ('webgpu' in engine().registryFactory) removeBackend('webgpu');
  registerBackend('webgpu', () => new WebGPUBackend(gpu, adapter.info), 3);
  if (!(await setBackend('webgpu'))) throw new DeviceFailed({ device: 'webgpu', why: 'it could not be started' });
  const { vendor, architecture, device, description, isFallbackAdapter } = adapter.info;
  const name = [vendor, architecture, device, description].filter(Boolean).join(' ') || 'unnamed adapter';
  const hardware = !isFallbackAdapter && !isEmulated(name) && (await fastEnough());
  opened = { device: { name: 'webgpu', hardware, description: name }, lost, dead: false, gpu };
  return opened;
}
