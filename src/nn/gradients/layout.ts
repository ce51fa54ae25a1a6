import {
  cast,
  clone,
  concat,
  type GradConfig,
  logicalNot,
  mul,
  ones,
  pad,
  reshape,
  slice,
  split,
  stack,
  sum,
  type Tensor,
  transpose,
  unstack,
  util,
  zerosLike,
} from '@tensorflow/tfjs-core';

/** Spreads the gradient of a sum back over the axes that were summed. */
function spread(dy: Tensor, x: Tensor, axis: unknown): Tensor {
  const kept = [...x.shape];
  for (const a of util.parseAxisParam(axis as number | number[], x.shape)) kept[a] = 1;
  return mul(reshape(dy, kept), ones(x.shape));
}

const summedCount = (x: Tensor, axis: unknown): number =>
  util.parseAxisParam(axis as number | number[], x.shape).reduce((n, a) => n * x.shape[a]!, 1);

/** One that only moves values about, from what undoes it. */
const ofShape = (kernelName: string, input: string, run: (dy: Tensor, x: Tensor) => Tensor): GradConfig => ({
  kernelName,
  inputsToSave: [input],
  gradFunc: (dy, [x]) => ({ [input]: () => run(dy as Tensor, x!) }),
});

const undone = (perm: number[]): number[] => perm.map((_, i) => perm.indexOf(i));

export const LAYOUT: readonly GradConfig[] = [
  ofShape('Reshape', 'x', (dy, x) => reshape(dy, x.shape)),
  ofShape('ExpandDims', 'input', (dy, x) => reshape(dy, x.shape)),
  {
    kernelName: 'Sum',
    inputsToSave: ['x'],
    gradFunc: (dy, [x], attrs) => ({ x: () => spread(dy as Tensor, x!, attrs.axis) }),
  },
  {
    kernelName: 'Mean',
    inputsToSave: ['x'],
    gradFunc: (dy, [x], attrs) => ({
      x: () => spread(mul(dy as Tensor, 1 / summedCount(x!, attrs.axis)), x!, attrs.axis),
    }),
  },
  {
    kernelName: 'Slice',
    inputsToSave: ['x'],
    gradFunc: (dy, [x], attrs) => {
      const d = dy as Tensor;
      // `begin` may be shorter than the rank, which means from the start.
      const before = x!.shape.map((_, i) => ([attrs.begin].flat()[i] as number | undefined) ?? 0);
      const paddings = x!.shape.map((n, i): [number, number] => [before[i]!, n - before[i]! - d.shape[i]!]);
      return { x: () => pad(d, paddings) };
    },
  },
  {
    kernelName: 'PadV2',
    inputsToSave: ['x'],
    gradFunc: (dy, [x], attrs) => ({
      x: () =>
        slice(
          dy as Tensor,
          (attrs.paddings as [number, number][]).map((p) => p[0]),
          x!.shape,
        ),
    }),
  },
  {
    kernelName: 'Transpose',
    gradFunc: (dy, _, attrs) => ({ x: () => transpose(dy as Tensor, undone(attrs.perm as unknown as number[])) }),
  },
  {
    kernelName: 'Concat',
    saveAllInputs: true,
    gradFunc: (dy, saved, attrs) => {
      const axis = util.parseAxisParam(attrs.axis as number, saved[0]!.shape)[0]!;
      const parts = split(
        dy as Tensor,
        saved.map((t) => t.shape[axis]!),
        axis,
      );
      return Object.fromEntries(parts.map((part, i) => [i, () => clone(part)]));
    },
  },
  {
    kernelName: 'Pack',
    saveAllInputs: true,
    gradFunc: (dy, _, attrs) => {
      const parts = unstack(dy as Tensor, Number(attrs.axis));
      return Object.fromEntries(parts.map((part, i) => [i, () => clone(part)]));
    },
  },
  {
    kernelName: 'Unpack',
    gradFunc: (dy, _, attrs) => ({ value: () => stack(dy as Tensor[], Number(attrs.axis)) }),
  },
  {
    kernelName: 'SplitV',
    gradFunc: (dy, _, attrs) => ({ x: () => concat(dy as Tensor[], Number(attrs.axis)) }),
  },
  {
    kernelName: 'Tile',
    inputsToSave: ['x'],
    gradFunc: (dy, [x], attrs) => ({
      x: () => {
        // Each tiled axis as [repeat, length], then the repeats summed.
        const reps = attrs.reps as unknown as number[];
        const apart = reshape(
          dy as Tensor,
          x!.shape.flatMap((n, i) => [reps[i]!, n]),
        );
        return reshape(
          sum(
            apart,
            x!.shape.map((_, i) => 2 * i),
          ),
          x!.shape,
        );
      },
    }),
  },
  {
    kernelName: 'Select',
    inputsToSave: ['condition'],
    gradFunc: (dy, [condition]) => {
      const d = dy as Tensor;
      return {
        condition: () => cast(zerosLike(condition!), 'float32'),
        t: () => mul(d, cast(condition!, d.dtype)),
        e: () => mul(d, cast(logicalNot(condition!), d.dtype)),
      };
    },
  },
];
