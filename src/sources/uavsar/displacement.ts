import { turn } from '../../core/turn.ts';
import { VARIABLES } from '../../core/variable.ts';
import { decodeValues } from '../raster/decode-values.ts';
import { boxAround, type CellMeans, cellPosition, M01Mean } from '../raster/m01-mean.ts';
import type { InputFile } from '../source.ts';
import type { GroundGrid } from './ground-grid.ts';
import type { Incidence } from './incidence.ts';

/** Pixels below are decorrelated: their phase says nothing (GeoCryoAI text). */
const LEAST_CORRELATION = 0.35;
/** Pixels of the sample that the median is taken of. */
const SAMPLE = 2 ** 20;
/** Pixels read at a time. */
const BLOCK = 2 ** 20;
const FLOAT = 4;

export interface Scene {
  readonly unwrapped: InputFile;
  readonly correlation: InputFile;
  readonly grid: GroundGrid;
  readonly littleEndian: boolean;
  /** m. */
  readonly wavelength: number;
  readonly incidence: Incidence;
  /** Looks in a pixel of the interferogram. */
  readonly looks: number;
  /** Share of ground pixels whose noise is independent, 0-1. */
  readonly independent: number;
  /** +1 where a growing phase means motion away from the radar. */
  readonly away: 1 | -1;
  readonly reference: { readonly lat: number; readonly lon: number; readonly radius: number } | undefined;
}

export interface Displacement {
  readonly means: CellMeans;
  /** Phase taken as no motion, rad. */
  readonly zero: number;
  readonly used: number;
  readonly fill: number;
  readonly decorrelated: number;
  /** Beyond what ground does in a season, or a correlation that cannot be. */
  readonly impossible: number;
  readonly offSwath: number;
}

/**
 * Vertical displacement, m, positive up, as means of M01 cells: line of sight = wavelength x phase / 4 pi, upright = line of
 * sight / cos(incidence), horizontal motion taken as none. Two passes over the file, by ranges: the first for the one free
 * constant of unwrapped phase, the second for the means, each pixel weighted by 1 / its phase variance (1 - c²) / (2 L c²).
 * @returns undefined when no pixel is coherent, or none at the reference
 */
export async function displacement(scene: Scene, signal?: AbortSignal): Promise<Displacement | undefined> {
  const zero = await referencePhase(scene, signal);
  if (zero === undefined) return undefined;
  const { grid, incidence, looks, wavelength } = scene;
  const box = boxAround(positions(grid));
  if (!box) return undefined;
  const cells = new M01Mean(box);
  const count = { used: 0, fill: 0, decorrelated: 0, impossible: 0, offSwath: 0 };
  const columns = Float64Array.from(
    { length: grid.cols },
    (_, c) => cellPosition(grid.lon + c * grid.lonStep, grid.lat)[1],
  );
  const [low, high] = VARIABLES.uz.range;
  for await (const { row, phase, coherence } of rowsOf(scene, 1, signal)) {
    const lat = grid.lat + row * grid.latStep;
    const at = cellPosition(grid.lon, lat)[0];
    for (let c = 0; c < grid.cols; c++) {
      const [phi, cor] = [phase[c] as number, coherence[c] as number];
      const kind = kindOf(phi, cor);
      if (kind !== 'good') {
        count[kind]++;
        continue;
      }
      const theta = incidence(lat, grid.lon + c * grid.lonStep);
      if (Number.isNaN(theta)) {
        count.offSwath++;
        continue;
      }
      const upright = (-scene.away * wavelength) / (4 * Math.PI * Math.cos(theta));
      const uz = upright * (phi - zero);
      if (!(uz >= low && uz <= high)) {
        count.impossible++;
        continue;
      }
      // A pixel with correlation 1 would have no noise at all and outweigh everything.
      const c2 = Math.min(cor, 0.99) ** 2;
      const variance = (upright * upright * (1 - c2)) / (2 * looks * c2);
      cells.add(at, columns[c] as number, uz, 1 / variance, variance);
      count.used++;
    }
  }
  return { ...count, zero, means: cells.result(pixelArea(grid), scene.independent) };
}

