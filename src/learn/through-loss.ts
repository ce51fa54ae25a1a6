import { DeviceFailed } from '../core/error.ts';
import { throwIfCancelled } from '../core/turn.ts';
import { chooseDevice, type Device, deviceInUse, useDevice, whenLost } from '../nn/device.ts';

/** What became of a lost device. */
export interface DeviceChange {
  readonly lost: DeviceFailed;
  /** What computes from here on. */
  readonly device: Device;
}

/** Losses of one kind of device in a job after which another kind is taken. */
const SAME_AGAIN = 1;
/** Losses in a job after which the job gives up: then it is the job that breaks devices. */
const MOST = 4;
/** A failing kernel may throw a moment before the device is said to be lost. */
const HEARD_WITHIN_MS = 500;

/**
 * Runs a job on the device of this thread; when the device is lost on the way, opens it again, or the next best one, and runs the job
 * once more. A job that keeps its place outside of `run` goes on from there.
 *
 * @param run told to end by its signal when its device is gone
 * @param onChange told before the job is run again
 * @throws what `run` throws while the device is well; DeviceFailed when devices are lost again and again, or none is left
 */
export async function throughLoss<T>(
  run: (signal: AbortSignal) => Promise<T>,
  onChange?: (change: DeviceChange) => void,
  signal?: AbortSignal,
): Promise<T> {
  for (let losses = 1; ; losses++) {
    const ended = await onOneDevice(run, signal);
    if ('value' in ended) return ended.value;
    throwIfCancelled(signal);
    const { lost } = ended;
    if (losses > MOST) throw lost;
    onChange?.({ lost, device: await reopen(losses) });
  }
}

/** Runs until it is done or its device is lost. */
async function onOneDevice<T>(
  run: (signal: AbortSignal) => Promise<T>,
  signal?: AbortSignal,
): Promise<{ value: T } | { lost: DeviceFailed }> {
  throwIfCancelled(signal);
  const lost = whenLost().then((error) => ({ lost: error }));
  const gone = new AbortController();
  const job = run(signal ? AbortSignal.any([signal, gone.signal]) : gone.signal).then((value) => ({ value }));
  try {
    return await Promise.race([job, lost]);
  } catch (error) {
    if (signal?.aborted) throw error;
    const heard = await Promise.race([lost, after(HEARD_WITHIN_MS)]);
    if (heard) return heard;
    throw error;
  } finally {
    gone.abort();
    // Lets the job free what it holds before another device is opened; one that hangs on a dead device is left behind.
    await Promise.race([job.catch(() => undefined), after(HEARD_WITHIN_MS)]);
  }
}

/** The same kind of device once more, then whatever is best. */
async function reopen(losses: number): Promise<Device> {
  const before = deviceInUse();
  if (before && losses <= SAME_AGAIN) {
    try {
      return await useDevice(before.name);
    } catch (error) {
      if (!(error instanceof DeviceFailed)) throw error;
    }
  }
  // A device lost twice is not taken for the best one again.
  return before && before.name !== 'cpu' ? useDevice('wasm').catch(() => chooseDevice()) : chooseDevice();
}

const after = (ms: number): Promise<undefined> => new Promise((resolve) => setTimeout(() => resolve(undefined), ms));
