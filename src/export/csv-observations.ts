import { turn } from '../core/turn.ts';
import type { ObservationTable, StoreMeta } from '../store/schema.ts';
import { aboutExport } from './about.ts';
import { csvComments, csvRecord } from './csv-text.ts';
import type { ReadOptions } from './month-slabs.ts';
import { OBSERVATION_COLUMNS } from './observation-columns.ts';
import type { Sink } from './sink.ts';

export interface CsvOptions extends ReadOptions {
  /** ISO 8601, the time of the export. */
  readonly when: string;
  /** Puts title, source, licence and history before the header, each in a line that begins with `#`. */
  readonly comments: boolean;
}

/** Records made at one go. */
const BATCH = 5000;

/**
 * Observations as CSV (RFC 4180, UTF-8), a row each, empty where nothing is known.
 * @param rows of the table, in the order in which they leave
 */
export async function writeCsvObservations(
  table: ObservationTable,
  rows: readonly number[],
  meta: StoreMeta,
  sink: Sink,
  options: CsvOptions,
): Promise<void> {
  const encoder = new TextEncoder();
  const head = options.comments ? csvComments(aboutExport(meta, `${rows.length} observations`, options.when)) : '';
  await sink.write(encoder.encode(head + csvRecord(OBSERVATION_COLUMNS.map(([name]) => name))));
  for (let from = 0; from < rows.length; from += BATCH) {
    const records = rows
      .slice(from, from + BATCH)
      .map((row) => csvRecord(OBSERVATION_COLUMNS.map(([, text]) => text(table, row))));
    await sink.write(encoder.encode(records.join('')));
    await turn(options.signal);
  }
}
