import type { Attributes } from '../store/zarr-json.ts';
import type { ClassicAttributes } from './classic-file.ts';

/** Texts as texts, numbers as doubles, which CF asks of scale and offset. */
export const classicAttributes = (attributes: Attributes): ClassicAttributes =>
  Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [
      name,
      typeof value === 'number' ? { type: 'double' as const, values: [value] } : String(value),
    ]),
  );
