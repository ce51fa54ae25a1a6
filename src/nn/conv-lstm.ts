import {
  clone,
  customGrad,
  dispose,
  engine,
  keep,
  type Rank,
  reshape,
  slice,
  type Tensor,
  type Tensor1D,
  type Tensor4D,
  type Tensor5D,
} from '@tensorflow/tfjs-core';
import { BadRequest } from '../core/error.ts';
import { runConvLstm, runConvLstmGrad } from './conv-lstm.contract.ts';

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
 * One kernel forward and one back, registered per backend; `conv-lstm.contract.ts` says what they are given and give.
 *
 * @throws BadRequest when shapes do not fit
 */
export function convLstm(input: ConvLstmInput): ConvLstmOutput {
  const { x, kernel, recurrent, bias, state } = input;
  checkShapes(input);
  const [months, ...place] = [x.shape[0], x.shape[1], x.shape[2], x.shape[3], recurrent.shape[2]] as const;
  const before = state ? { h: state.h, c: state.c } : {};
  let last: Tensor4D | undefined;

  const run = (trace: boolean) => runConvLstm({ x, kernel, recurrent, bias, ...before }, { trace });
  if (engine().state.gradientDepth === 0) {
    const { sequence, last: c } = run(false);
    return { sequence, h: lastMonth(sequence, months, place), c };
  }
  // A customGrad and not a registered gradient: the engine hands a registered one a zero gradient for every output that
  // nobody used, and the trace is four times the size of the result.
  const layer = customGrad((...args) => {
    const save = args[args.length - 1] as (tensors: Tensor[]) => void;
    const out = run(true);
    last = keep(out.last);
    const { sequence, trace } = out;
    // x may be the output of a layer below, which is gone when the gradient runs unless it is saved here.
    save([x, sequence, ...trace!, ...(state ? [state.h, state.c] : [])]);
    return {
      value: sequence,
      gradFunc: (dy, saved) => {
        const [data, made, cells, active, h, c] = saved as Tensor[];
        const given = { x: data!, kernel, recurrent, sequence: made!, cells: cells!, active: active!, dy };
        const inputGradient = input.inputGradient !== false;
        return runConvLstmGrad({ ...given, ...(h && c ? { h, c } : {}) }, { inputGradient });
      },
    };
  });
  const sequence = (
    input.inputGradient === false ? layer(kernel, recurrent, bias) : layer(kernel, recurrent, bias, x)
  ) as Tensor5D;
  // A kept tensor belongs to nobody; its clone belongs to the scope of the caller.
  const c = clone(last!);
  dispose(last!);
  return { sequence, h: lastMonth(sequence, months, place), c };
}

/** A view where there is one month alone: on wasm a slice is two copies. */
const lastMonth = (sequence: Tensor5D, months: number, place: readonly [number, number, number, number]): Tensor4D =>
  reshape<Rank.R4>(months === 1 ? sequence : slice(sequence, [months - 1, 0, 0, 0, 0], [1, ...place]), [...place]);

function checkShapes({ x, kernel, recurrent, bias, state }: ConvLstmInput): void {
  const [, batch, rows, cols, channels] = x.shape;
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
}
