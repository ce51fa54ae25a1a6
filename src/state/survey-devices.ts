import type { DeviceName } from '../nn/device.ts';
import { isEmulated } from '../nn/emulated.ts';

/** A way to compute that this browser offers. */
export interface SurveyedDevice {
  readonly name: DeviceName;
  readonly description: string;
  /** False for a GPU interface that the processor emulates: it works, and slowly. */
  readonly hardware: boolean;
}

/** The smallest module that uses a SIMD instruction; compiles only where there is SIMD. */
const SIMD_MODULE = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11,
]);

/**
 * What this browser can compute with, best first, without loading an engine: names and descriptions only.
 * The workers open the device themselves and report which one really ran.
 */
export async function surveyDevices(): Promise<SurveyedDevice[]> {
  const gpus = [await surveyWebgpu(), surveyWebgl()].filter((device) => device !== undefined);
  const processor: SurveyedDevice[] = [];
  if (typeof WebAssembly === 'object' && WebAssembly.validate(SIMD_MODULE)) {
    processor.push({ name: 'wasm', description: 'processor, WebAssembly SIMD', hardware: true });
  }
  processor.push({ name: 'cpu', description: 'processor, plain JavaScript', hardware: false });
  return [...gpus.filter((d) => d.hardware), ...processor, ...gpus.filter((d) => !d.hardware)];
}

async function surveyWebgpu(): Promise<SurveyedDevice | undefined> {
  // An adapter that is refused or null simply is not there; the list then goes on without it.
  const adapter = await navigator.gpu?.requestAdapter().catch(() => null);
  if (!adapter) return undefined;
  const { vendor, architecture, description, isFallbackAdapter } = adapter.info;
  const name = [description || vendor, architecture].filter(Boolean).join(' ') || 'unnamed adapter';
  return { name: 'webgpu', description: name, hardware: !isFallbackAdapter && !isEmulated(name) };
}

function surveyWebgl(): SurveyedDevice | undefined {
  const gl = new OffscreenCanvas(1, 1).getContext('webgl2');
  if (!gl) return undefined;
  const info = gl.getExtension('WEBGL_debug_renderer_info');
  const name = String(gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER));
  gl.getExtension('WEBGL_lose_context')?.loseContext();
  return { name: 'webgl', description: name, hardware: !isEmulated(name) };
}
