import { BadRequest } from '../../core/error.ts';

/** Cells of a region that the network works on; all others hold zero: as input, as state, and as what lies beyond the edge. */
export interface RegionMask {
  readonly rows: number;
  readonly cols: number;
  /** `[row, col]`, 1 where the network works. */
  readonly active: Uint8Array;
}

/** A tile, as a rule cut to its active cells, in cells of the region. */
export interface PlannedTile {
  readonly row: number;
  readonly col: number;
  readonly rows: number;
  readonly cols: number;
  /** Active cells of the tile. */
  readonly cells: number;
  /** Runs of active cells in the tile with its halo, `[start, end)` pairs of cell indices: of the tile itself, halo left out. */
  readonly own: Int32Array;
  /** The same for active cells of tile and halo. */
  readonly seen: Int32Array;
}

/** Cells that tile `from` computes and tile `to` sees in its halo, in cells of the region. */
export interface HaloCopy {
  readonly from: number;
  readonly to: number;
  readonly row: number;
  readonly col: number;
  readonly rows: number;
  readonly cols: number;
}

/** How a region is cut into tiles: the same mask, size and halo give the same plan in every thread. */
export interface TilePlan {
  readonly halo: number;
  readonly tiles: readonly PlannedTile[];
  readonly copies: readonly HaloCopy[];
}

/**
 * Cuts a region into tiles. Tiles without an active cell are left out; the others are cut to the cells they need.
 *
 * @param size cells along a side of a tile
 * @param halo cells around a tile that its convolutions see: half the kernel
 * @param cut false leaves tiles whole, so that they have few shapes: a GPU compiles its programs anew for each
 * @throws BadRequest for sizes that cut nothing
 */
export function planTiles(mask: RegionMask, size: number, halo: number, cut = true): TilePlan {
  if (!(Number.isInteger(size) && size > 0 && Number.isInteger(halo) && halo >= 0 && halo <= size)) {
    throw new BadRequest({
      what: `tiles of ${size} cells with a halo of ${halo}`,
      expected: 'whole cells, halo <= tile',
    });
  }
  if (mask.active.length !== mask.rows * mask.cols) {
    throw new BadRequest({ what: `a mask of ${mask.active.length}`, expected: `${mask.rows} x ${mask.cols} cells` });
  }
  const tiles: PlannedTile[] = [];
  const boxes = new Map<string, number>();
  for (let row = 0; row < mask.rows; row += size) {
    for (let col = 0; col < mask.cols; col += size) {
      const [rowEnd, colEnd] = [Math.min(row + size, mask.rows), Math.min(col + size, mask.cols)];
      const needed = bounds(mask, row, col, rowEnd, colEnd);
      const whole = { row, col, rows: rowEnd - row, cols: colEnd - col };
      const box = needed && !cut ? { ...needed, ...whole } : needed;
      if (!box) continue;
      boxes.set(`${row / size},${col / size}`, tiles.length);
      tiles.push({ ...box, own: runs(mask, box, halo, false), seen: runs(mask, box, halo, true) });
    }
  }
  const copies: HaloCopy[] = [];
  for (const [key, to] of boxes) {
    const [r, c] = key.split(',').map(Number) as [number, number];
    for (let dr = -1; dr <= 1; dr++) {
      for (let dc = -1; dc <= 1; dc++) {
        const from = boxes.get(`${r + dr},${c + dc}`);
        if (from === undefined || from === to) continue;
        const copy = overlap(tiles[from] as PlannedTile, tiles[to] as PlannedTile, halo);
        if (copy) copies.push({ from, to, ...copy });
      }
    }
  }
  return { halo, tiles, copies };
}

type Box = Omit<PlannedTile, 'own' | 'seen'>;

/** The smallest box around the active cells of a window. */
function bounds(mask: RegionMask, row: number, col: number, rowEnd: number, colEnd: number): Box | undefined {
  let [top, bottom, left, right, cells] = [rowEnd, -1, colEnd, -1, 0];
  for (let r = row; r < rowEnd; r++) {
    for (let c = col; c < colEnd; c++) {
      if (mask.active[r * mask.cols + c] === 0) continue;
      cells++;
      top = Math.min(top, r);
      bottom = r;
      left = Math.min(left, c);
      right = Math.max(right, c);
    }
  }
  return cells === 0 ? undefined : { row: top, col: left, rows: bottom - top + 1, cols: right - left + 1, cells };
}

/** Runs of active cells along the rows of a box with its halo; a run never goes over the end of a row. */
function runs(mask: RegionMask, box: Box, halo: number, withHalo: boolean): Int32Array {
  const out: number[] = [];
  const wide = box.cols + 2 * halo;
  const skip = withHalo ? 0 : halo;
  for (let r = skip; r < box.rows + 2 * halo - skip; r++) {
    let start = -1;
    for (let c = skip; c <= wide - skip; c++) {
      const inside = c < wide - skip && isActive(mask, box.row - halo + r, box.col - halo + c);
      if (inside && start < 0) start = r * wide + c;
      if (!inside && start >= 0) {
        out.push(start, r * wide + c);
        start = -1;
      }
    }
  }
  return Int32Array.from(out);
}

const isActive = ({ rows, cols, active }: RegionMask, r: number, c: number): boolean =>
  r >= 0 && r < rows && c >= 0 && c < cols && active[r * cols + c] === 1;

function overlap(from: Box, to: Box, halo: number): Omit<HaloCopy, 'from' | 'to'> | undefined {
  const row = Math.max(from.row, to.row - halo);
  const col = Math.max(from.col, to.col - halo);
  const rows = Math.min(from.row + from.rows, to.row + to.rows + halo) - row;
  const cols = Math.min(from.col + from.cols, to.col + to.cols + halo) - col;
  return rows > 0 && cols > 0 ? { row, col, rows, cols } : undefined;
}