type Kind = 'good' | 'fill' | 'decorrelated' | 'impossible';

/** Fill is 0 in both files, or a number no phase reaches. */
function kindOf(phi: number, cor: number): Kind {
  if (!Number.isFinite(phi) || !Number.isFinite(cor) || phi === 0 || phi <= -9999 || cor === 0 || cor <= -9999)
    return 'fill';
  if (cor < 0 || cor > 1.0001) return 'impossible';
  return cor > LEAST_CORRELATION ? 'good' : 'decorrelated';
}

/** Ground area of a pixel in the middle, m². */
export const pixelArea = (g: GroundGrid): number =>
  111_195 ** 2 * Math.abs(g.latStep * g.lonStep) * Math.cos(((g.lat + (g.rows / 2) * g.latStep) * Math.PI) / 180);

function* positions(g: GroundGrid) {
  for (let i = 0; i <= 64; i++)
    for (let k = 0; k <= 64; k++)
      yield cellPosition(g.lon + (k / 64) * (g.cols - 1) * g.lonStep, g.lat + (i / 64) * (g.rows - 1) * g.latStep);
}

async function referencePhase(scene: Scene, signal?: AbortSignal): Promise<number | undefined> {
  const { grid, reference } = scene;
  const step = reference ? 1 : Math.max(1, Math.ceil(Math.sqrt((grid.rows * grid.cols) / SAMPLE)));
  const found: number[] = [];
  for await (const { row, phase, coherence } of rowsOf(scene, step, signal, reference)) {
    const lat = grid.lat + row * grid.latStep;
    for (let c = 0; c < grid.cols && found.length < 2 * SAMPLE; c += step) {
      if (kindOf(phase[c] as number, coherence[c] as number) !== 'good') continue;
      if (reference && metres(lat, grid.lon + c * grid.lonStep, reference) > reference.radius) continue;
      found.push(phase[c] as number);
    }
  }
  const sorted = Float64Array.from(found).sort();
  const [a, b] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return a === undefined || b === undefined ? undefined : (a + b) / 2;
}

const metres = (lat: number, lon: number, to: { readonly lat: number; readonly lon: number }): number =>
  111_195 * Math.hypot(lat - to.lat, (lon - to.lon) * Math.cos((to.lat * Math.PI) / 180));

/** Rows of both files, every `step`-th, those near the reference only where one is given. */
async function* rowsOf(
  { unwrapped, correlation, grid, littleEndian }: Scene,
  step: number,
  signal: AbortSignal | undefined,
  near?: { readonly lat: number; readonly radius: number },
) {
  const wanted = (row: number) => !near || Math.abs(grid.lat + row * grid.latStep - near.lat) * 111_195 <= near.radius;
  const height = step > 1 ? 1 : Math.max(1, Math.floor(BLOCK / grid.cols));
  for (let top = 0; top < grid.rows; top += Math.max(step, height)) {
    const rows = Math.min(height, grid.rows - top);
    if (!Array.from({ length: rows }, (_, r) => top + r).some(wanted)) continue;
    await turn(signal);
    const [offset, length] = [top * grid.cols * FLOAT, rows * grid.cols * FLOAT];
    const phase = decodeValues(await unwrapped.bytes(offset, length), 'f32', littleEndian);
    const coherence = decodeValues(await correlation.bytes(offset, length), 'f32', littleEndian);
    for (let r = 0; r < rows; r++) {
      const [from, to] = [r * grid.cols, (r + 1) * grid.cols];
      if (wanted(top + r))
        yield { row: top + r, phase: phase.subarray(from, to), coherence: coherence.subarray(from, to) };
    }
  }
}
