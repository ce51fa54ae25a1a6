import {
  add,
  concat,
  type KernelConfig,
  mul,
  reshape,
  sigmoid,
  slice,
  sub,
  type Tensor,
  type Tensor2D,
  tanh,
  tidy,
} from '@tensorflow/tfjs-core';

type Inputs = Record<string, Tensor>;

/** Month `month` of `[month, cell, n]` as `[cell, n]`. */
function monthOf(all: Tensor, month: number): Tensor2D {
  const [, cells = 0, n = 0] = all.shape;
  return reshape(slice(all, [month, 0, 0], [1, cells, n]), [cells, n]);
}

const columns = (t: Tensor, from: number, n: number): Tensor2D => slice(t as Tensor2D, [0, from], [-1, n]);

function forward({ fromInput, fromState, c }: Inputs, month: number): Tensor[] {
  const f = c!.shape[1]!;
  const z = add(monthOf(fromInput!, month), fromState!);
  const ifo = sigmoid(columns(z, 0, 3 * f));
  const g = tanh(columns(z, 3 * f, f));
  const next = add(mul(columns(ifo, f, f), c!), mul(columns(ifo, 0, f), g));
  const h = mul(columns(ifo, 2 * f, f), tanh(next));
  return [h, next, concat([ifo, g], 1)];
}

/** Gradient of sigmoid from its value s, and of tanh from its value t. */
const dSigmoid = (s: Tensor): Tensor => sub(s, mul(s, s));
const dTanh = (t: Tensor): Tensor => sub(1, mul(t, t));

function backward(inputs: Inputs, month: number): Tensor[] {
  const active = inputs.active!;
  const n = active.shape[1]! / 4;
  const [i, f, o, g] = [0, 1, 2, 3].map((k) => columns(active, k * n, n)) as [Tensor, Tensor, Tensor, Tensor];
  const dh = add(monthOf(inputs.dSequence!, month), inputs.dh!);
  const t = tanh(inputs.after!);
  const dc = add(inputs.dc!, mul(mul(dh, o), dTanh(t)));
  const dIfo = mul(
    concat([mul(dc, g), mul(dc, inputs.before!), mul(dh, t)] as Tensor2D[], 1),
    dSigmoid(columns(active, 0, 3 * n)),
  );
  return [concat([dIfo, mul(mul(dc, i), dTanh(g))] as Tensor2D[], 1), mul(dc, f)];
}

/** The gates in stock ops, for backends that have no fused kernel of ours. */
export const composedGates = (backendName: string): KernelConfig[] =>
  (
    [
      ['ThawGates', forward],
      ['ThawGatesGrad', backward],
    ] as const
  ).map(([kernelName, run]) => ({
    kernelName,
    backendName,
    // The engine hands real tensors to a kernel and takes them back; its type names only their description.
    kernelFunc: ({ inputs, attrs }) => tidy(() => run(inputs as unknown as Inputs, Number(attrs?.month))),
  }));
