import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Where a Chromium may keep the software Vulkan driver that it computes with itself. */
const DRIVERS = [
  ...(process.env.CHROMIUM ? [dirname(process.env.CHROMIUM)] : []),
  '/usr/lib/chromium',
  '/usr/lib/chromium-browser',
  '/opt/google/chrome',
].map((folder) => join(folder, 'vk_swiftshader_icd.json'));

/**
 * Gives Node the WebGPU of a browser (Dawn, npm `webgpu`): what the system's Vulkan drivers offer, or else the software
 * adapter of an installed Chromium. A process that has done so ends by `process.exit`.
 *
 * @returns whether an adapter is there
 */
export async function offerDawn(): Promise<boolean> {
  const { create, globals } = await import('webgpu');
  Object.assign(globalThis, globals);
  const offered = async (): Promise<boolean> => {
    const gpu = create([]);
    if (!(await gpu.requestAdapter())) return false;
    const here = { ...(globalThis as { navigator?: object }).navigator, gpu };
    Object.defineProperty(globalThis, 'navigator', { value: here, configurable: true });
    return true;
  };
  const software = DRIVERS.find(existsSync);
  const chosen = process.env.VK_DRIVER_FILES ?? process.env.VK_ICD_FILENAMES;
  if (await offered()) return true;
  if (chosen || !software) return false;
  process.env.VK_ICD_FILENAMES = software;
  return offered();
}
