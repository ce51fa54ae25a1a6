import { CELL_M01, project, X0, Y0 } from '../../grid/ease2.ts';
import { windowOf } from '../../grid/window.ts';

/** A TopoJSON topology as the npm atlases carry it: quantised, delta-encoded arcs. */
export interface LandTopology {
  readonly transform: { readonly scale: readonly number[]; readonly translate: readonly number[] };
  readonly arcs: readonly (readonly (readonly number[])[])[];
  readonly objects: Readonly<Record<string, { readonly geometries: readonly LandGeometry[] }>>;
}

interface LandGeometry {
  readonly type: string;
  readonly arcs?: unknown;
}

/** Land of the store window at M01: 1 where the middle of the cell is land, `[row, col]`. Lakes count as land. */
export interface LandMask {
  readonly rows: number;
  readonly cols: number;
  readonly land: Uint8Array;
}

/** Columns in a whole turn of the globe. */
const TURN = 34704;

/**
 * @param topology  world-atlas `countries-10m` or `land-10m`; its `land` object is used
 */
export function landMaskOf(topology: LandTopology): LandMask {
  const { row0, col0, rows, cols } = windowOf('M01');
  const arcs = topology.arcs.map((arc) => toCells(arc, topology.transform, row0, col0));
  const crossings: number[][] = Array.from({ length: rows }, () => []);
  for (const ring of ringsOf(topology))
    cross(unwrap(ring.flatMap((i, n) => arcPoints(arcs, i, n > 0))), crossings, cols);
  const land = new Uint8Array(rows * cols);
  for (let row = 0; row < rows; row++) {
    const xs = (crossings[row] as number[]).sort((a, b) => a - b);
    for (let i = 0; i + 1 < xs.length; i += 2) {
      const from = Math.max(0, Math.ceil((xs[i] as number) - 0.5));
      const to = Math.min(cols, Math.ceil((xs[i + 1] as number) - 0.5));
      if (to > from) land.fill(1, row * cols + from, row * cols + to);
    }
  }
  return { rows, cols, land };
}

/** Share of a block of M01 cells that is land, 0-1; row and column at the coarser level of the window. */
export function landShare({ cols, land }: LandMask, factor: number, row: number, col: number): number {
  let sum = 0;
  for (let r = row * factor; r < (row + 1) * factor; r++) {
    for (let c = col * factor; c < (col + 1) * factor; c++) sum += land[r * cols + c] as number;
  }
  return sum / (factor * factor);
}

type CellPoint = readonly [col: number, row: number];

function toCells(
  arc: readonly (readonly number[])[],
  { scale, translate }: LandTopology['transform'],
  row0: number,
  col0: number,
): CellPoint[] {
  let x = 0;
  let y = 0;
  return arc.map(([dx = 0, dy = 0]) => {
    x += dx;
    y += dy;
    const lon = x * (scale[0] as number) + (translate[0] as number);
    const lat = Math.max(-84, Math.min(84, y * (scale[1] as number) + (translate[1] as number)));
    const p = project(lon, lat);
    return [(p.x - X0) / CELL_M01 - col0, (Y0 - p.y) / CELL_M01 - row0] as const;
  });
}

function ringsOf(topology: LandTopology): number[][] {
  const rings: number[][] = [];
  for (const geometry of topology.objects.land?.geometries ?? []) {
    const polygons = geometry.type === 'Polygon' ? [geometry.arcs as number[][]] : (geometry.arcs as number[][][]);
    for (const polygon of polygons) rings.push(...polygon);
  }
  return rings;
}

/** An arc's points, backwards for ~index; its first point repeats the end of the arc before it. */
function arcPoints(arcs: readonly CellPoint[][], index: number, continues: boolean): CellPoint[] {
  const points = index >= 0 ? (arcs[index] as CellPoint[]) : [...(arcs[~index] as CellPoint[])].reverse();
  return continues ? points.slice(1) : points;
}

/** A ring that jumps across 180 degrees goes on beyond the edge instead. */
function unwrap(ring: readonly CellPoint[]): CellPoint[] {
  let shift = 0;
  return ring.map(([col, row], i) => {
    const before = i > 0 ? (ring[i - 1] as CellPoint)[0] : col;
    if (col - before > TURN / 2) shift -= TURN;
    else if (before - col > TURN / 2) shift += TURN;
    return [col + shift, row] as const;
  });
}

/** Adds where the ring, and its copies one turn east and west, cross the middle lines of the rows (even-odd rule). */
function cross(ring: readonly CellPoint[], crossings: number[][], cols: number): void {
  for (let i = 0; i < ring.length; i++) {
    const [x1, y1] = ring[i] as CellPoint;
    const [x2, y2] = ring[(i + 1) % ring.length] as CellPoint;
    const top = Math.max(0, Math.ceil(Math.min(y1, y2) - 0.5));
    const bottom = Math.min(crossings.length, Math.ceil(Math.max(y1, y2) - 0.5));
    for (let row = top; row < bottom; row++) {
      const x = x1 + ((row + 0.5 - y1) / (y2 - y1)) * (x2 - x1);
      for (const copy of [x - TURN, x, x + TURN]) {
        // What lies far outside only matters as inside or outside, so it may be moved to the edge.
        crossings[row]?.push(Math.max(-1, Math.min(cols + 1, copy)));
      }
    }
  }
}
