import { BadRequest } from '../core/error.ts';
import { VARIABLES } from '../core/variable.ts';
import { pack } from '../store/quantise.ts';
import type { FieldInfo } from '../store/schema.ts';

/**
 * Values as the store's int16 numbers, NaN as its fill: bit for bit what a store of ours holds.
 * @throws BadRequest when a value does not fit, which can be in a store that others made
 */
export function packed(values: Float32Array, field: FieldInfo): Int16Array {
  const { scale, offset } = VARIABLES[field.variable];
  const stored = new Int16Array(values.length);
  try {
    for (let i = 0; i < values.length; i++) stored[i] = pack(values[i] as number, { scale, offset }, field.name);
  } catch (error) {
    if (!(error instanceof BadRequest)) throw error;
    throw new BadRequest({
      what: error.details.what,
      expected: `${error.details.expected}, or numbers stored as float32`,
    });
  }
  return stored;
}
