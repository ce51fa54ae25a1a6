import { getBackend } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { DeviceFailed } from '../core/error.ts';
import { chooseDevice, isDeviceName, useDevice } from './device.ts';
import { isEmulated } from './emulated.ts';

describe('the device', () => {
  it('is wasm where there is no GPU interface, as in Node', async () => {
    const device = await chooseDevice();
    expect(device).toMatchObject({ name: 'wasm', hardware: false });
    expect(getBackend()).toBe('wasm');
  });

  it('is the preferred one when that works', async () => {
    expect((await chooseDevice('cpu')).name).toBe('cpu');
  });

  it('falls back when the preferred one does not', async () => {
    expect((await chooseDevice('webgl')).name).toBe('wasm');
  });

  it.each(['webgpu', 'webgl'] as const)('says why %s cannot be used here', async (name) => {
    await expect(useDevice(name)).rejects.toThrow(DeviceFailed);
  });

  it('leaves no process-wide error handler behind', async () => {
    const rejection = process.listeners('unhandledRejection').length;
    const exception = process.listeners('uncaughtException').length;
    await useDevice('wasm');
    expect(process.listeners('unhandledRejection').length).toBe(rejection);
    expect(process.listeners('uncaughtException').length).toBe(exception);
    expect(process.listeners('uncaughtException').some((l) => String(l).includes('ExitStatus'))).toBe(false);
  });

  it('knows emulated adapters by name', () => {
    for (const name of [
      'google swiftshader',
      'llvmpipe (LLVM 15.0.6, 256 bits)',
      'ANGLE (Google, Vulkan 1.3.0 (SwiftShader Device (Subzero)), SwiftShader driver)',
      'Microsoft Basic Render Driver',
    ]) {
      expect(isEmulated(name), name).toBe(true);
    }
    for (const name of [
      'nvidia ampere',
      'ANGLE (Apple, ANGLE Metal Renderer: Apple M2)',
      'intel gen-12lp',
      'Mali-G78',
    ]) {
      expect(isEmulated(name), name).toBe(false);
    }
  });

  it('tells device names from other words', () => {
    expect(isDeviceName('webgpu')).toBe(true);
    expect(isDeviceName('gpu')).toBe(false);
  });
});
