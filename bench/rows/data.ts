import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BenchContext, Family } from '../bench-context.ts';
import type { Contestant } from '../contestant.ts';
import { nodeName } from '../node-host.ts';
import { type LineProcess, lineProcess } from '../peers/line-process.ts';
import { type Entry, raceRows } from '../race-rows.ts';
import { root } from '../root.ts';
import { rowOf } from '../row.ts';
import type { DataOrder } from '../work/data.node.ts';
import {
  FIELD,
  madeField,
  madeRaster,
  madeReanalysis,
  madeScene,
  madeSmalt,
  madeTower,
  TOWER_COLUMNS,
} from '../work/made-data.ts';

const PYTHONS = ['/usr/bin/python3', 'python3'];
/** What one import may hold at its peak, MB. */
const MOST_MEMORY = 400;

/** The Python that has a module. @throws Error when none has */
function pythonWith(module: string, hint: string): string {
  const found = PYTHONS.find(
    (python) => spawnSync(python, ['-c', `import ${module}`], { stdio: 'ignore' }).status === 0,
  );
  if (!found) throw new Error(`no Python with ${module} here (Debian: apt-get install ${hint})`);
  return found;
}

/** Our side in a process of its own. */
function ownProcess(): LineProcess {
  const tsx = pathToFileURL(join(root, 'node_modules', 'tsx', 'dist', 'loader.mjs')).href;
  return lineProcess('Thawcast', process.execPath, ['--import', tsx, join(root, 'bench', 'work', 'data.node.ts')]);
}

const contestant = (label: string, device: string, { ask, close }: LineProcess): Contestant => ({
  label,
  device,
  lap: async (steps) => Number((await ask({ kind: 'run', steps })).ms),
  counts: async () => undefined,
  close: async () => close(),
});

const ours = (order: DataOrder): Entry => ({
  label: `Thawcast, ${nodeName}`,
  open: async () => {
    const own = ownProcess();
    await own.ask({ kind: 'open', ...order });
    return contestant('Thawcast', `one thread, ${nodeName}`, own);
  },
});

const peer = (label: string, module: string, hint: string, order: object): Entry => ({
  label,
  open: async () => {
    const script = join(root, 'bench', 'peers', 'data_peer.py');
    const other = lineProcess(label, pythonWith(module, hint), ['-u', script], { OMP_NUM_THREADS: '1' });
    const { name } = await other.ask({ kind: 'open', ...order });
    return contestant(String(name), 'one thread', other);
  },
});

interface Warp {
  readonly name: string;
  readonly method: 'nearest' | 'bilinear' | 'average';
  /** `gdal`: the peer's own rule, so that both do the same work. */
  readonly rule: 'gdal' | 'area';
  readonly steps: number;
}

const WARPS: readonly Warp[] = [
  { name: 'regrid, nearest', method: 'nearest', rule: 'area', steps: 1 },
  { name: 'regrid, bilinear', method: 'bilinear', rule: 'area', steps: 1 },
  { name: 'regrid, average', method: 'average', rule: 'gdal', steps: 1 },
  { name: 'regrid, average, 12 months', method: 'average', rule: 'gdal', steps: 12 },
  // Ours gives each cell its share of the ground; the peer takes upright boxes all the same.
  { name: 'exact areas', method: 'average', rule: 'area', steps: 1 },
  { name: 'exact areas, 12 months', method: 'average', rule: 'area', steps: 12 },
];

/** A field of 1 km from Alaska Albers to the whole M01 window, in memory, starts of programs and files not counted. */
async function regridRows(bench: BenchContext, { name, ...warp }: Warp): Promise<void> {
  const order = { task: 'regrid', ...warp, values: madeField(), ...FIELD } as const;
  await raceRows(bench, {
    name,
    shape: '1500 x 2500',
    backend: 'js',
    ours: [ours(order)],
    peers: [peer('GDAL', 'osgeo.gdal', 'python3-gdal', order)],
    options: { lapMs: 1000 },
  });
}

/** 105 MB of half hours to months of all quantities: ours with its screening, pandas with plain means. */
async function towerRows(bench: BenchContext): Promise<void> {
  const { table, badm } = madeTower();
  const pandas = (columns: readonly string[] | null) =>
    peer('pandas', 'pandas', 'python3-pandas', { task: 'months', file: table, skip: 2, columns });
  await raceRows(bench, {
    name: 'tower months',
    shape: '105 MB',
    backend: 'js',
    ours: [ours({ task: 'import', paths: [table, badm], least: 2000 })],
    peers: [pandas(TOWER_COLUMNS), pandas(null)],
    options: { secondsEach: bench.quick ? 5 : 30 },
    unit: { name: 's', from: (ms) => ms / 1000 },
  });
}

interface Large {
  readonly what: string;
  readonly paths: () => readonly string[];
  readonly least: number;
}

const LARGE: readonly Large[] = [
  { what: '105 MB of a tower', paths: () => Object.values(madeTower()), least: 2000 },
  { what: '18 MB of measured thaw', paths: () => [madeSmalt()], least: 100 },
  { what: '1.06 GB of a radar scene', paths: madeScene, least: 1 },
  { what: '1.02 GB of ERA5', paths: () => [madeReanalysis()], least: 1 },
  { what: '0.48 GB of GeoTIFF', paths: () => Object.values(madeRaster()), least: 1 },
];

/** Most memory that a process of its own holds while it imports once. */
async function memoryRow(bench: BenchContext, { what, paths, least }: Large): Promise<void> {
  const own = ownProcess();
  try {
    await own.ask({ kind: 'open', task: 'import', paths: paths(), least });
    await own.ask({ kind: 'run', steps: 1 });
    const { bytes } = await own.ask({ kind: 'peak' });
    const about = { name: 'peak memory', shape: what, backend: 'js', device: nodeName, unit: 'MB', peerName: 'bar' };
    bench.add(rowOf(about, [Number(bytes) / 1e6], [MOST_MEMORY]));
  } catch (error) {
    bench.skip(`peak memory, ${what}`, error instanceof Error ? error.message : String(error));
  } finally {
    own.close();
  }
}

/** Files to fields and months, beside the programs that others use for it. */
export const dataRows: readonly Family[] = [
  ...WARPS.map((warp) => ({
    name: `data ${warp.name}`,
    run: async (bench: BenchContext) => (bench.quick && warp.steps > 1 ? undefined : regridRows(bench, warp)),
  })),
  { name: 'data tower', run: towerRows },
  {
    name: 'data memory',
    run: async (bench) => {
      if (bench.quick) return;
      for (const large of LARGE) await memoryRow(bench, large);
    },
  },
];
