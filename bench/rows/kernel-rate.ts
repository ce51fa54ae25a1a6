import { type Asker, asked } from '../asker.ts';
import type { BenchContext, Family } from '../bench-context.ts';
import { nodeName } from '../node-host.ts';
import { rowOf } from '../row.ts';
import { tileModules } from '../tile-modules.ts';
import { directFlops, SHAPES } from '../work/shape.ts';
import type { TileModule } from '../work/tile-rate.ts';

/** Steps whose fastest stands for a repeat, as the fastest of several runs stands for the tile. */
const STEPS = 5;

/** Fastest register tile of this engine: the others need not run again. */
async function bestOf(asker: Asker, modules: readonly TileModule[], ms: number): Promise<TileModule | undefined> {
  let best: { module: TileModule; gflops: number } | undefined;
  for (const module of modules) {
    const { rate } = await asked(asker, { kind: 'tile', modules: [module], ms }, 'tile');
    if (rate && (!best || rate.gflops > best.gflops)) best = { module, gflops: rate.gflops };
  }
  return best?.module;
}

/**
 * The rate of our ConvLSTM kernels, forward and backward with gates, by the operations of direct convolution, beside the
 * best register tile of the same engine. Winograd does with fewer operations, so the ratio may be above 1.
 */
async function kernelRate(
  bench: BenchContext,
  host: string,
  start: () => Promise<Asker>,
  shape: 'small' | 'studio',
): Promise<void> {
  const asker = await start();
  try {
    const order = { library: 'thawcast', device: 'wasm', task: 'train', shape } as const;
    const { description } = await asked(asker, { kind: 'open', order }, 'opened');
    await asked(asker, { kind: 'run', steps: 3 }, 'ran');
    // What the kernels use decides what they are held against.
    const relaxed = /relaxed/.test(description);
    const ms = bench.quick ? 30 : 60;
    const module = await bestOf(asker, await tileModules(relaxed), ms);
    if (!module) throw new Error('this engine takes none of the register tiles');
    const heads = { ...SHAPES[shape], outputs: 0 };
    const flops = directFlops(heads, 'train');
    const [ours, peer]: [number[], number[]] = [[], []];
    for (let i = 0; i < (bench.quick ? 3 : 7); i++) {
      let fastest = Number.POSITIVE_INFINITY;
      for (let step = 0; step < STEPS; step++) {
        fastest = Math.min(fastest, (await asked(asker, { kind: 'kernels' }, 'kernels')).ms);
      }
      ours.push(flops / (fastest * 1e6));
      const { rate } = await asked(asker, { kind: 'tile', modules: [module], ms }, 'tile');
      peer.push(rate?.gflops ?? Number.NaN);
    }
    const tile = `best register tile, ${module.rows} x ${module.cols}${relaxed ? ', relaxed' : ''}`;
    const about = { name: 'ConvLSTM kernels', shape, backend: 'wasm', unit: 'GFLOP/s', peerName: tile };
    bench.add(rowOf({ ...about, device: `${description}, ${host}` }, ours, peer));
  } finally {
    await asker.close();
  }
}

/** How much of the machine the wasm kernels reach. */
export const kernelRateRows: readonly Family[] = (['small', 'studio'] as const).flatMap((shape) => [
  {
    name: `kernel rate ${shape} Node`,
    run: async (bench: BenchContext) => {
      if (!bench.quick || shape === 'small') await kernelRate(bench, nodeName, () => bench.nodeWorker(), shape);
    },
  },
  {
    name: `kernel rate ${shape} Chromium`,
    run: async (bench: BenchContext) => {
      if (bench.quick && shape !== 'small') return;
      const host = await bench.browser();
      await kernelRate(bench, host.name, () => host.worker(), shape);
    },
  },
]);
