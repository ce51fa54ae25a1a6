import {
  clone,
  customGrad,
  engine,
  keep,
  type Rank,
  reshape,
  slice,
  stack,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor4D,
  type Tensor5D,
  zeros,
} from '@tensorflow/tfjs-core';
import { BadRequest } from '../core/error.ts';
import { type ConvLstmShape, convLstmGrad, type Trace, traceOf } from './conv-lstm.grad.ts';
import { convolve } from './convolution.ts';
import { gates } from './gates.ts';

/** What a layer carries from month to month, `[batch, row, col, F]` each. */
export interface LayerState {
  readonly h: Tensor4D;
  readonly c: Tensor4D;
}

export interface ConvLstmInput {
  /** `[month, batch, row, col, channel]` */
  readonly x: Tensor5D;
  /** `[k, k, channel, 4F]`, k odd; gates in the order i, f, o, g */
  readonly kernel: Tensor4D;
  /** `[k, k, F, 4F]` */
  readonly recurrent: Tensor4D;
  /** `[4F]` */
  readonly bias: Tensor1D;
  /** Zero when absent. No gradient flows into it: a window is where back-propagation through time ends. */
  readonly state?: LayerState;
  /** False saves the work where x is data; default true. */
  readonly inputGradient?: boolean;
}

export interface ConvLstmOutput {
  /** `[month, batch, row, col, F]` */
  readonly sequence: Tensor5D;
  /** State after the last month; carries no gradient. */
  readonly h: Tensor4D;
  readonly c: Tensor4D;
}

/**
 * One ConvLSTM layer over all months (Shi et al. 2015 without peepholes), 'same' padding, stride 1, sigmoid gates.
 *
 * The input convolution runs once for all months and the recurrent one 4F wide once a month; the backward pass walks the
 * months back and then forms each weight gradient in one product over all of them.
 *
 * @throws BadRequest when shapes do not fit
 */
export function convLstm(input: ConvLstmInput): ConvLstmOutput {
  const { x, kernel, recurrent, bias, state } = input;
  const shape = shapeOf(input);
  const { months, batch, rows, cols, features } = shape;
  const place: [number, number, number, number] = [batch, rows, cols, features];
  const taped = engine().state.gradientDepth > 0;
  let lastCell: Tensor2D | undefined;

  const layer = customGrad((...args) => {
    const save = args[args.length - 1] as (tensors: Tensor[]) => void;
    const run = walk(input, shape, taped);
    lastCell = keep(run.lastCell);
    // x may be the output of a layer below, which is gone when the gradient runs unless it is saved here.
    save([x, ...(state ? [state.h, state.c] : []), ...run.trace.h, ...run.trace.c, ...run.trace.active]);
    return {
      value: run.sequence,
      gradFunc: (dy, saved) => {
        const [data, ...rest] = saved as [Tensor5D, ...Tensor2D[]];
        return convLstmGrad({ ...input, x: data }, shape, dy, traceOf(rest, shape.months, Boolean(state)));
      },
    };
  });

  const sequence = (
    input.inputGradient === false ? layer(kernel, recurrent, bias) : layer(kernel, recurrent, bias, x)
  ) as Tensor5D;
  // A kept tensor belongs to nobody; its clone belongs to the scope of the caller.
  const c = clone(reshape<Rank.R4>(lastCell!, place));
  lastCell!.dispose();
  const h = reshape<Rank.R4>(slice(sequence, [months - 1, 0, 0, 0, 0], [1, ...place]), place);
  return { sequence, h, c };
}

/** The months in order. @param keepTrace false disposes of what only a backward pass would need, month by month */
function walk(
  { x, kernel, recurrent, bias, state }: ConvLstmInput,
  shape: ConvLstmShape,
  keepTrace: boolean,
): { sequence: Tensor5D; lastCell: Tensor2D; trace: Trace } {
  const { months, batch, rows, cols, channels, features } = shape;
  const cells = batch * rows * cols;
  const flat = (t: Tensor4D): Tensor2D => reshape(t, [cells, t.shape[3]]);
  const all = reshape<Rank.R4>(x, [months * batch, rows, cols, channels]);
  const fromInput = reshape(convolve(all, kernel, bias), [months, cells, 4 * features]);
  const trace: Trace = { h: [], c: [], active: [] };
  let c: Tensor2D = state ? flat(state.c) : zeros([cells, features]);
  for (let month = 0; month < months; month++) {
    const previous = month > 0 ? reshape<Rank.R4>(trace.h[month - 1]!, [batch, rows, cols, features]) : state?.h;
    const fromState = previous ? flat(convolve(previous, recurrent)) : zeros<Rank.R2>([cells, 4 * features]);
    const out = gates({ fromInput, fromState, c, month });
    fromState.dispose();
    if (keepTrace) {
      trace.c.push(out.c);
      trace.active.push(out.active);
    } else {
      out.active.dispose();
      c.dispose();
    }
    trace.h.push(out.h);
    c = out.c;
  }
  const sequence = reshape(stack(trace.h), [months, batch, rows, cols, features]) as Tensor5D;
  return { sequence, lastCell: c, trace };
}

function shapeOf({ x, kernel, recurrent, bias, state }: ConvLstmInput): ConvLstmShape {
  const [months, batch, rows, cols, channels] = x.shape;
  const features = recurrent.shape[2];
  const k = kernel.shape[0];
  const same = (a: readonly number[], b: readonly number[]) => a.length === b.length && a.every((n, i) => n === b[i]);
  const need = (ok: boolean, what: string, expected: string) => {
    if (!ok) throw new BadRequest({ what, expected });
  };
  need(
    x.shape.every((n) => n > 0),
    `input of shape ${x.shape}`,
    'no empty axis',
  );
  need(k % 2 === 1, `kernel of ${k} cells`, 'an odd number');
  need(
    same(kernel.shape, [k, k, channels, 4 * features]),
    `kernel ${kernel.shape}`,
    `${[k, k, channels, 4 * features]}`,
  );
  need(
    same(recurrent.shape, [k, k, features, 4 * features]),
    `recurrent ${recurrent.shape}`,
    `${[k, k, features, 4 * features]}`,
  );
  need(same(bias.shape, [4 * features]), `bias ${bias.shape}`, `${[4 * features]}`);
  for (const t of state ? [state.h, state.c] : []) {
    need(same(t.shape, [batch, rows, cols, features]), `state ${t.shape}`, `${[batch, rows, cols, features]}`);
  }
  return { months, batch, rows, cols, channels, features };
}
