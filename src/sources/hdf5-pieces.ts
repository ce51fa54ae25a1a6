import type { Span } from './netcdf-model.ts';

/** Chunks of one read: the library keeps some 2.5 kB for each while it reads. */
const MOST_CHUNKS = 50_000;
/** Chunks of a whole request: more take longer than anybody waits. */
const MOST_IN_ALL = 1_000_000;

/**
 * A box as boxes along its first axis, each of bounded many chunks: files with one step a chunk have hundreds of thousands.
 * @param chunk shape of a chunk
 * @returns undefined when there are too many, as in a file whose declared size is damage
 */
export function inPieces(box: readonly Span[], chunk: readonly number[]): readonly (readonly Span[])[] | undefined {
  const counts = box.map(([from, to], d) => Math.ceil((to - from) / Math.max(1, chunk[d] ?? 1)));
  const total = counts.reduce((a, b) => a * b, 1);
  if (total <= MOST_CHUNKS) return [box];
  const [[begin, end], ...rest] = box as [Span, ...Span[]];
  const each = total / (counts[0] as number);
  if (each > MOST_CHUNKS || total > MOST_IN_ALL) return undefined;
  const step = Math.floor(MOST_CHUNKS / each) * Math.max(1, chunk[0] ?? 1);
  const pieces: Span[][] = [];
  for (let from = begin; from < end; from += step) pieces.push([[from, Math.min(end, from + step)], ...rest]);
  return pieces;
}

/** Values of such pieces as one array; undefined where a piece holds no numbers. */
export function joined(
  pieces: readonly (readonly Span[])[],
  count: number,
  take: (piece: readonly Span[]) => Float64Array | undefined,
): Float64Array | undefined {
  const out = new Float64Array(count);
  let at = 0;
  for (const piece of pieces) {
    const values = take(piece);
    if (!values) return undefined;
    out.set(values, at);
    at += values.length;
  }
  return out;
}
