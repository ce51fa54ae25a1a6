import { MathBackendWebGL } from '@tensorflow/tfjs-backend-webgl';
import { engine, env, registerBackend, removeBackend, setBackend } from '@tensorflow/tfjs-core';
import { DeviceFailed } from '../../core/error.ts';
import { isEmulated } from '../emulated.ts';
import type { OpenDevice } from '../open-device.ts';
import { fastEnough } from '../probe.ts';
import { registerOnce } from '../register-once.ts';
import { WEBGL_KERNELS } from './kernels.ts';

let opened: { device: OpenDevice['device']; lost: Promise<DeviceFailed>; dead: boolean } | undefined;

function rendererName(gl: WebGL2RenderingContext): string {
  const info = gl.getExtension('WEBGL_debug_renderer_info');
  return String(gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER));
}

/** WebGL 2 on an off-screen canvas, in a worker or a page. */
export async function openWebgl(): Promise<OpenDevice> {
  if (typeof OffscreenCanvas === 'undefined')
    throw new DeviceFailed({ device: 'webgl', why: 'there is no canvas here' });
  registerOnce(WEBGL_KERNELS);
  if (opened && !opened.dead) {
    await setBackend('webgl');
    return opened;
  }
  if ('webgl' in engine().registryFactory) removeBackend('webgl');
  const canvas = new OffscreenCanvas(1, 1);
  if (!canvas.getContext('webgl2')) throw new DeviceFailed({ device: 'webgl', why: 'WebGL 2 is not available' });
  const lost = new Promise<DeviceFailed>((resolve) => {
    canvas.addEventListener('webglcontextlost', () => {
      if (opened) opened.dead = true;
      resolve(new DeviceFailed({ device: 'webgl', why: 'the graphics context was lost' }));
    });
  });
  registerBackend('webgl', () => new MathBackendWebGL(canvas), 2);
  if (!(await setBackend('webgl'))) throw new DeviceFailed({ device: 'webgl', why: 'it could not be started' });
  if (!env().getBool('WEBGL_RENDER_FLOAT32_ENABLED')) {
    removeBackend('webgl');
    throw new DeviceFailed({ device: 'webgl', why: 'it computes in half precision only' });
  }
  const description = rendererName(canvas.getContext('webgl2')!);
  const hardware = !isEmulated(description) && (await fastEnough());
  opened = { device: { name: 'webgl', hardware, description }, lost, dead: false };
  return opened;
}
