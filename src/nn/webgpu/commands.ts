import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { env, type TensorInfo } from '@tensorflow/tfjs-core';
import { isEmulated } from '../emulated.ts';
import { Pipelines } from './pipelines.ts';
import { type Program, WORKGROUP } from './program.ts';

/** Parameters of several launches lie this far apart: what every device accepts as an offset of a uniform. */
const PARAMETER_STRIDE = 256;

/** Work put into one submission, in multiply-adds: some milliseconds on a weak GPU, so that the page can draw between. */
const LARGEST_SUBMISSION = 2 ** 28;

export interface Launch {
  /** One buffer for each of the program's storages; launches that share this very array are bound once. */
  readonly buffers: readonly GPUBuffer[];
  /** Which row of the parameters. */
  readonly row?: number;
  readonly threads: number;
  /** Multiply-adds of all threads together, roughly. */
  readonly work: number;
}

/**
 * Launches of one kernel, recorded by ourselves: the backend's own way has one output a program and makes a uniform buffer
 * and a submission every few launches. Whatever the backend has recorded before is submitted first, and our own commands
 * before control goes back, so that buffers may be reused at once.
 */
export class Commands {
  readonly #backend: WebGPUBackend;
  readonly #pipelines: Pipelines;
  readonly #pending: (() => void)[] = [];
  readonly #scratch: TensorInfo[] = [];
  #encoder: GPUCommandEncoder | undefined;
  #pass: GPUComputePassEncoder | undefined;
  #work = 0;

  /** Whether the device is a processor in disguise. */
  readonly emulated: boolean;

  constructor(backend: object) {
    this.#backend = backend as WebGPUBackend;
    const { vendor, architecture } = this.#backend.adapterInfo as unknown as Record<string, string>;
    this.emulated = isEmulated(`${vendor} ${architecture}`);
    this.#pipelines = Pipelines.of(this.#backend.device);
  }

  /** Slices of the image rows for the weight gradients, when one slice needs `threads`. */
  slices(threads: number): number {
    return this.emulated ? 4 : Math.min(128, Math.max(1, Math.floor(32768 / threads)));
  }

  /** The buffer behind a tensor, uploaded when its values are still in JavaScript. */
  buffer(tensor: TensorInfo): GPUBuffer {
    this.#backend.uploadToGPU(tensor.dataId);
    return this.#backend.tensorMap.get(tensor.dataId).resource as GPUBuffer;
  }

  /** A tensor to be returned, with whatever its memory held before. */
  make(shape: readonly number[]): TensorInfo {
    return this.#backend.makeTensorInfo([...shape], 'float32');
  }

  /** Memory for the time of this kernel. */
  scratch(size: number): GPUBuffer {
    const info = this.make([size]);
    this.#scratch.push(info);
    return this.buffer(info);
  }

  /** A run of launches of one program; `rows` are its parameters, one row for each kind of launch. */
  run(program: Program, rows: readonly (readonly number[])[], launches: readonly Launch[]): void {
    const pipeline = this.#pipelines.get(program, env().getBool('WEBGPU_ENGINE_COMPILE_ONLY'));
    if (!pipeline) return;
    const parameters = this.#pipelines.parameters(program, rows, PARAMETER_STRIDE);
    const groups = new Map<readonly GPUBuffer[], GPUBindGroup>();
    this.#pending.push(() => {
      for (const { buffers, row = 0, threads, work } of launches) {
        const pass = this.#open();
        let bound = groups.get(buffers);
        if (!bound) {
          bound = this.#bind(pipeline, parameters, program, buffers);
          groups.set(buffers, bound);
        }
        pass.setPipeline(pipeline);
        pass.setBindGroup(0, bound, [row * PARAMETER_STRIDE]);
        const wanted = Math.ceil(threads / WORKGROUP);
        const x = Math.min(wanted, this.#backend.device.limits.maxComputeWorkgroupsPerDimension);
        pass.dispatchWorkgroups(x, Math.ceil(wanted / x));
        this.#work += work;
        if (this.#work >= LARGEST_SUBMISSION) this.#send();
      }
    });
  }

  /** Copies a whole buffer, or fills it with zeros when there is nothing to copy. */
  copy(from: GPUBuffer | undefined, to: GPUBuffer): void {
    this.#pending.push(() => {
      this.#endPass();
      this.#encoder ??= this.#backend.device.createCommandEncoder();
      if (from) this.#encoder.copyBufferToBuffer(from, 0, to, 0, to.size);
      else this.#encoder.clearBuffer(to);
    });
  }

  /** Hands everything to the device. Call once, last. */
  finish(): void {
    // All uploads have been recorded by now; they and older launches of the backend go first.
    this.#backend.ensureCommandEncoderReady();
    this.#backend.endComputePassEncoder();
    this.#backend.submitQueue();
    for (const step of this.#pending) step();
    this.#send();
    for (const info of this.#scratch) this.#backend.disposeData(info.dataId);
  }

  #bind(pipeline: GPUComputePipeline, parameters: GPUBuffer, program: Program, buffers: readonly GPUBuffer[]) {
    const size = 4 * Math.max(1, Object.keys(program.parameters).length);
    return this.#backend.device.createBindGroup({
      layout: this.#pipelines.layout(program),
      entries: [
        { binding: 0, resource: { buffer: parameters, size } },
        ...buffers.map((buffer, i) => ({ binding: i + 1, resource: { buffer } })),
      ],
      label: pipeline.label,
    });
  }

  #open(): GPUComputePassEncoder {
    this.#encoder ??= this.#backend.device.createCommandEncoder();
    this.#pass ??= this.#encoder.beginComputePass();
    return this.#pass;
  }

  #endPass(): void {
    this.#pass?.end();
    this.#pass = undefined;
  }

  #send(): void {
    this.#endPass();
    if (this.#encoder) this.#backend.queue.submit([this.#encoder.finish()]);
    this.#encoder = undefined;
    this.#work = 0;
  }
}
