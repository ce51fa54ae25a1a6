import { decodeInstants, type Instants, NO_MONTH } from '../cf-time.ts';
import { decodeSlab, decodeValues, type Netcdf, type NetcdfVariable, text } from '../netcdf-model.ts';

/** Time steps of a file, in the file's order. */
export interface TimeSteps extends Instants {
  readonly count: number;
  /** Length of a step, days: median of the bounds, else of the distances; NaN for a single step without bounds. */
  readonly stepDays: number;
  /** The stamps are middles of stated bounds (TV-5). */
  readonly bounded: boolean;
}

/** More steps than a century of hours are damage, not data. */
const MOST = 1e6;

/**
 * Time steps along one axis; where the axis has bounds, their middle counts.
 * @param shiftSteps moves every stamp by so many steps: -0.5 where a value belongs to the time before its stamp
 * @returns a sentence when unit or calendar is unknown
 */
export function timeStepsOf(axis: NetcdfVariable, file: Netcdf, shiftSteps = 0): TimeSteps | string {
  const count = axis.shape[0] ?? 0;
  if (count > MOST) return `${count} time steps are too many`;
  const stored = decodeValues(axis);
  if (!stored || stored.length === 0) return 'its time axis holds no numbers';
  const units = text(axis.attributes.units);
  const calendar = text(axis.attributes.calendar);
  const bounds = boundsOf(axis, file);
  const step = median(bounds ? bounds.length : stored.subarray(1).map((v, i) => v - (stored[i] as number)));
  const values =
    bounds?.middle ?? (shiftSteps === 0 || Number.isNaN(step) ? stored : stored.map((v) => v + shiftSteps * step));
  const instants = decodeInstants(values, units, calendar);
  if (!instants) return `its time axis "${units}", calendar "${calendar}", is unknown`;
  return { ...instants, count, stepDays: step * instants.unitDays, bounded: bounds !== undefined };
}

/** Middles and lengths of `bounds`, which may lack units of their own: they are the axis's. */
function boundsOf(axis: NetcdfVariable, file: Netcdf): { middle: Float64Array; length: Float64Array } | undefined {
  const name = text(axis.attributes.bounds).trim();
  const bounds = name === '' ? undefined : file.variables.find((v) => v.name === name);
  const n = axis.shape[0] as number;
  if (bounds?.shape.length !== 2 || bounds.shape[0] !== n || bounds.shape[1] !== 2) return undefined;
  const both = decodeSlab(bounds, [
    [0, n],
    [0, 2],
  ]);
  if (!both || both.some((x) => Number.isNaN(x))) return undefined;
  const [from, to] = [0, 1].map((k) => both.filter((_, i) => i % 2 === k)) as [Float64Array, Float64Array];
  const length = to.map((x, i) => x - (from[i] as number));
  // Bounds of no length say nothing about what the stamp stands for.
  return length.every((x) => x > 0) ? { middle: from.map((x, i) => x + (length[i] as number) / 2), length } : undefined;
}

const median = (values: Float64Array): number => values.slice().sort()[Math.floor(values.length / 2)] ?? Number.NaN;

/** Steps that are no time or were there before: an earlier one with the same month, day and hour wins. */
export function badSteps(t: TimeSteps): { readonly timeless: number[]; readonly repeated: number[] } {
  const seen = new Set<string>();
  const timeless: number[] = [];
  const repeated: number[] = [];
  for (let i = 0; i < t.count; i++) {
    const key = `${t.month[i]} ${t.day[i]} ${(t.hour[i] as number).toFixed(3)}`;
    if (t.month[i] === NO_MONTH) timeless.push(i);
    else if (seen.has(key)) repeated.push(i);
    seen.add(key);
  }
  return { timeless, repeated };
}
