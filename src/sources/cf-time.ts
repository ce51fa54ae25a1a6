import { type Month, monthOf } from '../core/month.ts';

/**
 * Months of a CF time axis.
 * @param values as stored
 * @param units `days since 1901-1-1 0:0:0`
 * @param calendar `standard`, `gregorian`, `proleptic_gregorian`, `noleap`, `365_day`, `360_day`; empty means standard
 * @returns undefined when unit or calendar is unknown: a wrong guess would shift data by years
 */
export function decodeMonths(values: ArrayLike<number>, units: string, calendar: string): Month[] | undefined {
  const found = /^(seconds?|minutes?|hours?|days?|months?|years?)\s+since\s+(-?\d{1,4})-(\d{1,2})-(\d{1,2})(.*)$/i.exec(
    units.trim(),
  );
  if (!found) return undefined;
  const unit = (found[1] as string).toLowerCase().replace(/s$/, '');
  const [year, month, day] = [Number(found[2]), Number(found[3]), Number(found[4])];
  if (month < 1 || month > 12) return undefined;
  const clock = /(\d{1,2}):(\d{1,2})/.exec(found[5] ?? '');
  const hours = clock ? Number(clock[1]) + Number(clock[2]) / 60 : 0;
  const origin = monthOf(year, month);
  const whole = (m: number) => Math.floor(m + 1e-6) as Month;
  if (unit === 'month') return Array.from(values, (v) => whole(origin + v));
  if (unit === 'year') return Array.from(values, (v) => whole(origin + v * 12));
  const monthOfDay = calendarOf(calendar);
  if (!monthOfDay) return undefined;
  const perDay = { second: 86400, minute: 1440, hour: 24, day: 1 }[unit] as number;
  return Array.from(values, (v) => monthOfDay(year, month, day + hours / 24 + v / perDay));
}

type MonthOfDay = (year: number, month: number, day: number) => Month;

const CUMULATIVE_365 = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365];

function calendarOf(name: string): MonthOfDay | undefined {
  switch (name.trim().toLowerCase()) {
    case '':
    case 'standard':
    case 'gregorian':
    case 'proleptic_gregorian':
      return (year, month, day) => {
        const date = new Date(0);
        date.setUTCFullYear(year, month - 1, 1); // Date.UTC takes years below 100 for 19xx
        const at = new Date(date.getTime() + (day - 1) * 86_400_000 + 1);
        return monthOf(at.getUTCFullYear(), at.getUTCMonth() + 1);
      };
    case 'noleap':
    case '365_day':
      return (year, month, day) => {
        const total = Math.floor(year * 365 + (CUMULATIVE_365[month - 1] as number) + day - 1 + 1e-6);
        const inYear = ((total % 365) + 365) % 365;
        const m = CUMULATIVE_365.findIndex((end) => end > inYear);
        return monthOf(Math.floor(total / 365), m);
      };
    case '360_day':
      return (year, month, day) => {
        const total = Math.floor(year * 360 + (month - 1) * 30 + day - 1 + 1e-6);
        return monthOf(Math.floor(total / 360), Math.floor((((total % 360) + 360) % 360) / 30) + 1);
      };
    default:
      return undefined;
  }
}
