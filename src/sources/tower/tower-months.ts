import { isoMonth, type Month, monthOfYear } from '../../core/month.ts';
import { VARIABLES, type VariableName } from '../../core/variable.ts';
import type { ObservationFlag } from '../../store/schema.ts';
import { flagCh4, flagCo2, fluxSd } from '../abcflux/flux-quality.ts';
import { halfStepOf, roundingSd } from '../coordinate.ts';
import { oddAgainstOwnMonths, stuckMonths } from '../series-check.ts';
import type { Observed, Rejection } from '../source.ts';
import { type MonthRate, monthRates } from './month-rate.ts';
import { type Screening, screen } from './screen.ts';
import type { TowerSite } from './site-sheet.ts';

/** One column, or several combined, as a half-hourly series of one variable in its canonical unit (precipitation: mm a slot). */
export interface TowerReading {
  readonly column: string;
  /** NaN where not measured. Screened in place. */
  readonly measured: Float32Array;
  /** Measured and filled by the publisher; absent where nothing was filled. */
  readonly whole?: Float32Array;
  readonly method: string;
  readonly depth?: readonly [number, number];
  /** Why every month of it is suspect. */
  readonly doubt?: string;
  /** True for what a model made of the measurements, such as the partitions of NEE. */
  readonly estimate?: boolean;
}

/** What is known of a variable at towers. */
export interface TowerVariable {
  readonly variable: VariableName;
  readonly screening: Screening;
  /** One sd of a monthly value, assumed; for fluxes the floor of the relative error. Canonical unit. */
  readonly sd: number;
  readonly relative: boolean;
  /** Least sd of a calendar month for the outlier check, canonical unit; absent for fluxes, which have rules of their own. */
  readonly oddFloor?: number;
  /** True for an amount: a month is its mean rate times its slots. */
  readonly amount?: boolean;
}

/** Time axis of the readings. */
export interface TowerAxis {
  readonly first: number;
  readonly step: number;
  readonly offset: number;
}

export interface TowerOrigin {
  readonly site: TowerSite;
  readonly source: string;
  readonly file: string;
  readonly rank: number;
}

export interface TowerMonths {
  readonly observations: readonly Observed[];
  readonly rejected: readonly Rejection[];
}

/** Share of a gap-filled month that must be there. */
const WHOLE_SHARE = 0.9;
const OUTLIER = 7;
/** A month's rain measured for less than this is an extrapolation. */
const RAIN_SHARE = 0.75;

interface Draft {
  readonly reading: TowerReading;
  readonly month: Month;
  readonly value: number;
  readonly filled: number;
  readonly uncertainty: number;
  /** True when the month had too few measurements and the publisher's filled values stand for it. */
  readonly fromFilled: boolean;
}

/**
 * Monthly values of one variable at a tower.
 * @param readings in order of preference: each month comes from the first that has enough of it
 */
export function towerMonths(
  of: TowerVariable,
  readings: readonly TowerReading[],
  axis: TowerAxis,
  origin: TowerOrigin,
): TowerMonths {
  const rejected: Rejection[] = [];
  const drafts = new Map<number, Draft>();
  const thin = new Map<number, TowerReading>();
  for (const reading of readings) {
    const lost = screen(reading.measured, 1440 / axis.step, of.screening);
    rejected.push(...lostRejections(lost, reading.column, origin.file));
    const { made, tooThin } = draftsOf(of, reading, axis);
    for (const d of made) {
      const before = drafts.get(d.month);
      if (!before || (before.fromFilled && !d.fromFilled)) drafts.set(d.month, d);
    }
    for (const m of tooThin) if (!thin.has(m)) thin.set(m, reading);
  }
  rejected.push(
    ...thinRejections(
      [...thin].filter(([m]) => !drafts.has(m)),
      origin.file,
    ),
  );
  const observations: Observed[] = [];
  for (const o of observedOf(
    of,
    [...drafts.values()].sort((a, b) => a.month - b.month),
    origin,
  )) {
    const [low, high] = VARIABLES[o.variable].range;
    if (o.value >= low && o.value <= high) observations.push(o);
    else
      rejected.push({
        file: origin.file,
        where: isoMonth(o.month),
        column: o.origin.slice(o.origin.lastIndexOf(':') + 1),
        found: String(o.value),
        rule: `a monthly value outside ${low} to ${high} ${VARIABLES[o.variable].unit}`,
        todo: 'check the unit of the column',
      });
  }
  return { observations, rejected };
}

function draftsOf(of: TowerVariable, reading: TowerReading, axis: TowerAxis): { made: Draft[]; tooThin: number[] } {
  const byMonth = (x: Float32Array, random: boolean) =>
    new Map<number, MonthRate>(monthRates(x, axis, random).map((r) => [r.month, r] as const));
  const rates = byMonth(reading.measured, of.relative);
  const filled = reading.whole ? byMonth(reading.whole, false) : new Map<number, MonthRate>();
  const made: Draft[] = [];
  const tooThin: number[] = [];
  for (const m of new Set([...rates.keys(), ...filled.keys()])) {
    const [rate, all] = [rates.get(m), filled.get(m)];
    const whole = all && all.measured >= WHOLE_SHARE * all.slots ? all : undefined;
    if (rate?.enough) made.push(draft(of, reading, rate, whole));
    else if (whole) made.push(filledDraft(of, reading, whole, (rate?.measured ?? 0) / whole.slots));
    else tooThin.push(m);
  }
  return { made, tooThin };
}

