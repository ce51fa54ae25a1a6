import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { windowOf } from '../../src/grid/window.ts';
import { importFiles } from '../../src/preprocess/import-files.ts';
import { regrid } from '../../src/preprocess/regrid/regrid.ts';
import type { RegridMethod } from '../../src/preprocess/regrid/regrid-method.ts';
import { diskFiles } from '../../src/sources/disk-file.node.ts';
import type { Affine } from '../../src/sources/raster/affine.ts';
import { crsOf } from '../../src/sources/raster/crs.ts';

/** What one process is asked to do, over and over. */
export type DataOrder = RegridOrder | ImportOrder;

export interface RegridOrder {
  readonly task: 'regrid';
  readonly method: RegridMethod;
  readonly rule: 'gdal' | 'area';
  /** The field stands for so many months. */
  readonly steps: number;
  /** Raw float32 of a field on Alaska Albers, and six numbers as GDAL has them. */
  readonly values: string;
  readonly rows: number;
  readonly cols: number;
  readonly transform: readonly number[];
}

export interface ImportOrder {
  readonly task: 'import';
  readonly paths: readonly string[];
  /** Observations and fields that must come of it: what reads nothing is no contestant. */
  readonly least: number;
}

type Question =
  | ({ readonly kind: 'open' } & DataOrder)
  | { readonly kind: 'run'; readonly steps: number }
  | { readonly kind: 'peak' };

/** One line of JSON per line of JSON, so that a process of its own shows what the work takes in time and memory. */
async function main(): Promise<void> {
  let step: () => Promise<void> = async () => {};
  for await (const line of createInterface({ input: process.stdin })) {
    const question = JSON.parse(line) as Question;
    try {
      if (question.kind === 'open') step = question.task === 'regrid' ? await regridder(question) : importer(question);
      const begin = performance.now();
      if (question.kind === 'run') for (let i = 0; i < question.steps; i++) await step();
      const reply = question.kind === 'peak' ? { bytes: peakBytes() } : { ms: performance.now() - begin };
      console.log(JSON.stringify(reply));
    } catch (error) {
      console.log(JSON.stringify({ error: error instanceof Error ? error.message : String(error) }));
    }
  }
}

async function regridder(order: RegridOrder): Promise<() => Promise<void>> {
  const crs = await crsOf('EPSG:3338');
  if (!crs) throw new Error('EPSG:3338 is not known');
  const { rows, cols, transform, method, rule, steps } = order;
  const one = new Float32Array(Uint8Array.from(readFileSync(order.values)).buffer);
  const values = new Float32Array(steps * one.length);
  for (let t = 0; t < steps; t++) values.set(one, t * one.length);
  const [c, a, b, f, d, e] = transform as [number, number, number, number, number, number];
  const source = {
    rows,
    cols,
    values,
    crs,
    transform: [a, b, c, d, e, f] as Affine,
  };
  const window = windowOf('M01');
  return async () => {
    await regrid(source, { level: 'M01', rows: [0, window.rows], cols: [0, window.cols] }, method, { rule });
  };
}

const importer =
  ({ paths, least }: ImportOrder) =>
  async () => {
    const { observations, grids, rejected } = await importFiles(await diskFiles(paths));
    if (observations.length + grids.length < least)
      throw new Error(`${observations.length} observations, ${grids.length} fields; ${rejected[0]?.rule ?? ''}`);
  };

/** Most memory resident so far; Linux only. */
function peakBytes(): number {
  const kB = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
  if (kB === undefined) throw new Error('no VmHWM here');
  return 1024 * Number(kB);
}

await main();
