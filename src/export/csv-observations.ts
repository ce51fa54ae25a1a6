import { isoMonth } from '../core/month.ts';
import { turn } from '../core/turn.ts';
import { VARIABLES } from '../core/variable.ts';
import type { ObservationTable, StoreMeta } from '../store/schema.ts';
import { aboutExport } from './about.ts';
import { csvComments, csvRecord } from './csv-text.ts';
import type { ReadOptions } from './month-slabs.ts';
import { float32Text } from './number-text.ts';
import type { Sink } from './sink.ts';

export interface CsvOptions extends ReadOptions {
  /** ISO 8601, the time of the export. */
  readonly when: string;
  /** Puts title, source, licence and history before the header, each in a line that begins with `#`. */
  readonly comments: boolean;
}

/** Records made at one go. */
const BATCH = 5000;

/** Columns of the file; the unit of value and uncertainty stands in its own column, as it differs from row to row. */
const COLUMNS: readonly (readonly [name: string, text: (t: ObservationTable, row: number) => string])[] = [
  ['variable', (t, i) => t.variable[i] as string],
  ['month', (t, i) => isoMonth(t.month[i] as number)],
  ['lat', (t, i) => String(t.lat[i])],
  ['lon', (t, i) => String(t.lon[i])],
  ['location_sd_m', (t, i) => float32Text(t.locationSd[i] as number)],
  ['value', (t, i) => float32Text(t.value[i] as number)],
  ['uncertainty', (t, i) => float32Text(t.uncertainty[i] as number)],
  ['unit', (t, i) => VARIABLES[t.variable[i] as keyof typeof VARIABLES].unit],
  ['filled', (t, i) => float32Text(t.filled[i] as number)],
  ['flag', (t, i) => t.flag[i] as string],
  ['site', (t, i) => t.site[i] as string],
  ['group', (t, i) => t.group[i] as string],
  ['method', (t, i) => t.method[i] as string],
  ['source', (t, i) => t.source[i] as string],
  ['origin', (t, i) => t.origin[i] as string],
];

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
  await sink.write(encoder.encode(head + csvRecord(COLUMNS.map(([name]) => name))));
  for (let from = 0; from < rows.length; from += BATCH) {
    const records = rows.slice(from, from + BATCH).map((row) => csvRecord(COLUMNS.map(([, text]) => text(table, row))));
    await sink.write(encoder.encode(records.join('')));
    await turn(options.signal);
  }
}
