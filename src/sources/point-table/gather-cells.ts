import { monthOf } from '../../core/month.ts';
import { throwIfCancelled, turn } from '../../core/turn.ts';
import { VARIABLES, type VariableName } from '../../core/variable.ts';
import { windowCell, windowOf } from '../../grid/window.ts';
import type { Rejection } from '../source.ts';
import { CellMonths, MOST_BINS } from './cell-months.ts';
import { LAT, LON, type PointBlock, type PointTable } from './point-table.ts';

/** How the numbers of one column become a variable: `value = stored * factor`. */
export interface PointColumn {
  readonly name: string;
  readonly variable: VariableName;
  readonly factor: number;
}

export interface Gathered {
  readonly cells: ReadonlyMap<string, CellMonths>;
  readonly rejected: readonly Rejection[];
  readonly rows: number;
}

/** Rejections of one rule, counted, with the place of the first and what stood there. */
class Count {
  n = 0;
  where = '';
  found = '';
  add(where: string, found: string): void {
    if (this.n++ === 0) [this.where, this.found] = [where, found];
  }
}

const COLS = windowOf('M01').cols;

/** Brings points to cells of M01 and months, in one pass and bounded memory. @throws UnreadableFile, Cancelled */
export async function gatherCells(
  table: PointTable,
  columns: readonly PointColumn[],
  file: string,
  signal?: AbortSignal,
): Promise<Gathered> {
  // One budget for all columns, or three of them would take three times the memory.
  const limit = Math.floor(MOST_BINS / Math.max(1, columns.length));
  const cells = new Map(columns.map((c) => [c.name, new CellMonths(limit)]));
  const counts = { date: new Count(), place: new Count(), outside: new Count() };
  const ranges = new Map(columns.map((c) => [c.name, new Count()]));
  let rows = 0;
  for await (const block of table.blocks(
    columns.map((c) => c.name),
    signal,
  )) {
    for (let i = 0; i < block.lat.length; i++) {
      addRow(block, i, table, columns, cells, counts, ranges);
      if (i % 200_000 === 199_999) await turn(signal);
    }
    rows += block.lat.length;
    throwIfCancelled(signal);
    await turn(signal);
  }
  return { cells, rows, rejected: rejections(file, columns, cells, counts, ranges) };
}

/** Instants that a table of the past or of a scenario can hold, ms since 1970. */
const [FIRST, LAST] = [Date.UTC(1700, 0, 1), Date.UTC(2400, 0, 1)];

function addRow(
  block: PointBlock,
  i: number,
  table: PointTable,
  columns: readonly PointColumn[],
  cells: ReadonlyMap<string, CellMonths>,
  counts: { readonly date: Count; readonly place: Count; readonly outside: Count },
  ranges: ReadonlyMap<string, Count>,
): void {
  const where = () => `${table.counted} ${block.first + i}`;
  const [lat, lon, time] = [block.lat[i] as number, block.lon[i] as number, block.time[i] as number];
  const dated = time >= FIRST && time < LAST;
  const at = Math.abs(lat) <= 90 && Math.abs(lon) <= 360 && dated && windowCell('M01', lon, lat);
  if (!at) {
    const why = !(Math.abs(lat) <= 90 && Math.abs(lon) <= 360) ? 'place' : dated ? 'outside' : 'date';
    counts[why].add(where(), `${lat}, ${lon}`);
    return;
  }
  const date = new Date(time);
  const month = monthOf(date.getUTCFullYear(), date.getUTCMonth() + 1);
  for (const { name, variable, factor } of columns) {
    const stored = block.values.get(name)?.[i] as number;
    if (Number.isNaN(stored)) continue;
    const value = stored * factor;
    const [low, high] = VARIABLES[variable].range;
    if (value >= low && value <= high) cells.get(name)?.add(month, at.row * COLS + at.col, date.getUTCDate(), value);
    else ranges.get(name)?.add(where(), String(stored));
  }
}

function rejections(
  file: string,
  columns: readonly PointColumn[],
  cells: ReadonlyMap<string, CellMonths>,
  counts: { readonly date: Count; readonly place: Count; readonly outside: Count },
  ranges: ReadonlyMap<string, Count>,
): Rejection[] {
  const one = (c: Count, rule: string, todo: string, column?: string): Rejection[] =>
    c.n === 0
      ? []
      : [
          {
            file,
            where: `${c.where}${c.n > 1 ? ' and others' : ''}`,
            ...(column ? { column } : {}),
            found: c.found,
            count: c.n,
            rule,
            todo,
          },
        ];
  const refused: Rejection[] = columns.flatMap((c) => {
    const count = cells.get(c.name)?.refused ?? 0;
    return count === 0
      ? []
      : [
          {
            file,
            column: c.name,
            count,
            rule: 'more cells and months than an import holds at a time',
            todo: 'give the table in parts: chunk files, or a span of years',
          },
        ];
  });
  return [
    ...one(counts.place, 'no latitude and longitude in degrees', `check the columns ${LAT} and ${LON}`),
    ...one(counts.date, 'no date of the form 2018-11-10', 'correct the date'),
    ...one(counts.outside, 'outside the Alaska window (-170.3 to -134.4, 53.7 to 72.3)', 'nothing'),
    ...columns.flatMap((c) => {
      const { range, unit } = VARIABLES[c.variable];
      return one(
        ranges.get(c.name) as Count,
        `outside ${range[0]} to ${range[1]} ${unit}`,
        'check unit and sign',
        c.name,
      );
    }),
    ...refused,
  ];
}
