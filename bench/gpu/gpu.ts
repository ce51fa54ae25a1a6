import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { LAYER_CASES } from '../../src/nn/check/layer-case.ts';
import { layerErrors } from '../../src/nn/check/layer-errors.ts';
import { useDevice } from '../../src/nn/device.ts';
import { offerDawn } from '../../src/nn/webgpu/dawn.node.ts';
import { warmUp } from '../../src/nn/webgpu/warm-up.ts';
import type { Contestant } from '../contestant.ts';
import { NO_TORCH, pythonWithTorch, torchContestant } from '../peers/torch.ts';
import { type RaceOptions, race, raceLine } from '../race.ts';
import { type Row, rowOf, type Skip } from '../row.ts';
import { openWorkload } from '../work/open-workload.ts';
import { SHAPES } from '../work/shape.ts';
import type { Library } from '../work/workload.ts';

/*
 * The webgpu kernels on this machine's GPU, in Node on Dawn, beside tf.layers on the same device and PyTorch on CUDA.
 * Runs from a checkout, or on a bare server as the one file that `npm run bench:gpu -- --bundle FOLDER` writes.
 */

const OPTIONS: RaceOptions = { laps: 15, leastLaps: 2, secondsEach: 20, lapMs: 100 };
const SHAPE_NAMES = ['small', 'studio'] as const;
const TASKS = ['train', 'forward'] as const;

type Order = { readonly shape: (typeof SHAPE_NAMES)[number]; readonly task: (typeof TASKS)[number] };

async function webgpu(library: Library, { shape, task }: Order): Promise<Contestant> {
  const work = await openWorkload({ library, device: 'webgpu', task, shape });
  const label = library === 'layers' ? 'tf.layers on the same device' : 'thawcast';
  return {
    label,
    device: work.description,
    lap: (steps) => work.run(steps),
    counts: () => work.counts(),
    close: async () => {},
  };
}

/** Why there is no PyTorch with CUDA here, or undefined. */
function noCuda(): string | undefined {
  const python = pythonWithTorch();
  if (!python) return NO_TORCH;
  const asked = spawnSync(python, ['-c', 'import sys, torch; sys.exit(0 if torch.cuda.is_available() else 1)']);
  return asked.status === 0 ? undefined : 'PyTorch here sees no CUDA device';
}

async function rowsOf(order: Order, withCuda: boolean, options: RaceOptions): Promise<Row[]> {
  const { shape, task } = order;
  const peers = [await webgpu('layers', order)];
  if (withCuda) peers.push(await torchContestant({ threads: 1, shape, task, device: 'cuda' }));
  const ours = await webgpu('thawcast', order);
  const sides = [ours, ...peers];
  try {
    const laps = await race(sides, options);
    process.stderr.write(`${shape} ${task}: ${raceLine(sides, laps)}\n`);
    const about = { name: `webgpu ${task} step`, shape, backend: 'webgpu', device: ours.device, unit: 'ms' };
    const rows = peers.map(({ label }, i) => rowOf({ ...about, peerName: label }, laps[0]!, laps[i + 1]!));
    const [mine, theirs] = [await ours.counts(), await peers[0]!.counts()];
    if (!mine || !theirs) return rows;
    const counted = { ...about, name: `webgpu ${task} dispatches`, unit: 'dispatches', peerName: peers[0]!.label };
    return [...rows, rowOf(counted, [mine.launches], [theirs.launches])];
  } finally {
    for (const side of sides) await side.close();
  }
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      json: { type: 'string' },
      only: { type: 'string' },
      laps: { type: 'string', default: String(OPTIONS.laps) },
    },
  });
  if (!(await offerDawn())) {
    process.stderr.write('no GPU adapter is offered here: is a Vulkan driver installed?\n');
    return 1;
  }
  const device = await useDevice('webgpu');
  process.stderr.write(`${device.description}${device.hardware ? '' : ' (emulated)'}\n`);
  for (const layer of LAYER_CASES) {
    const worst = Math.max(...Object.values(await layerErrors(layer)));
    process.stderr.write(`error against double precision, ${layer.name}: ${worst.toExponential(1)}\n`);
    // An error that is no number fails too.
    if (!(worst < 1e-4)) return 1;
  }
  const cuda = noCuda();
  const rows: Row[] = [];
  const skips: Skip[] = cuda ? [{ name: 'PyTorch on CUDA', why: cuda }] : [];
  for (const shape of SHAPE_NAMES.filter((name) => !values.only || values.only === name)) {
    const { batch, months, rows: height, cols, channels, filters, kernel, outputs } = SHAPES[shape];
    const start = performance.now();
    await warmUp({ channels, filters, kernel, outputs }, [batch, months, height, cols]);
    process.stderr.write(`${shape}: compiled in ${(performance.now() - start).toFixed(0)} ms\n`);
    for (const task of TASKS) {
      rows.push(...(await rowsOf({ shape, task }, !cuda, { ...OPTIONS, laps: Number(values.laps) })));
    }
  }
  for (const { name, why } of skips) process.stderr.write(`skipped: ${name}: ${why}\n`);
  const text = `${JSON.stringify({ rows, skipped: skips }, null, 1)}\n`;
  process.stdout.write(text);
  if (values.json) writeFileSync(values.json, text);
  return 0;
}

// Dawn keeps threads of its own that would hold the process.
main().then(
  (code) => process.exit(code),
  (error) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(1);
  },
);
