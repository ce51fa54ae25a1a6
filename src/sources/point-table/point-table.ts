import { UnreadableFile } from '../../core/error.ts';
import type { Candidate } from '../candidate.ts';
import { type CsvRow, parseCsv } from '../csv.ts';
import { csvBatches } from '../csv-batches.ts';
import { readNumber } from '../number.ts';
import type { ParquetTable } from '../parquet/parquet.ts';

/** Rows of a table of points, column by column; NaN is missing, or not readable where `bad` counts it. */
export interface PointBlock {
  /** Row of the file of the first, from 1, and for text its line. */
  readonly first: number;
  /** ms since 1970 UTC; NaN where it is no date. */
  readonly time: Float64Array;
  readonly lat: Float64Array;
  readonly lon: Float64Array;
  readonly values: ReadonlyMap<string, Float64Array>;
  /** What of these rows could not be read, and why. */
  readonly lost?: readonly Lost[];
}

export interface Lost {
  readonly where: string;
  readonly column?: string;
  readonly found?: string;
  readonly count: number;
  readonly rule: string;
  readonly todo: string;
}

/** A table with one point and date a row, in Parquet or text, read in blocks of bounded size. */
export interface PointTable {
  readonly columns: readonly string[];
  /** What the rows of this file are counted in. */
  readonly counted: 'row' | 'line';
  blocks(columns: readonly string[], signal?: AbortSignal): AsyncGenerator<PointBlock>;
}

/** Bytes of text parsed at a time: small, because every cell is a string of its own until it is a number. */
const PIECE = 500_000;

export const LAT = 'lat';
export const LON = 'lon';

/** Date column by its name; pandas keeps a date index under a name of its own. */
const TIMES = ['datetime', 'date', '__index_level_0__'];

/** The table in a file, or undefined when it has no latitude, longitude and date. */
export function pointTable(candidate: Candidate): PointTable | undefined {
  if (candidate.parquet) return parquetPoints(candidate.parquet);
  const head = parseCsv(candidate.text.slice(0, 4000)).rows[0]?.cells.map((c) => c.trim());
  return head ? textPoints(candidate, head) : undefined;
}

function parquetPoints(table: ParquetTable): PointTable | undefined {
  const names = table.columns.map((c) => c.name);
  const time = [...TIMES, table.index].find((n) => n !== undefined && names.includes(n));
  const number = (name: string) => table.columns.some((c) => c.name === name && c.kind === 'number');
  const kind = table.columns.find((c) => c.name === time)?.kind;
  if (time === undefined || !number(LAT) || !number(LON) || (kind !== 'time' && kind !== 'text')) return undefined;
  return {
    columns: names.filter((n) => n !== LAT && n !== LON && n !== time && number(n)),
    counted: 'row',
    async *blocks(columns) {
      for (const [g, { first, rows }] of table.groups.entries()) {
        try {
          const values = new Map<string, Float64Array>();
          for (const name of columns) values.set(name, await table.numbers(g, name));
          const at = kind === 'time' ? await table.numbers(g, time) : times(await table.texts(g, time));
          yield {
            first: first + 1,
            time: at,
            lat: await table.numbers(g, LAT),
            lon: await table.numbers(g, LON),
            values,
          };
        } catch (error) {
          if (!(error instanceof UnreadableFile)) throw error;
          yield lostGroup(first, rows, error.details.expected, columns);
        }
      }
    },
  };
}

/** The other groups are good: only these rows are missing. */
const lostGroup = (first: number, rows: number, expected: string, columns: readonly string[]): PointBlock => {
  const none = new Float64Array();
  const where = `rows ${first + 1}-${first + rows}`;
  return {
    first: first + 1,
    time: none,
    lat: none,
    lon: none,
    values: new Map(columns.map((c) => [c, none])),
    lost: [
      {
        where,
        count: rows,
        rule: `expected ${expected}`,
        todo: 'take the file from its publisher again; the other rows are kept',
      },
    ],
  };
};

function textPoints({ file }: Candidate, head: readonly string[]): PointTable | undefined {
  const time = TIMES.find((n) => head.includes(n));
  if (time === undefined || !head.includes(LAT) || !head.includes(LON)) return undefined;
  return {
    columns: head.filter((n) => n !== '' && n !== LAT && n !== LON && n !== time),
    counted: 'line',
    async *blocks(columns, signal) {
      for await (const all of csvBatches(file, signal, PIECE)) {
        const rows = all.filter((r) => r.line > 1);
        const lost = new Map<string, Lost>();
        const number = (name: string) => {
          const at = head.indexOf(name);
          // A row of another length has lost its columns: none of its cells can be told.
          return Float64Array.from(rows, (r) =>
            r.cells.length === head.length ? numberOf(r, at, name, lost) : Number.NaN,
          );
        };
        const block: PointBlock = {
          first: rows[0]?.line ?? 0,
          time: times(rows.map((r) => (r.cells.length === head.length ? r.cells[head.indexOf(time)] : undefined))),
          lat: number(LAT),
          lon: number(LON),
          values: new Map(columns.map((name) => [name, number(name)])),
        };
        yield { ...block, lost: [...lost.values()] };
      }
    },
  };
}

/** NaN for a missing value; what is neither a number nor a code for missing is noted, the first of each column in full. */
function numberOf({ line, cells }: CsvRow, at: number, column: string, lost: Map<string, Lost>): number {
  const x = readNumber(cells[at]);
  if (typeof x === 'number') return x;
  if (x === 'bad') {
    const before = lost.get(column);
    lost.set(column, {
      ...(before ?? {
        where: `line ${line}`,
        column,
        found: cells[at] ?? '',
        rule: 'not a number',
        todo: 'correct the value',
      }),
      count: (before?.count ?? 0) + 1,
    });
  }
  return Number.NaN;
}

const DATE = /^(\d{4})-(\d\d)-(\d\d)(?:[ T](\d\d):(\d\d)(?::(\d\d(?:\.\d+)?))?)?(?:Z|\+00:?00)?$/;

/** `2018-11-10` or with a time of day, taken as UTC: years of a simulation begin in 1800. */
function times(texts: readonly (string | undefined)[]): Float64Array {
  let [last, ms]: [string | undefined, number] = [undefined, Number.NaN];
  return Float64Array.from(texts, (text) => {
    if (text === last) return ms; // tables are sorted by date more often than not
    last = text;
    ms = timeOf(text);
    return ms;
  });
}

function timeOf(text: string | undefined): number {
  const found = DATE.exec(text?.trim() ?? '');
  if (!found) return Number.NaN;
  const [year, month, day] = [1, 2, 3].map((i) => Number(found[i])) as [number, number, number];
  const date = new Date(Date.UTC(year, month - 1, day));
  if (date.getUTCFullYear() !== year || date.getUTCMonth() !== month - 1) return Number.NaN;
  return date.getTime() + Number(found[4] ?? 0) * 3.6e6 + Number(found[5] ?? 0) * 6e4 + Number(found[6] ?? 0) * 1e3;
}
