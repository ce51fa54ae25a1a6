/** Whole months since January 1969: the time axis of every series in the program. */
export type Month = number & { readonly __unit: 'month since 1969-01' };

const FIRST_YEAR = 1969;

/**
 * @param year calendar year
 * @param month 1 (January) to 12
 * @throws RangeError when month is not 1-12 or either is not whole
 */
export function monthOf(year: number, month: number): Month {
  if (!Number.isInteger(year) || !Number.isInteger(month) || month < 1 || month > 12) {
    throw new RangeError(`not a calendar month: year ${year}, month ${month}`);
  }
  return ((year - FIRST_YEAR) * 12 + month - 1) as Month;
}

export const yearOf = (month: number): number => FIRST_YEAR + Math.floor(month / 12);

/** 1 (January) to 12. */
export const monthOfYear = (month: number): number => (((month % 12) + 12) % 12) + 1;

/** Days in that month of the proleptic Gregorian calendar. */
export const daysIn = (month: number): number => new Date(Date.UTC(yearOf(month), monthOfYear(month), 0)).getUTCDate();

/** `2031-07`, as people and files write it. */
export const isoMonth = (month: number): string =>
  `${String(yearOf(month)).padStart(4, '0')}-${String(monthOfYear(month)).padStart(2, '0')}`;

/** The month that `2031-07` names, or undefined when the text is not a month. */
export function parseIsoMonth(text: string): Month | undefined {
  const m = /^(\d{4})-(\d{2})$/.exec(text);
  if (!m) return undefined;
  const month = Number(m[2]);
  return month >= 1 && month <= 12 ? monthOf(Number(m[1]), month) : undefined;
}

/** The month in which a UTC instant lies. */
export const monthOfDate = (date: Date): Month => monthOf(date.getUTCFullYear(), date.getUTCMonth() + 1);
