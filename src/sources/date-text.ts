import type { Cell } from './workbook.ts';

/** Order of day and month where a date is written in figures with slashes. */
export type DateOrder = 'mdy' | 'dmy';

export interface WrittenDate {
  /** First UTC day of what is meant. */
  readonly date: Date;
  readonly precision: 'day' | 'month' | 'year';
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DAY_MS = 86_400_000;
/** Day 0 of the serial numbers of a workbook (1900 system). */
const SERIAL_ZERO = Date.UTC(1899, 11, 30);
/** Serial numbers of 1927-05-18 and 2119-01-14: beyond them a number is no date. */
const SERIALS = [10_000, 80_000] as const;

/**
 * A date as field tables write it: `2010-08-15`, `2010-08-15T10:30:00Z`, `2010/8/15`, `15-Aug-2010`, `20100815`, `2010-08`, `2010`,
 * `8/15/2010` and `15.8.2010`; in a workbook also its serial numbers.
 * @param order for figures with slashes; a day above 12 decides by itself. Without it `3/4/2010` is no date: nobody can tell.
 * @returns undefined when it is no date, or not one date
 */
export function parseWrittenDate(cell: Cell | undefined, order?: DateOrder): WrittenDate | undefined {
  if (typeof cell === 'number') return fromNumber(cell);
  if (typeof cell !== 'string') return undefined;
  const text = cell.trim();
  const clockless = text.replace(/[T\s]+\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?\s*(Z|UTC|[ap]m|[+-]\d{2}:?\d{2})?$/i, '');
  const iso = /^(\d{4})[-/](\d{1,2})(?:[-/](\d{1,2}))?$/.exec(clockless) ?? /^(\d{4})(\d{2})(\d{2})$/.exec(clockless);
  if (iso) return checked(Number(iso[1]), Number(iso[2]), iso[3] === undefined ? undefined : Number(iso[3]));
  const named = /^(\d{1,2})[-\s]([a-z]{3})[a-z]*[-\s](\d{4})$/i.exec(clockless);
  if (named) return checked(Number(named[3]), MONTHS.indexOf((named[2] as string).toLowerCase()) + 1, Number(named[1]));
  if (/^\d{4}(\.0)?$/.test(clockless)) return fromNumber(Number(clockless));
  const dotted = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(clockless);
  if (dotted) return checked(Number(dotted[3]), Number(dotted[2]), Number(dotted[1]));
  const slashed = /^(\d{1,2})[-/](\d{1,2})[-/](\d{4})$/.exec(clockless);
  if (!slashed) return undefined;
  const [a, b, year] = [Number(slashed[1]), Number(slashed[2]), Number(slashed[3])];
  const by = a > 12 ? 'dmy' : b > 12 ? 'mdy' : order;
  if (by === undefined) return undefined;
  return by === 'mdy' ? checked(year, a, b) : checked(year, b, a);
}

function fromNumber(x: number): WrittenDate | undefined {
  if (Number.isInteger(x) && x >= 1900 && x <= 2200) return { date: new Date(Date.UTC(x, 0, 1)), precision: 'year' };
  if (x >= SERIALS[0] && x <= SERIALS[1])
    return { date: new Date(SERIAL_ZERO + Math.floor(x) * DAY_MS), precision: 'day' };
  return undefined;
}

function checked(year: number, month: number, day: number | undefined): WrittenDate | undefined {
  if (year < 1900 || year > 2200 || month < 1 || month > 12) return undefined;
  const date = new Date(Date.UTC(year, month - 1, day ?? 1));
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== (day ?? 1)) return undefined;
  return { date, precision: day === undefined ? 'month' : 'day' };
}

/** The day of a year, 1 = 1 January; undefined when the year has no such day. */
export function dayOfYear(year: number, day: number): Date | undefined {
  if (!Number.isInteger(year) || year < 1900 || year > 2200) return undefined;
  const whole = Math.floor(day);
  const date = new Date(Date.UTC(year, 0, whole));
  return whole >= 1 && date.getUTCFullYear() === year ? date : undefined;
}
