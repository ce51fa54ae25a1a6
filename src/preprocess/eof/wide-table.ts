import { BadRequest } from '../../core/error.ts';

/** Rows, such as months, over many channels, such as drivers at cells. */
export interface WideTable {
  readonly channels: readonly string[];
  /** `[row, channel]`, NaN where there is no value. */
  readonly values: Float64Array;
}

export const rowsOf = (t: WideTable): number => (t.channels.length > 0 ? t.values.length / t.channels.length : 0);

/**
 * Which rows may be learnt from: 1 for training, 0 for what is held out. There is no default, so that nobody fits on test rows by
 * forgetting to say.
 * @throws BadRequest when it does not fit the table
 */
export function checkTraining(table: WideTable, training: Uint8Array): void {
  const rows = rowsOf(table);
  if (!Number.isInteger(rows))
    throw new BadRequest({
      what: `${table.values.length} values`,
      expected: `whole rows of ${table.channels.length} channels`,
    });
  if (training.length !== rows || training.some((v) => v > 1))
    throw new BadRequest({
      what: `a training mask of ${training.length}`,
      expected: `0 or 1 for each of ${rows} rows`,
    });
}

/** Rows of training in which every channel has a value. */
export function completeTrainingRows(table: WideTable, training: Uint8Array): number[] {
  const k = table.channels.length;
  const complete = (row: number) => {
    for (let c = 0; c < k; c++) if (!Number.isFinite(table.values[row * k + c] as number)) return false;
    return true;
  };
  return Array.from(training.keys()).filter((row) => training[row] === 1 && complete(row));
}
