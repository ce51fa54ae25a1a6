import { BadRequest } from '../../core/error.ts';
import { checkTraining, rowsOf, type WideTable } from './wide-table.ts';

const KIND = 'thawcast scaling';

/** Mean and spread of each channel over training rows: plain JSON, kept with what was learnt on the scaled values. */
export interface Scaling {
  readonly kind: typeof KIND;
  readonly version: 1;
  readonly channels: readonly string[];
  readonly mean: readonly number[];
  /** Divided by n - 1; 1 for a channel that does not vary, which is then 0 everywhere it equals its mean. */
  readonly sd: readonly number[];
  /** Training values of each channel, and rows that were held out. */
  readonly n: readonly number[];
  readonly heldOut: number;
}

/** A spread of less than this share of the mean is rounding. */
const ROUNDING = 1e-12;

/**
 * Fits on rows of the mask alone; what the others hold has no influence on any digit. Gaps are left out channel by channel.
 * @param training 1 for rows that may be learnt from, see `checkTraining`
 * @throws BadRequest when the mask does not fit, or leaves a channel without a value
 */
export function fitScaling(table: WideTable, training: Uint8Array): Scaling {
  checkTraining(table, training);
  const { channels, values } = table;
  const rows = Array.from(training.keys()).filter((r) => training[r] === 1);
  const columns = channels.map((name, c) => {
    const column = rows.map((r) => values[r * channels.length + c] as number).filter(Number.isFinite);
    if (column.length === 0)
      throw new BadRequest({ what: `channel ${name}`, expected: 'at least one value in the rows of training' });
    const mean = column.reduce((s, v) => s + v, 0) / column.length;
    const sd = column.length > 1 ? Math.sqrt(column.reduce((s, v) => s + (v - mean) ** 2, 0) / (column.length - 1)) : 0;
    return { mean, sd: sd > ROUNDING * Math.abs(mean) ? sd : 1, n: column.length };
  });
  return {
    kind: KIND,
    version: 1,
    channels: [...channels],
    mean: columns.map((c) => c.mean),
    sd: columns.map((c) => c.sd),
    n: columns.map((c) => c.n),
    heldOut: rowsOf(table) - rows.length,
  };
}

/** Values less mean by sd, `[row, channel]`; gaps stay gaps. @throws BadRequest for other channels */
export const applyScaling = (s: Scaling, table: WideTable): Float64Array => {
  sameChannels(s, table.channels);
  const k = table.channels.length;
  return table.values.map((v, i) => (v - (s.mean[i % k] as number)) / (s.sd[i % k] as number));
};

/** The way back. @param scaled `[row, channel]` in the order of the scaling's channels */
export const undoScaling = (s: Scaling, scaled: Float64Array): Float64Array => {
  const k = s.channels.length;
  return scaled.map((v, i) => v * (s.sd[i % k] as number) + (s.mean[i % k] as number));
};

/**
 * A scaling that somebody stored as JSON.
 * @throws BadRequest when it is none
 */
export function scalingFrom(json: unknown): Scaling {
  const s = json as Partial<Scaling> | null;
  const numbers = (x: unknown, fits: (v: number) => boolean) =>
    Array.isArray(x) && x.length === s?.channels?.length && x.every((v) => Number.isFinite(v) && fits(v));
  const good =
    s?.kind === KIND &&
    s.version === 1 &&
    Array.isArray(s.channels) &&
    s.channels.every((c) => typeof c === 'string') &&
    numbers(s.mean, () => true) &&
    numbers(s.sd, (v) => v > 0) &&
    numbers(s.n, (v) => v > 0) &&
    Number.isInteger(s.heldOut);
  if (!good)
    throw new BadRequest({ what: 'a scaling', expected: `"kind": "${KIND}" with mean, sd and n of each channel` });
  return s as Scaling;
}

function sameChannels(s: Scaling, channels: readonly string[]): void {
  if (channels.length === s.channels.length && channels.every((c, i) => c === s.channels[i])) return;
  throw new BadRequest({
    what: `channels ${channels.join(', ').slice(0, 200)}`,
    expected: `${s.channels.join(', ').slice(0, 200)}, in this order`,
  });
}
