import { UnreadableFile } from '../../core/error.ts';
import { decodeSlab, type NetcdfVariable, type Span } from '../netcdf-model.ts';
import type { Axes } from './axes.ts';
import type { CellBox } from './cell-box.ts';

/**
 * Values `[time, row, col]` of some time steps and rows of a box, NaN where there is none, whatever the order of dimensions in the file.
 * @param rows rows of the box, not of the file
 * @param other index along each dimension that is neither time nor place; 0 where not given
 * @throws UnreadableFile when the data are damaged or no numbers
 */
export function readBox(
  v: NetcdfVariable,
  axes: Axes,
  box: CellBox,
  times: Span,
  rows: Span,
  file: string,
  other?: ReadonlyMap<number, number>,
): Float64Array {
  const span = (d: number): Span => {
    if (d === axes.time) return times;
    if (d === axes.row) return [box.rowSpan[0] + rows[0], box.rowSpan[0] + rows[1]];
    if (d === axes.col) return box.colSpan;
    if (d === axes.point) return box.colSpan;
    const at = other?.get(d) ?? 0;
    return [at, at + 1];
  };
  const spans = v.shape.map((_, d) => span(d));
  const values = decodeSlab(v, spans);
  if (!values) throw new UnreadableFile({ file, expected: `numbers in variable ${v.name}` });
  return inOrder(values, spans, [axes.time, axes.row ?? axes.point, axes.col]);
}

/** The same numbers with time, row and column in this order; other dimensions are one long. */
function inOrder(values: Float64Array, spans: readonly Span[], wanted: readonly (number | undefined)[]): Float64Array {
  const present = wanted.filter((d): d is number => d !== undefined);
  if (present.every((d, i) => i === 0 || d > (present[i - 1] as number))) return values;
  const sizes = spans.map(([from, to]) => to - from);
  const stride = sizes.map((_, d) => sizes.slice(d + 1).reduce((a, b) => a * b, 1));
  const lengths = present.map((d) => sizes[d] as number);
  return new Float64Array(values.length).map((_, i) => {
    let [rest, at] = [i, 0];
    for (let k = present.length - 1; k >= 0; k--) {
      const length = lengths[k] as number;
      at += (rest % length) * (stride[present[k] as number] as number);
      rest = Math.floor(rest / length);
    }
    return values[at] as number;
  });
}
