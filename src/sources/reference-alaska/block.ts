import { type CellMaker, MONTHLY, type Monthly, STATIC, stepOf } from './cell-maker.ts';

/** A rectangle of cells, `[month, row, col]` and `[row, col]`, NaN where there is no land. */
export interface FieldsBlock {
  readonly months: number;
  readonly rows: number;
  readonly cols: number;
  readonly monthly: Readonly<Record<Monthly, Float32Array>>;
  readonly fixed: Readonly<Record<(typeof STATIC)[number], Float32Array>>;
}

export function emptyBlock(months: number, rows: number, cols: number): FieldsBlock {
  const missing = (n: number) => new Float32Array(n).fill(Number.NaN);
  return {
    months,
    rows,
    cols,
    monthly: Object.fromEntries(MONTHLY.map((f) => [f, missing(months * rows * cols)])) as FieldsBlock['monthly'],
    fixed: Object.fromEntries(STATIC.map((f) => [f, missing(rows * cols)])) as FieldsBlock['fixed'],
  };
}

/** Makes a cell and puts it into the block. */
export function putCell(
  block: FieldsBlock,
  cell: number,
  maker: CellMaker,
  lon: number,
  lat: number,
  shortest: number,
): void {
  const surface = maker.make(lon, lat, shortest);
  for (const name of STATIC) block.fixed[name][cell] = surface[name];
  for (const name of MONTHLY) maker.write(name, block.monthly[name], cell, block.rows * block.cols);
}

/**
 * Means over `factor` x `factor` cells, of those that have a value.
 * The block's size must be a multiple of the factor.
 */
export function coarsen(block: FieldsBlock, factor: number): FieldsBlock {
  const { months, rows, cols } = block;
  const out = emptyBlock(months, rows / factor, cols / factor);
  for (const name of MONTHLY)
    average(block.monthly[name], out.monthly[name], [months, rows, cols], factor, stepOf(name));
  for (const name of STATIC) average(block.fixed[name], out.fixed[name], [1, rows, cols], factor, 0.001);
  return out;
}

function average(
  from: Float32Array,
  to: Float32Array,
  [months, rows, cols]: readonly [number, number, number],
  factor: number,
  step: number,
): void {
  const outCols = cols / factor;
  let at = 0;
  for (let m = 0; m < months; m++) {
    for (let r = 0; r < rows; r += factor) {
      for (let c = 0; c < outCols; c++) {
        let sum = 0;
        let n = 0;
        for (let i = 0; i < factor; i++) {
          const start = (m * rows + r + i) * cols + c * factor;
          for (let j = 0; j < factor; j++) {
            const v = from[start + j] as number;
            if (!Number.isNaN(v)) {
              sum += v;
              n++;
            }
          }
        }
        to[at++] = n > 0 ? Math.round(sum / n / step) * step : Number.NaN;
      }
    }
  }
}
