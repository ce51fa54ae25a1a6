import type { DeviceFailed } from '../core/error.ts';

/** Where the network is computed, best first. */
export const DEVICES = ['webgpu', 'webgl', 'wasm', 'cpu'] as const;
export type DeviceName = (typeof DEVICES)[number];

export const isDeviceName = (name: string): name is DeviceName => (DEVICES as readonly string[]).includes(name);

/** What computes now, as plain data for the page to show. */
export interface Device {
  readonly name: DeviceName;
  /** False for a GPU interface that is only emulated on the processor, and for wasm and cpu. */
  readonly hardware: boolean;
  /** For a person: adapter or renderer name, instruction set. */
  readonly description: string;
}

/** What the opener of one backend gives: the device, and a promise that is settled only if it dies. */
export interface OpenDevice {
  readonly device: Device;
  readonly lost: Promise<DeviceFailed>;
}
