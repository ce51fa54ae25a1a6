/** What a device was asked for while it was watched. */
export interface LaunchCount {
  readonly dispatches: number;
  readonly submissions: number;
  /** Bytes of the buffers created; a buffer that is used again costs nothing. */
  readonly bytes: number;
}

/**
 * Counts the dispatches, submissions and new buffers of `device` while `job` runs, whoever asks for them: the stock
 * programs and ours alike. Methods of this one device are wrapped meanwhile; two counts at a time on a device nest.
 */
export async function countLaunches(device: GPUDevice, job: () => unknown): Promise<LaunchCount> {
  let [dispatches, submissions, bytes] = [0, 0, 0];
  const { queue } = device;
  const [encoder, buffer, submit] = [device.createCommandEncoder, device.createBuffer, queue.submit];
  const own = (object: object, name: string) => Object.getOwnPropertyDescriptor(object, name);
  const before = [
    [device, 'createCommandEncoder', own(device, 'createCommandEncoder')],
    [device, 'createBuffer', own(device, 'createBuffer')],
    [queue, 'submit', own(queue, 'submit')],
  ] as const;

  const put = (object: object, name: string, value: unknown) =>
    Object.defineProperty(object, name, { value, configurable: true, writable: true });
  put(device, 'createBuffer', (descriptor: GPUBufferDescriptor) => {
    bytes += descriptor.size;
    return buffer.call(device, descriptor);
  });
  put(queue, 'submit', (commands: Iterable<GPUCommandBuffer>) => {
    submissions++;
    submit.call(queue, commands);
  });
  put(device, 'createCommandEncoder', (descriptor?: GPUCommandEncoderDescriptor) => {
    const made = encoder.call(device, descriptor);
    const begin = made.beginComputePass;
    put(made, 'beginComputePass', (of?: GPUComputePassDescriptor) => {
      const pass = begin.call(made, of);
      const dispatch = pass.dispatchWorkgroups;
      put(pass, 'dispatchWorkgroups', (x: number, y?: number, z?: number) => {
        dispatches++;
        dispatch.call(pass, x, y, z);
      });
      return pass;
    });
    return made;
  });
  try {
    await job();
  } finally {
    for (const [object, name, descriptor] of before) {
      if (descriptor) Object.defineProperty(object, name, descriptor);
      else Reflect.deleteProperty(object, name);
    }
  }
  return { dispatches, submissions, bytes };
}
