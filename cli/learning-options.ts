import { BadRequest } from '../src/core/error.ts';
import type { TrainingProgress } from '../src/learn/training-progress.ts';
import { chooseDevice, type Device, isDeviceName, useDevice } from '../src/nn/device.ts';
import type { ProgressLine } from './progress-line.ts';

/** An option that must be given. @throws BadRequest (exit status 2) */
export function required(value: string | undefined, option: string): string {
  if (value === undefined || value === '')
    throw new BadRequest({ what: `no ${option}`, expected: `${option} to be given; see --help` });
  return value;
}

/** A whole number in a range. @throws BadRequest */
export function wholeNumber(
  value: string | undefined,
  option: string,
  fallback: number,
  least: number,
  most: number,
): number {
  if (value === undefined) return fallback;
  const n = Number(value);
  if (!Number.isInteger(n) || n < least || n > most) {
    throw new BadRequest({ what: `${option} ${value}`, expected: `a whole number from ${least} to ${most}` });
  }
  return n;
}

/** The device asked for, or the best there is. @throws BadRequest, DeviceFailed */
export async function deviceFor(name: string | undefined): Promise<Device> {
  if (name === undefined || name === 'auto') return chooseDevice();
  if (!isDeviceName(name))
    throw new BadRequest({ what: `--device ${name}`, expected: 'auto, webgpu, webgl, wasm or cpu' });
  return useDevice(name);
}

const digits = (v: number): string => v.toFixed(3);

/** Tells training as it goes: every epoch is a line of its own with each term of the loss, and so is everything that went wrong. */
export function teller(line: ProgressLine): (p: TrainingProgress, prefix?: string) => void {
  let setbacks = 0;
  return (p, prefix = '') => {
    for (const text of p.setbacks.slice(setbacks)) line.tell(`${prefix}${text}`, null, true);
    const news = p.setbacks.length > setbacks;
    setbacks = p.setbacks.length;
    if (news) return;
    if (p.stage === 'analysis') line.tell(`${prefix}Analysing the observations`, null, true);
    else if (p.stage === 'scoring') line.tell(`${prefix}Calibrating on the validation block`, null, true);
    else if (p.loss) {
      const { obs, process, reg, validation } = p.loss;
      line.tell(
        `${prefix}Member ${p.member} of ${p.members}, epoch ${p.epoch} of ${p.epochs}: loss obs ${digits(obs)}, process ${process.toExponential(1)}, ` +
          `reg ${digits(reg)}, validation ${digits(validation)}, observed lags ${Math.round(100 * p.samplingShare)} %`,
        p.secondsLeft,
        true,
      );
    }
  };
}
