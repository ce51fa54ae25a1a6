import { VARIABLES } from '../../core/variable.ts';
import { type Netcdf, type NetcdfVariable, type Records, text } from '../netcdf-model.ts';
import type { Rejection } from '../source.ts';

const DATA = /^([A-Z]{4})\/dp04\/data\/fluxCo2\/nsae$/;
/** Net surface-atmosphere exchange of one half hour, umol m-2 s-1 (SOURCES.md, 3.1). */
const HALF_HOUR = [-60, 60] as const;
const UNIT = /\b(umol|µmol|μmol)\s*CO2\s*m-2\s*s-1\b/i;
/** `2020-07-04T00:30:00.000Z`, UTC. */
const TIME = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(\.\d+)?Z$/;
const EPOCH = Date.UTC(1969, 0, 1);

/** The table of net exchange of a file, and whose tower it is. */
export interface FluxTable {
  readonly site: string;
  readonly table: NetcdfVariable;
}

/** Half hours of one file that passed its own checks. */
export interface HalfHourFluxes {
  /** Half hours since 1969-01-01 UTC. */
  readonly slots: readonly number[];
  /** umol CO2 m-2 s-1, positive to the atmosphere. */
  readonly flux: readonly number[];
  /** Without a value: the instrument gave none. */
  readonly empty: number;
  readonly rejected: readonly Rejection[];
  readonly notes: readonly string[];
}

export function fluxTableOf(netcdf: Netcdf | undefined): FluxTable | undefined {
  for (const table of netcdf?.variables ?? []) {
    const site = DATA.exec(table.name)?.[1];
    if (site !== undefined && table.records && table.shape.length === 1) return { site, table };
  }
  return undefined;
}

/**
 * Net exchange with its quality flag, joined on time: the table of flags may be longer or shorter than that of fluxes.
 * @returns a sentence when the tables are not as the product describes them
 * @throws UnreadableFile when the tables are damaged
 */
export function readFluxes({ site, table }: FluxTable, netcdf: Netcdf, file: string): HalfHourFluxes | string {
  const unit = text(table.attributes.unit) || text(table.attributes.units);
  if (unit !== '' && !UNIT.test(unit)) return `net exchange in "${unit}", where umol CO2 m-2 s-1 is known`;
  const data = table.records?.();
  const flags = netcdf.variables.find((v) => v.name === `${site}/dp04/qfqm/fluxCo2/nsae`)?.records?.();
  if (!data?.timeBgn || !data.timeEnd || !data.flux) return 'the table of fluxes lacks timeBgn, timeEnd or flux';
  if (!flags?.timeBgn || !flags.qfFinl) return 'no quality flags (qfqm/fluxCo2/nsae with timeBgn and qfFinl)';
  const good = new Map<number, boolean>();
  flags.timeBgn.forEach((t, i) => {
    good.set(minuteOf(t), flags.qfFinl?.[i] === 0);
  });
  const notes = unit === '' ? ['no unit attribute: umol CO2 m-2 s-1, as the product DP4.00200.001 is defined'] : [];
  return { ...screened(data, good, `${file}`, table.name), notes };
}

function screened(
  data: Records,
  good: ReadonlyMap<number, boolean>,
  file: string,
  where: string,
): Omit<HalfHourFluxes, 'notes'> {
  const slots: number[] = [];
  const flux: number[] = [];
  const counts = { time: 0, unflagged: 0, bad: 0, range: 0 };
  let empty = 0;
  let found = '';
  for (let i = 0; i < (data.flux?.length ?? 0); i++) {
    const [begin, value] = [minuteOf(data.timeBgn?.[i]), data.flux?.[i]];
    const length = minuteOf(data.timeEnd?.[i]) - begin;
    // The end is written as 00:29:59 by some versions and as 00:30:00 by others.
    if (!(begin % 30 === 0 && (length === 29 || length === 30))) counts.time++;
    else if (typeof value !== 'number' || Number.isNaN(value)) empty++;
    else if (!good.has(begin)) counts.unflagged++;
    else if (!good.get(begin)) counts.bad++;
    else if (!(value >= HALF_HOUR[0] && value <= HALF_HOUR[1])) {
      counts.range++;
      found ||= String(value);
    } else {
      slots.push(begin / 30);
      flux.push(value);
    }
  }
  const one = (count: number, rule: string, todo: string, seen = ''): Rejection[] =>
    count === 0 ? [] : [{ file, where, column: 'flux', count, ...(seen ? { found: seen } : {}), rule, todo }];
  const limits = `${HALF_HOUR.join(' to ')} ${VARIABLES.co2.unit}`;
  return {
    slots,
    flux,
    empty,
    rejected: [
      ...one(
        counts.time,
        'its time is no half hour of UTC, such as 2020-07-04T00:30:00.000Z',
        'download the file again',
      ),
      ...one(counts.unflagged, 'no quality flag at this time', 'nothing: nobody has said that the half hour is good'),
      ...one(counts.bad, 'flagged as bad by NEON (qfFinl is not 0)', 'nothing'),
      ...one(
        counts.range,
        `a half hour outside ${limits}, flagged as good all the same`,
        'nothing, if it is a spike',
        found,
      ),
    ],
  };
}

/** Minutes since 1969-01-01 UTC, seconds dropped; NaN when the text is no time of 1969 to 2100. */
function minuteOf(stamp: number | string | undefined): number {
  const m = typeof stamp === 'string' ? TIME.exec(stamp.trim()) : null;
  if (!m) return Number.NaN;
  const [year, month, day, hour, minute] = m.slice(1, 6).map(Number) as [number, number, number, number, number];
  const at = Date.UTC(year, month - 1, day, hour, minute);
  const back = new Date(at);
  const real = back.getUTCMonth() === month - 1 && back.getUTCDate() === day && hour < 24 && minute < 60;
  return real && year >= 1969 && year <= 2100 ? (at - EPOCH) / 60_000 : Number.NaN;
}
