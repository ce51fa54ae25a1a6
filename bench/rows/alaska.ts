import { planTiles } from '../../src/forecast/region/tile-plan.ts';
import { TILE } from '../../src/grid/tile.ts';
import { readAtlas } from '../../src/sources/reference-alaska/atlas.node.ts';
import { type LandMask, landMaskOf } from '../../src/sources/reference-alaska/land-mask.ts';
import { type Asker, asked } from '../asker.ts';
import type { BenchContext, Family } from '../bench-context.ts';
import { inChromium, inNode, inTorch } from '../entries.ts';
import { raceRows } from '../race-rows.ts';
import { rowOf } from '../row.ts';
import type { PackedMask } from '../work/work.protocol.ts';
import type { WorkOrder } from '../work/workload.ts';

const MONTHS = 120;
const MEMBERS = 5;
/** Minutes that ten years of all Alaska by five members may take on two cores. */
const MOST_MINUTES = 45;
/** North slope and Brooks Range: tiles of the coast and tiles that are all land, 2 x 3 of them. */
const PART = { row: 1, col: 26, rows: 2, cols: 3 };
const HALO = 1;

/** One month of one tile, cells beside those of PyTorch. */
async function tileMonth(bench: BenchContext): Promise<void> {
  const order: WorkOrder = { library: 'thawcast', device: 'wasm', task: 'month', shape: 'alaska' };
  await raceRows(bench, {
    name: 'month step',
    shape: 'alaska',
    backend: 'wasm',
    ours: [inChromium(bench, order), inNode(bench, order)],
    peers: [inTorch('alaska', 'month', 1), inTorch('alaska', 'month', 2)],
    unit: { name: 'cells/s', from: (ms) => (1000 * TILE * TILE) / ms },
  });
}

/** Land, and the cells beside it, on which networks work too: those of the shore have seen their neighbours at sea. */
function withShore({ rows, cols, land }: LandMask): Uint8Array {
  const active = new Uint8Array(land.length);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < cols; c++) {
      if (land[r * cols + c] === 0) continue;
      for (let y = Math.max(0, r - 1); y <= Math.min(rows - 1, r + 1); y++) {
        active.fill(1, y * cols + Math.max(0, c - 1), y * cols + Math.min(cols, c + 2));
      }
    }
  }
  return active;
}

/** The whole window at 1 km: a part of it, and what a plan of tiles computes for all of it. */
function region() {
  const mask = landMaskOf(readAtlas());
  const { rows, cols } = mask;
  const active = withShore(mask);
  const plan = planTiles({ rows, cols, active }, TILE, HALO);
  const part = (): PackedMask => {
    const wide = PART.cols * TILE;
    let text = '';
    for (let r = PART.row * TILE; r < (PART.row + PART.rows) * TILE; r++) {
      const at = r * cols + PART.col * TILE;
      text += active.subarray(at, at + wide).join('');
    }
    return { rows: PART.rows * TILE, cols: wide, active: text };
  };
  const computed = plan.tiles.reduce((n, t) => n + (t.rows + 2 * HALO) * (t.cols + 2 * HALO), 0);
  return { part, computed, tiles: plan.tiles.length };
}

/** Computed cells a second of each month, workers side by side, each with its own part. */
async function rates(bench: BenchContext, workers: readonly Asker[], mask: PackedMask): Promise<number[]> {
  const months = bench.quick ? 2 : 5;
  const runs = await Promise.all(workers.map((w) => asked(w, { kind: 'months', mask, months }, 'months')));
  return Array.from({ length: months }, (_, m) =>
    runs.reduce((sum, { computed, seconds }) => sum + computed / (seconds[m] as number), 0),
  );
}

/**
 * The runner of the product over a part of Alaska, and from its rate the time of a forecast of all of it: what is
 * projected is the number of cells, nothing else. Reading drivers and writing the store run beside it.
 */
async function projected(bench: BenchContext, count: number, host: string, start: () => Promise<Asker>): Promise<void> {
  const { part, computed, tiles } = region();
  const workers: Asker[] = [];
  try {
    for (let i = 0; i < count; i++) workers.push(await start());
    const rate = await rates(bench, workers, part());
    const device = `${count === 1 ? 'one worker' : `${count} workers`}, ${host}`;
    const minutes = rate.map((r) => (MONTHS * MEMBERS * computed) / r / 60);
    const about = { shape: 'alaska', backend: 'wasm', device, peerName: 'bar' };
    const all = `${MONTHS / 12} years, ${MEMBERS} members, all Alaska`;
    bench.note(`all Alaska at 1 km: ${tiles} tiles, ${computed} cells computed a month and member, ${device}`);
    bench.add(rowOf({ ...about, name: all, unit: 'minutes' }, minutes, Array(minutes.length).fill(MOST_MINUTES)));
    const least = (MONTHS * MEMBERS * computed) / MOST_MINUTES / 60;
    bench.add(rowOf({ ...about, name: 'region month step', unit: 'cells/s' }, rate, Array(rate.length).fill(least)));
  } finally {
    await Promise.all(workers.map((w) => w.close()));
  }
}

/** Forecasting at 1 km. */
export const alaskaRows: readonly Family[] = [
  { name: 'alaska tile', run: tileMonth },
  ...[1, 2].flatMap((count) => [
    {
      name: `alaska region ${count} Chromium`,
      run: async (bench: BenchContext) => {
        const host = await bench.browser();
        await projected(bench, count, host.name, () => host.worker());
      },
    },
    {
      name: `alaska region ${count} Node`,
      run: async (bench: BenchContext) => {
        if (!bench.quick) await projected(bench, count, 'Node', () => bench.nodeWorker());
      },
    },
  ]),
];
