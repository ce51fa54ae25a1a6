import { parseWrittenDate } from '../date-text.ts';
import { readNumber } from '../number.ts';
import { RejectionList } from '../rejection-list.ts';
import type { Cell } from '../workbook.ts';
import type { BoreholeHeading } from './borehole-heading.ts';

const DAY_MS = 86_400_000;
/** Ground of Alaska, degC (SOURCES.md, 3.1). */
const RANGE = [-65, 40] as const;

/** Daily means of every sensor, gathered row by row. */
export class BoreholeSeries {
  readonly rejected = new RejectionList();
  /** Sum and number of readings by day since 1970-01-01, a map a sensor. */
  readonly #days: readonly Map<number, { sum: number; n: number }>[];
  rows = 0;

  constructor(
    readonly heading: BoreholeHeading,
    readonly file: string,
  ) {
    this.#days = heading.sensors.map(() => new Map());
  }

  /** A row of a text: one whose cells are not the heading's in number belongs to no columns. */
  addText(cells: readonly string[], where: string): void {
    const { fields } = this.heading;
    if (cells.length >= fields && cells.slice(fields).every((c) => c.trim() === '')) {
      this.add(cells, where);
      return;
    }
    this.rejected.add({
      file: this.file,
      where,
      found: cells.length === 0 ? 'a quote' : `${cells.length} fields`,
      rule: cells.length === 0 ? 'a quote opens here and never closes' : `the heading has ${fields} fields`,
      todo: 'mend the row; its values cannot be assigned to depths',
    });
  }

  add(cells: readonly Cell[], where: string): void {
    const { heading, file } = this;
    const written = cells[heading.dateColumn];
    if (written === null || written === undefined || String(written).trim() === '') return;
    const time = parseWrittenDate(written);
    if (time?.precision !== 'day') {
      this.rejected.add({
        file,
        where,
        column: 'date',
        found: String(written),
        rule: 'not a day, or one whose day and month nobody can tell apart',
        todo: 'write dates as YYYY-MM-DD',
      });
      return;
    }
    this.rows++;
    const day = time.date.getTime() / DAY_MS;
    heading.sensors.forEach((s, i) => {
      const value = readNumber(cells[s.column]);
      if (value === 'missing') return;
      if (value === 'bad' || value < RANGE[0] || value > RANGE[1]) {
        this.rejected.add({
          file,
          where,
          column: s.heading,
          found: String(cells[s.column]),
          rule: `not a ground temperature in degC (${RANGE[0]} to ${RANGE[1]})`,
          todo: 'correct the value',
        });
        return;
      }
      const days = this.#days[i] as Map<number, { sum: number; n: number }>;
      const before = days.get(day);
      if (before) {
        before.sum += value;
        before.n++;
      } else days.set(day, { sum: value, n: 1 });
    });
  }

  /** Daily means of a sensor in order of time. */
  daily(sensor: number): { readonly date: Date; readonly value: number }[] {
    return [...(this.#days[sensor] ?? [])]
      .sort(([a], [b]) => a - b)
      .map(([day, { sum, n }]) => ({ date: new Date(day * DAY_MS), value: sum / n }));
  }
}