function draft(of: TowerVariable, reading: TowerReading, rate: MonthRate, whole: MonthRate | undefined): Draft {
  const factor = of.amount ? rate.slots : 1;
  const filled = 1 - rate.measured / rate.slots;
  const value = rate.mean * factor;
  // What the gaps may have cost: against the filled month where there is one, else against an even day.
  const uneven = (whole ? Math.abs(whole.mean - rate.mean) : rate.uneven) * factor;
  const own = of.relative ? fluxSd(value, filled, of.sd) : of.sd;
  const random = Number.isNaN(rate.random) || !of.relative ? 0 : rate.random;
  return { reading, month: rate.month, value, filled, uncertainty: Math.hypot(own, random, uneven), fromFilled: false };
}

function filledDraft(of: TowerVariable, reading: TowerReading, whole: MonthRate, measured: number): Draft {
  const value = whole.mean * (of.amount ? whole.slots : 1);
  const uncertainty = of.relative ? fluxSd(value, 1 - measured, of.sd) : of.sd / Math.sqrt(Math.max(0.1, measured));
  return { reading, month: whole.month, value, filled: 1 - measured, uncertainty, fromFilled: true };
}

function observedOf(of: TowerVariable, drafts: readonly Draft[], origin: TowerOrigin): Observed[] {
  const why = of.oddFloor === undefined ? new Map<Draft, string>() : oddities(of, of.oddFloor, drafts);
  return drafts.map((d): Observed => {
    const doubt =
      d.reading.doubt ??
      why.get(d) ??
      (of.variable === 'precip' && d.filled > 1 - RAIN_SHARE
        ? 'measured for less than three quarters of the month'
        : '');
    const { site } = origin;
    return {
      variable: of.variable,
      lat: site.lat,
      lon: site.lon,
      locationSd: roundingSd(site.lat, halfStepOf(site.latText), halfStepOf(site.lonText)),
      month: d.month,
      ...(d.reading.depth ? { depth: d.reading.depth } : {}),
      value: d.value,
      uncertainty: d.uncertainty,
      filled: d.filled,
      flag: d.fromFilled || d.reading.estimate ? 'modelled' : doubt ? 'suspect' : flagOf(of.variable, d),
      site: `${origin.source}/${site.id}`,
      method: `${d.reading.method}${d.fromFilled ? ', filled by the publisher' : ''}${doubt ? `; ${doubt}` : ''}`,
      source: origin.source,
      origin: `${origin.file}:${d.reading.column}`,
      identity: `${of.variable}/${site.id}/${isoMonth(d.month)}`,
      place: `tower ${site.id}`,
      rank: origin.rank,
    };
  });
}

function flagOf(variable: VariableName, { value, filled, month }: Draft): ObservationFlag {
  if (variable === 'co2') return flagCo2(value, filled, month, false);
  return variable === 'ch4' ? flagCh4(value, filled, false) : 'ok';
}

/** Months that stand out of their own series: stuck for months, or far from the same month of other years. */
function oddities(of: TowerVariable, floor: number, drafts: readonly Draft[]): Map<Draft, string> {
  const found = new Map<Draft, string>();
  const first = drafts[0]?.month ?? 0;
  const values: number[] = Array.from({ length: (drafts.at(-1)?.month ?? -1) - first + 1 }, () => Number.NaN);
  for (const d of drafts) values[d.month - first] = d.value;
  const odd = oddAgainstOwnMonths(
    values,
    values.map((_, i) => monthOfYear(first + i)),
    OUTLIER,
    floor,
  );
  const stuck = of.variable === 't_soil' ? stuckMonths(values) : new Set<number>();
  for (const d of drafts) {
    if (stuck.has(d.month - first)) found.set(d, 'stuck sensor');
    else if (odd.has(d.month - first)) found.set(d, 'far from the same month of other years');
  }
  return found;
}

function lostRejections(
  lost: { readonly spikes: number; readonly stuck: number },
  column: string,
  file: string,
): Rejection[] {
  const one = (count: number, rule: string, todo: string): Rejection[] =>
    count > 0 ? [{ file, column, count, rule, todo }] : [];
  return [
    ...one(lost.stuck, 'stuck sensor: no spread over half a day and more', 'nothing; check the sensor of that time'),
    ...one(lost.spikes, 'spike: more than 7 robust sd from the same time of the six days before and after', 'nothing'),
  ];
}

function thinRejections(thin: readonly (readonly [number, TowerReading])[], file: string): Rejection[] {
  const columns = new Set(thin.map(([, r]) => r.column));
  return [...columns].map((column) => {
    const months = thin.flatMap(([m, r]) => (r.column === column ? [m] : [])).sort((a, b) => a - b);
    return {
      file,
      column,
      where: spans(months),
      count: months.length,
      rule: 'months measured for less than a quarter of their half hours, or with a quarter of the day missing',
      todo: 'nothing: a mean of these would not be one of the month',
    };
  });
}

/** `2011-01 to 2011-03, 2012-05`. */
function spans(months: readonly number[]): string {
  const parts: [number, number][] = [];
  for (const m of months) {
    const last = parts.at(-1);
    if (last && last[1] === m - 1) last[1] = m;
    else parts.push([m, m]);
  }
  return parts.map(([a, b]) => (a === b ? isoMonth(a) : `${isoMonth(a)} to ${isoMonth(b)}`)).join(', ');
}
