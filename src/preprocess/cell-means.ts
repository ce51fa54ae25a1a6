import type { VariableName } from '../core/variable.ts';
import { windowCell } from '../grid/window.ts';
import type { ObservationTable } from '../store/schema.ts';
import { footprintCells } from './footprint.ts';

/** Mean of what was measured in one cell of M01 in one month. */
export interface CellMean {
  readonly row: number;
  readonly col: number;
  readonly month: number;
  readonly value: number;
  /** One sd of the cell's mean; NaN where neither errors nor a spread are known. */
  readonly sd: number;
  /** Points it is made of. */
  readonly n: number;
}

/** Share of an error's variance that instruments of one kind have in common: it does not shrink with the number of points. */
const COMMON = 0.5;
const TOWER = /eddy covariance/i;

/**
 * Points to cells: every cell and month is the plain mean of its points, a tower counts in each cell that its footprint covers. Only
 * values that are `ok`.
 *
 * The sd of a mean of n points holds the share that their errors have in common, and the larger of what their own errors and what their
 * spread leave of the rest: the spread contains the errors already, and with few points it may miss them.
 */
export function cellMeans(table: ObservationTable, variable: VariableName): CellMean[] {
  const cells = new Map<string, { row: number; col: number; month: number; of: Point[] }>();
  for (let i = 0; i < table.length; i++) {
    if (table.variable[i] !== variable || table.flag[i] !== 'ok') continue;
    const [lon, lat, month] = [table.lon[i], table.lat[i], table.month[i]] as [number, number, number];
    for (const { row, col } of cellsOf(lon, lat, table.method[i] as string)) {
      const key = `${row}/${col}/${month}`;
      const cell = cells.get(key) ?? { row, col, month, of: [] };
      cell.of.push({ value: table.value[i] as number, sd: table.uncertainty[i] as number });
      cells.set(key, cell);
    }
  }
  return [...cells.values()].map(({ of, ...where }) => ({ ...where, ...meanOf(of) }));
}

interface Point {
  readonly value: number;
  readonly sd: number;
}

function cellsOf(lon: number, lat: number, method: string): readonly { row: number; col: number }[] {
  if (TOWER.test(method)) return footprintCells(lon, lat);
  const cell = windowCell('M01', lon, lat);
  return cell ? [cell] : [];
}

function meanOf(of: readonly Point[]): { value: number; sd: number; n: number } {
  const n = of.length;
  const value = of.reduce((s, p) => s + p.value, 0) / n;
  const known = of.filter((p) => !Number.isNaN(p.sd));
  const error = known.length > 0 ? known.reduce((s, p) => s + p.sd * p.sd, 0) / known.length : Number.NaN;
  if (n === 1) return { value, sd: Math.sqrt(error), n };
  const spread = of.reduce((s, p) => s + (p.value - value) ** 2, 0) / (n - 1);
  if (Number.isNaN(error)) return { value, sd: Math.sqrt(spread / n), n };
  return { value, sd: Math.sqrt(COMMON * error + Math.max((1 - COMMON) * error, spread) / n), n };
}
