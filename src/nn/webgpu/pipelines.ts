import { type Program, shaderText } from './program.ts';

const caches = new WeakMap<GPUDevice, Pipelines>();

/** What is made once for a device and a shape: compiled programs, their layouts, and their parameters. */
export class Pipelines {
  readonly #device: GPUDevice;
  readonly #ready = new Map<string, GPUComputePipeline>();
  readonly #coming = new Map<string, Promise<void>>();
  readonly #layouts = new Map<string, GPUBindGroupLayout>();
  readonly #parameters = new Map<string, GPUBuffer>();

  static of(device: GPUDevice): Pipelines {
    let cache = caches.get(device);
    if (!cache) {
      cache = new Pipelines(device);
      caches.set(device, cache);
    }
    return cache;
  }

  private constructor(device: GPUDevice) {
    this.#device = device;
  }

  /** @param ahead true starts compiling beside everything else and gives nothing yet: see `whenCompiled` */
  get(program: Program, ahead: boolean): GPUComputePipeline | undefined {
    const ready = this.#ready.get(program.key);
    if (ahead) {
      if (!ready && !this.#coming.has(program.key)) this.#coming.set(program.key, this.#compileAhead(program));
      return undefined;
    }
    if (ready) return ready;
    const made = this.#device.createComputePipeline(this.#descriptor(program));
    this.#ready.set(program.key, made);
    return made;
  }

  /** Settles when everything asked for ahead is there; a program that does not compile rejects. */
  async whenCompiled(): Promise<void> {
    await Promise.all(this.#coming.values());
    this.#coming.clear();
  }

  layout({ storage }: Program): GPUBindGroupLayout {
    const key = storage.map(({ writes }) => (writes ? 'w' : 'r')).join('');
    let layout = this.#layouts.get(key);
    if (!layout) {
      layout = this.#device.createBindGroupLayout({
        entries: [
          { binding: 0, visibility: GPUShaderStage.COMPUTE, buffer: { type: 'uniform', hasDynamicOffset: true } },
          ...storage.map(({ writes }, i) => ({
            binding: i + 1,
            visibility: GPUShaderStage.COMPUTE,
            buffer: { type: writes ? ('storage' as const) : ('read-only-storage' as const) },
          })),
        ],
      });
      this.#layouts.set(key, layout);
    }
    return layout;
  }

  /**
   * Rows of parameters, `stride` bytes apart. Integers depend on the shape alone and are kept; a program with fractions has
   * one buffer that is overwritten, which is safe because every kernel submits its commands before the next begins.
   */
  parameters(program: Program, rows: readonly (readonly number[])[], stride: number): GPUBuffer {
    const types = Object.values(program.parameters);
    const fixed = !types.includes('f32');
    const key = fixed ? `${types.length}:${rows.map((row) => row.join()).join(';')}` : program.key;
    const known = this.#parameters.get(key);
    if (known && fixed) return known;
    const bytes = new DataView(new ArrayBuffer(rows.length * stride));
    rows.forEach((row, i) => {
      row.forEach((value, j) => {
        const place = i * stride + 4 * j;
        if (types[j] === 'f32') bytes.setFloat32(place, value, true);
        else bytes.setInt32(place, value, true);
      });
    });
    const usage = GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST;
    const buffer = known ?? this.#device.createBuffer({ size: bytes.byteLength, usage, label: program.key });
    this.#device.queue.writeBuffer(buffer, 0, bytes.buffer);
    this.#parameters.set(key, buffer);
    return buffer;
  }

  #descriptor(program: Program): GPUComputePipelineDescriptor {
    const module = this.#device.createShaderModule({ code: shaderText(program), label: program.key });
    const layout = this.#device.createPipelineLayout({ bindGroupLayouts: [this.layout(program)] });
    return { compute: { module, entryPoint: 'start' }, layout, label: program.key };
  }

  async #compileAhead(program: Program): Promise<void> {
    const made = await this.#device.createComputePipelineAsync(this.#descriptor(program));
    if (!this.#ready.has(program.key)) this.#ready.set(program.key, made);
  }
}
