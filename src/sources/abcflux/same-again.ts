import type { Rejection } from '../source.ts';

/** Cells that repeat a value already taken of the same site and month: one line of the report a column, and all counted. */
export class SameAgain {
  readonly #columns = new Map<string, { first: number; last: number; count: number }>();
  constructor(readonly file: string) {}

  add(column: string, line: number): void {
    const of = this.#columns.get(column) ?? { first: line, last: line, count: 0 };
    this.#columns.set(column, {
      first: Math.min(of.first, line),
      last: Math.max(of.last, line),
      count: of.count + 1,
    });
  }

  rejections(): Rejection[] {
    return [...this.#columns].map(([column, { first, last, count }]) => ({
      file: this.file,
      where: first === last ? `line ${first}` : `lines ${first} to ${last}`,
      column,
      count,
      rule: 'the same value of the site-month stands in another row; it counts once',
      todo: 'nothing',
    }));
  }
}
