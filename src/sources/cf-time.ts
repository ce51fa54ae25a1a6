import { type Month, monthOf } from '../core/month.ts';

/** Time steps by the calendar they were written in. */
export interface Instants {
  /** Months since 1969-01; `NO_MONTH` where the stored number is no time. */
  readonly month: Int32Array;
  /** Day of the month, from 1. */
  readonly day: Int32Array;
  /** Hours since midnight. */
  readonly hour: Float64Array;
  /** Days of one unit of the stored numbers; a month counts 30.4, a year 365. */
  readonly unitDays: number;
}

export const NO_MONTH = -0x80000000;

/**
 * Months of a CF time axis.
 * @param values as stored
 * @param units `days since 1901-1-1 0:0:0`
 * @param calendar `standard`, `gregorian`, `proleptic_gregorian`, `noleap`, `365_day`, `360_day`; empty means standard
 * @returns undefined when unit or calendar is unknown or a number is no time: a wrong guess would shift data by years
 */
export function decodeMonths(values: ArrayLike<number>, units: string, calendar: string): Month[] | undefined {
  const instants = decodeInstants(values, units, calendar);
  if (!instants || instants.month.includes(NO_MONTH)) return undefined;
  return Array.from(instants.month, (m) => m as Month);
}

const UNIT_DAYS: Readonly<Record<string, number>> = {
  second: 1 / 86400,
  minute: 1 / 1440,
  hour: 1 / 24,
  day: 1,
  month: 30.4,
  year: 365,
};

/**
 * Months, days and hours of a CF time axis; as `decodeMonths`, but a single number that is no time costs only itself.
 * @returns undefined when unit or calendar is unknown
 */
export function decodeInstants(values: ArrayLike<number>, units: string, calendar: string): Instants | undefined {
  const found =
    /^(seconds?|minutes?|hours?|hrs?|h|days?|months?|years?)\s+since\s+(-?\d{1,4})-(\d{1,2})-(\d{1,2})(.*)$/i.exec(
      units.trim(),
    );
  if (!found) return undefined;
  const unit = (found[1] as string)
    .toLowerCase()
    .replace(/^(hrs?|h)$/, 'hour')
    .replace(/s$/, '');
  const [year, month, day] = [Number(found[2]), Number(found[3]), Number(found[4])];
  if (month < 1 || month > 12) return undefined;
  const start = day + clockHours(found[5] ?? '') / 24;
  const unitDays = UNIT_DAYS[unit] as number;
  const n = values.length;
  const out = {
    month: new Int32Array(n).fill(NO_MONTH),
    day: new Int32Array(n).fill(1),
    hour: new Float64Array(n),
    unitDays,
  };
  const origin = monthOf(year, month);
  const civil = calendarOf(calendar, year, month);
  const byMonth = unit === 'month' ? 1 : unit === 'year' ? 12 : 0;
  if (!byMonth && !civil) return undefined;
  for (let i = 0; i < n; i++) {
    const v = values[i] as number;
    // Beyond some thousand years a number is damage or a fill, and a date of it would be nonsense.
    if (!Number.isFinite(v) || Math.abs(v * unitDays) > 3e6) continue;
    if (byMonth) out.month[i] = Math.floor(origin + v * byMonth + 1e-6);
    else if (civil) [out.month[i], out.day[i], out.hour[i]] = civil(year, month, start + v * unitDays);
  }
  return out;
}

/** Hours of `0:0:0`, `T12:00Z`, `06:00:00 +03:00`, the zone taken off. */
function clockHours(rest: string): number {
  const clock = /(\d{1,2}):(\d{1,2})(?::(\d{1,2}(?:\.\d+)?))?\s*(?:([+-])(\d{1,2}):?(\d{2})?)?/.exec(rest);
  if (!clock) return 0;
  const zone = clock[4] ? (Number(clock[5]) + Number(clock[6] ?? 0) / 60) * (clock[4] === '-' ? -1 : 1) : 0;
  return Number(clock[1]) + Number(clock[2]) / 60 + Number(clock[3] ?? 0) / 3600 - zone;
}

/** Month since 1969-01, day and hour of a day counted from the first of a month; the day may have a fraction and any size. */
type Civil = (year: number, month: number, day: number) => [number, number, number];

const CUMULATIVE_365 = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365];
/** Rounding of stored days, as days: a tenth of a second. */
const TINY = 1e-6;

function calendarOf(name: string, year: number, month: number): Civil | undefined {
  switch (name.trim().toLowerCase()) {
    case '':
    case 'standard':
    case 'gregorian':
      return (y, m, d) => gregorian(y, m, d + julianShift(year, month));
    case 'proleptic_gregorian':
      return gregorian;
    case 'noleap':
    case '365_day':
      return (y, m, d) => {
        const exact = y * 365 + (CUMULATIVE_365[m - 1] as number) + d - 1 + TINY;
        const total = Math.floor(exact);
        const inYear = ((total % 365) + 365) % 365;
        const found = CUMULATIVE_365.findIndex((end) => end > inYear);
        const first = CUMULATIVE_365[found - 1] as number;
        return [monthOf(Math.floor(total / 365), found), inYear - first + 1, (exact - total) * 24];
      };
    case '360_day':
      return (y, m, d) => {
        const exact = y * 360 + (m - 1) * 30 + d - 1 + TINY;
        const total = Math.floor(exact);
        const inYear = ((total % 360) + 360) % 360;
        return [monthOf(Math.floor(total / 360), Math.floor(inYear / 30) + 1), (inYear % 30) + 1, (exact - total) * 24];
      };
    default:
      return undefined;
  }
}

const gregorian: Civil = (year, month, day) => {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, 1); // Date.UTC takes years below 100 for 19xx
  const at = new Date(date.getTime() + (day - 1) * 86_400_000 + 1);
  const hour = at.getUTCHours() + at.getUTCMinutes() / 60 + at.getUTCSeconds() / 3600;
  return [monthOf(at.getUTCFullYear(), at.getUTCMonth() + 1), at.getUTCDate(), hour];
};

/** Days by which an origin before October 1582 is meant in the Julian calendar by `standard`; 0 for later ones. */
function julianShift(year: number, month: number): number {
  if (year > 1582 || (year === 1582 && month > 10)) return 0;
  const y = year + 4800 - (month <= 2 ? 1 : 0);
  return Math.floor(y / 100) - Math.floor(y / 400) - 38;
}
