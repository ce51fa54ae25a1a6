import type { Rejection } from '../source.ts';

interface Fault {
  readonly column: string | undefined;
  readonly rule: string;
  readonly todo: string;
  readonly shown: { readonly line: number; readonly found: string | undefined }[];
  count: number;
  last: number;
}

/** Of the same fault in the same column so many stand with their own line; the others share one rejection. */
const SHOWN = 10;

/** Rejections of a table of a million cells: each fault is counted, the first of a kind stand line by line. */
export class Faults {
  readonly #faults = new Map<string, Fault>();
  constructor(readonly file: string) {}

  add(line: number, column: string | undefined, found: string | undefined, rule: string, todo: string): void {
    const key = `${column} ${rule}`;
    let fault = this.#faults.get(key);
    if (!fault) {
      fault = { column, rule, todo, shown: [], count: 0, last: 0 };
      this.#faults.set(key, fault);
    }
    fault.count++;
    fault.last = line;
    if (fault.shown.length < SHOWN) fault.shown.push({ line, found });
  }

  rejections(): Rejection[] {
    return [...this.#faults.values()].flatMap(({ column, rule, todo, shown, count, last }) => {
      const about = { file: this.file, ...(column ? { column } : {}), rule, todo };
      const each = shown.map(({ line, found }) => ({
        ...about,
        where: `line ${line}`,
        ...(found === undefined ? {} : { found }),
      }));
      if (count === shown.length) return each;
      const from = (shown.at(-1)?.line ?? 0) + 1;
      return [...each, { ...about, where: `lines ${from} to ${last}`, count: count - shown.length }];
    });
  }
}
