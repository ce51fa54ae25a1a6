import { VARIABLES, type VariableName } from '../core/variable.ts';
import { TILE } from '../grid/tile.ts';
import { windowOf } from '../grid/window.ts';
import { groupBy } from '../sources/group-by.ts';
import { writeWithCoarser } from '../store/pyramid.ts';
import type { FieldInfo, ObservationTable } from '../store/schema.ts';
import type { StoreWriter } from '../store/writer.ts';
import { type CellMean, cellMeans } from './cell-means.ts';
import { FOOTPRINT } from './footprint.ts';
import type { Span } from './write-grid-field.ts';

/** What is measured at the surface, without a depth of its own. */
const GRIDDED = ['alt', 'thaw_depth', 'co2', 'ch4'] as const satisfies VariableName[];

/** Measurements of one quantity on cells, sparse: a value where somebody measured. */
export interface ObservedField {
  readonly info: FieldInfo;
  readonly sd: FieldInfo;
  readonly cells: readonly CellMean[];
}

/** The fields of a table within a store's months; none for what nobody measured. */
export function observedFields(table: ObservationTable, span: Span): ObservedField[] {
  const inside = (month: number) => month >= span.firstMonth && month < span.firstMonth + span.months;
  return GRIDDED.flatMap((variable): ObservedField[] => {
    const cells = cellMeans(table, variable).filter((c) => inside(c.month));
    if (cells.length === 0) return [];
    const info: FieldInfo = {
      name: `${variable}_observed`,
      variable,
      kind: 'observed',
      axes: ['month', 'row', 'col'],
      levels: ['M01', 'M09', 'M36'],
      unit: VARIABLES[variable].unit,
      longName: `${VARIABLES[variable].label}, measured`,
      modelled: false,
      method: `mean of the measurements in each cell and month, towers in every cell that a disc of ${FOOTPRINT} m about them covers by a fifth; coarser cells are means of measured cells`,
    };
    return [{ info, sd: { ...info, name: `${info.name}_sd`, longName: `One sd of: ${info.longName}` }, cells }];
  });
}

/** Writes measured cells, tile by tile. */
export async function writeObserved(writer: StoreWriter, { info, sd, cells }: ObservedField): Promise<void> {
  const { rows, cols } = windowOf('M01');
  for (const of of groupBy(cells, (c) => `${Math.floor(c.row / TILE)}/${Math.floor(c.col / TILE)}`).values()) {
    const [first] = of as [CellMean, ...CellMean[]];
    const [row, col] = [Math.floor(first.row / TILE) * TILE, Math.floor(first.col / TILE) * TILE];
    const at = {
      level: 'M01',
      rows: [row, Math.min(row + TILE, rows)],
      cols: [col, Math.min(col + TILE, cols)],
    } as const;
    const all = of.map((c) => c.month);
    const months = [Math.min(...all), Math.max(...all) + 1] as const;
    const width = at.cols[1] - at.cols[0];
    const size = (at.rows[1] - at.rows[0]) * width;
    const block = () => new Float32Array((months[1] - months[0]) * size).fill(Number.NaN);
    const [values, sds] = [block(), block()];
    for (const c of of) {
      const i = (c.month - months[0]) * size + (c.row - row) * width + c.col - col;
      values[i] = c.value;
      sds[i] = c.sd;
    }
    await writeWithCoarser(writer, { ...at, field: info.name, months, values }, ['M09', 'M36']);
    await writeWithCoarser(writer, { ...at, field: sd.name, months, values: sds }, ['M09', 'M36']);
  }
}
