import {
  blockUntilReady,
  defaultDevice,
  init,
  type Array as JaxArray,
  jit,
  lax,
  nn,
  numpy as np,
  valueAndGrad,
} from '@jax-js/jax';
import { initialWeights } from '../../src/nn/network.ts';
import { seededData } from './seeded.ts';
import { SHAPES, type WorkShape } from './shape.ts';
import type { Workload, WorkOrder } from './workload.ts';

/*
 * The same network in jax-js: input convolution of all months at once, recurrent convolution a month, everything compiled
 * as one function. Its arrays are counted by reference: an argument is consumed, `.ref` keeps it.
 */

type Params = { [name: string]: JaxArray };

/** `[month * batch, channel, row, col]` to heads of the same form. Consumes both. */
function heads(params: Params, x: JaxArray, shape: WorkShape): JaxArray {
  const { batch, months, rows, cols, filters } = shape;
  let sequence = x;
  filters.forEach((features, layer) => {
    const [kernel, recurrent, bias] = ['kernel', 'recurrent', 'bias'].map((n) => params[`layer${layer}/${n}`]!);
    const fromInput = lax
      .conv(sequence, kernel!, [1, 1], 'SAME')
      .add(bias!.reshape([1, 4 * features, 1, 1]))
      .reshape([months, batch, 4 * features, rows, cols]);
    const each = np.unstack(fromInput, 0);
    const hidden: JaxArray[] = [];
    let c: JaxArray | undefined;
    each.forEach((z, month) => {
      const before = hidden[month - 1];
      const all = before ? z.add(lax.conv(before.ref, recurrent!.ref, [1, 1], 'SAME')) : z;
      const [i, f, o, g] = np.split(all, 4, 1) as [JaxArray, JaxArray, JaxArray, JaxArray];
      const fresh = nn.sigmoid(i).mul(np.tanh(g));
      if (c) c = nn.sigmoid(f).mul(c).add(fresh);
      else {
        f.dispose();
        c = fresh;
      }
      hidden.push(nn.sigmoid(o).mul(np.tanh(c.ref)));
    });
    c?.dispose();
    recurrent!.dispose();
    sequence = np.stack(hidden, 0).reshape([months * batch, features, rows, cols]);
  });
  return lax.conv(sequence, params['heads/kernel']!, [1, 1], 'SAME').add(params['heads/bias']!.reshape([1, -1, 1, 1]));
}

/** Our weights in the layout of jax: `[out, in, k, k]`. */
function paramsOf(shape: WorkShape): Params {
  return Object.fromEntries(
    Object.entries(initialWeights(shape, 1)).map(([name, { shape: axes, values }]) => {
      const array = np.array(Float32Array.from(values)).reshape([...axes]);
      if (name === 'heads/kernel') return [name, np.transpose(array).reshape([axes[1]!, axes[0]!, 1, 1])];
      return [name, axes.length === 4 ? np.transpose(array, [3, 2, 0, 1]) : array];
    }),
  );
}

const each = (params: Params, of: (name: string) => JaxArray): Params =>
  Object.fromEntries(Object.keys(params).map((name) => [name, of(name)]));

/** @throws Error of jax-js when it cannot compile the function for the device */
export async function openJax({ device, task, shape: shapeName }: WorkOrder): Promise<Workload> {
  if (!(await init(device)).includes(device)) throw new Error(`jax-js has no ${device} here`);
  defaultDevice(device);
  const shape: WorkShape = SHAPES[shapeName];
  const { batch, months, rows, cols, channels, outputs } = shape;
  const data = seededData(shape);
  /** `[batch, month, row, col, c]` to `[month * batch, c, row, col]`. */
  const arranged = (values: Float32Array, last: number): JaxArray =>
    np
      .transpose(np.array(Float32Array.from(values)).reshape([batch, months, rows, cols, last]), [1, 0, 4, 2, 3])
      .reshape([months * batch, last, rows, cols]);
  const x = arranged(data.x, channels);
  const y = arranged(data.y, outputs);
  let params = paramsOf(shape);
  let mean = each(params, (name) => np.zeros(params[name]!.shape));
  let second = each(params, (name) => np.zeros(params[name]!.shape));
  let taken = 0;

  const run = jit((p: Params, input: JaxArray) => heads(p, input, shape));
  const loss = (p: Params, input: JaxArray, truth: JaxArray): JaxArray =>
    np.square(heads(p, input, shape).sub(truth)).mean();
  const adam = jit((p: Params, m: Params, v: Params, input: JaxArray, truth: JaxArray, rate: JaxArray) => {
    const [value, gradient] = valueAndGrad(loss)(
      each(p, (name) => p[name]!.ref),
      input,
      truth,
    ) as [JaxArray, Params];
    const m2 = each(p, (name) => m[name]!.mul(0.9).add(gradient[name]!.ref.mul(0.1)));
    const v2 = each(p, (name) => v[name]!.mul(0.999).add(np.square(gradient[name]!).mul(0.001)));
    const p2 = each(p, (name) => {
      const by = m2[name]!.ref.mul(rate.ref).div(np.sqrt(v2[name]!.ref).add(1e-7));
      return p[name]!.sub(by);
    });
    rate.dispose();
    return { value, p2, m2, v2 };
  });

  const step = async (): Promise<JaxArray> => {
    if (task !== 'train')
      return run(
        each(params, (name) => params[name]!.ref),
        x.ref,
      ) as JaxArray;
    taken++;
    const rate = np.array((1e-3 * Math.sqrt(1 - 0.999 ** taken)) / (1 - 0.9 ** taken));
    const out = adam(params, mean, second, x.ref, y.ref, rate);
    ({ p2: params, m2: mean, v2: second } = out as { p2: Params; m2: Params; v2: Params });
    return (out as { value: JaxArray }).value;
  };
  return {
    description: device,
    async run(steps) {
      const start = performance.now();
      for (let i = 0; i < steps; i++) {
        const result = await step();
        if (i === steps - 1) await blockUntilReady([result.ref]);
        result.dispose();
      }
      return performance.now() - start;
    },
    counts: async () => undefined,
    kernelMs: async () => Number.NaN,
  };
}
