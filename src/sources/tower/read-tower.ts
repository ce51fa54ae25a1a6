import { UnreadableFile } from '../../core/error.ts';
import type { InputFile, Rejection } from '../source.ts';
import { BAD } from './decimal.ts';
import { Faults } from './faults.ts';
import { HalfHours, minutesOf } from './half-hours.ts';
import { streamRows } from './row-stream.ts';
import type { TowerHeader } from './tower-header.ts';

/** A column to keep, in the file's own unit. */
export interface Wanted {
  readonly name: string;
  /** A half hour outside is no measurement and is rejected; absent for quality codes. */
  readonly range?: readonly [number, number];
  /** For the message. */
  readonly unit?: string;
}

/** The wanted columns of one half-hourly or hourly table on an even axis of UTC slots. */
export interface TowerSeries {
  /** Slots since 1969-01-01 UTC of the first value. */
  readonly first: number;
  readonly slots: number;
  /** Minutes of one slot: 30 or 60. */
  readonly step: number;
  /** Minutes that local standard time is ahead of UTC. */
  readonly offset: number;
  readonly rows: number;
  /** Numbers in the file's unit, NaN where missing or rejected. */
  column(name: string): Float32Array;
  readonly rejected: readonly Rejection[];
}

/**
 * Reads the wanted columns of a large table row by row.
 * @param offset minutes that the file's clock (local standard time) is ahead of UTC
 * @throws UnreadableFile when it lacks the time columns or no row has a time
 * @throws Cancelled
 */
export async function readTower(
  file: InputFile,
  header: TowerHeader,
  wanted: readonly Wanted[],
  offset: number,
  signal?: AbortSignal,
): Promise<TowerSeries> {
  const at = (name: string): number => {
    const i = header.columns.indexOf(name);
    if (i < 0) throw new UnreadableFile({ file: file.name, line: header.line - 1, expected: `a column ${name}` });
    return i;
  };
  const sorted = [...wanted].sort((a, b) => at(a.name) - at(b.name));
  const times = [at('TIMESTAMP_START'), at('TIMESTAMP_END')].sort((a, b) => a - b);
  const gather = new Gather(file.name, sorted, offset, times[0] === at('TIMESTAMP_START'));
  const columns = [...times, ...sorted.map((w) => at(w.name))];
  if (columns.some((c, i) => i > 0 && c <= (columns[i - 1] as number)))
    throw new UnreadableFile({ file: file.name, line: header.line - 1, expected: 'the time in the first columns' });
  await streamRows(
    file,
    {
      offset: header.offset,
      line: header.line,
      delimiter: header.delimiter.charCodeAt(0),
      fields: header.columns.length,
      columns,
    },
    gather,
    signal,
  );
  return gather.done();
}

class Gather {
  readonly #faults: Faults;
  readonly #low: readonly number[];
  readonly #high: readonly number[];
  #half: HalfHours | undefined;
  #rows = 0;
  constructor(
    readonly file: string,
    readonly wanted: readonly Wanted[],
    readonly offset: number,
    readonly startFirst: boolean,
  ) {
    this.#faults = new Faults(file);
    this.#low = wanted.map((w) => w.range?.[0] ?? Number.NEGATIVE_INFINITY);
    this.#high = wanted.map((w) => w.range?.[1] ?? Number.MAX_VALUE);
  }

  row(values: Float64Array, line: number): void {
    const start = minutesOf(values[this.startFirst ? 0 : 1] as number);
    const step = minutesOf(values[this.startFirst ? 1 : 0] as number) - start;
    if (Number.isNaN(step)) {
      this.#faults.add(
        line,
        'TIMESTAMP_START',
        undefined,
        'not a time YYYYMMDDHHMM of 1969 to 2100',
        'correct the time',
      );
      return;
    }
    if (step !== 30 && step !== 60) {
      this.#faults.add(
        line,
        'TIMESTAMP_END',
        `${step} minutes`,
        'neither half an hour nor an hour',
        'correct the times',
      );
      return;
    }
    this.#half ??= new HalfHours(this.wanted.length, step, this.offset);
    const slot = (start - this.offset) / step;
    if (step !== this.#half.step || !Number.isInteger(slot)) {
      this.#faults.add(
        line,
        'TIMESTAMP_START',
        undefined,
        `not on the even steps of ${this.#half.step} minutes that the file begins with`,
        'split the file where its step changes',
      );
      return;
    }
    this.#check(values, line);
    this.#rows++;
    if (!this.#half.put(slot, values, 2))
      this.#faults.add(
        line,
        'TIMESTAMP_START',
        undefined,
        'the time stands in an earlier row; that one is kept',
        'delete one of the two rows',
      );
  }

  #check(values: Float64Array, line: number): void {
    for (let i = 0; i < this.wanted.length; i++) {
      const x = values[i + 2] as number;
      if (!(x < (this.#low[i] as number) || x > (this.#high[i] as number))) continue; // NaN passes as missing
      const { name, range, unit = '' } = this.wanted[i] as Wanted;
      if (x === BAD) this.#faults.add(line, name, undefined, 'not a number', 'correct or empty the cell');
      else {
        const rule = `a single value outside ${range?.join(' to ')} ${unit}`.trim();
        this.#faults.add(line, name, String(x), rule, 'nothing, if it is a spike; else check the unit of the column');
      }
      values[i + 2] = Number.NaN;
    }
  }

  ragged(line: number, fields: number): void {
    this.#faults.add(
      line,
      undefined,
      `${fields} fields`,
      'another number of fields than the header',
      'mend the row; its values cannot be assigned to columns',
    );
  }

  cut(line: number): void {
    this.#faults.add(
      line,
      undefined,
      undefined,
      'the last line has no line end: the file may be cut off inside a number',
      'add the line end, or download the file again',
    );
  }

  done(): TowerSeries {
    const half = this.#half;
    if (!half)
      throw new UnreadableFile({
        file: this.file,
        expected: 'rows with a time YYYYMMDDHHMM that span half an hour or an hour',
      });
    const index = new Map(this.wanted.map((w, i) => [w.name, i]));
    return {
      first: half.first,
      slots: half.last - half.first + 1,
      step: half.step,
      offset: this.offset,
      rows: this.#rows,
      column: (name) => half.series(index.get(name) as number),
      rejected: this.#faults.rejections(),
    };
  }
}
