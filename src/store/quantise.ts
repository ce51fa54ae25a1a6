import { BadRequest } from '../core/error.ts';
import { FILL } from './schema.ts';

/** Int16 encoding of a field: value = stored * scale + offset, FILL is missing. */
export interface Packing {
  readonly scale: number;
  readonly offset: number;
}

const LIMIT = 32767;

/**
 * @returns the stored number; FILL for NaN
 * @throws BadRequest when the value does not fit: it is never clamped, because a clamped value looks like data
 */
export function pack(value: number, { scale, offset }: Packing, field: string): number {
  if (Number.isNaN(value)) return FILL;
  const stored = Math.round((value - offset) / scale);
  if (stored >= -LIMIT && stored <= LIMIT) return stored;
  throw new BadRequest({
    what: `value ${value} of ${field}`,
    expected: `${offset - LIMIT * scale} to ${offset + LIMIT * scale}, or NaN for no data`,
  });
}

/** Value of a stored number; NaN for FILL. */
export const unpack = (stored: number, { scale, offset }: Packing): number =>
  stored === FILL ? Number.NaN : stored * scale + offset;
