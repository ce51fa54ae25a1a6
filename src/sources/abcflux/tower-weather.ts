import { isoMonth, monthOfYear } from '../../core/month.ts';
import { fractionFromPercent, metresFromCm } from '../../core/unit.ts';
import { VARIABLES, type VariableName } from '../../core/variable.ts';
import type { ObservationFlag } from '../../store/schema.ts';
import { groupBy } from '../group-by.ts';
import { medianOf } from '../median.ts';
import { oddAgainstOwnMonths, stuckMonths } from '../series-check.ts';
import type { Observed, Rejection, Series } from '../source.ts';
import type { FluxRow } from './flux-row.ts';
import { placeOf } from './observed-fluxes.ts';
import { SameAgain } from './same-again.ts';

/** A column beside the fluxes: what it becomes, in canonical units. */
interface Side {
  readonly column: 'tair' | 'precip' | 'tsoil' | 'moisture' | 'snow' | 'thaw';
  /** As the header writes it. */
  readonly heading: string;
  readonly variable: VariableName;
  readonly convert: (x: number) => number;
  /** One sd, assumed. */
  readonly sd: number;
  /** Least sd of a calendar month for the outlier check, canonical unit. */
  readonly floor: number;
}

const same = (x: number) => x;
const SIDES: readonly Side[] = [
  { column: 'tair', heading: 'tair', variable: 't_air', convert: same, sd: 0.5, floor: 2 },
  { column: 'precip', heading: 'precip', variable: 'precip', convert: same, sd: 10, floor: 12 },
  { column: 'tsoil', heading: 'tsoil_surface', variable: 't_soil', convert: same, sd: 1, floor: 2 },
  { column: 'moisture', heading: 'soil_moisture', variable: 'vwc', convert: fractionFromPercent, sd: 0.1, floor: 0.1 },
  { column: 'snow', heading: 'snow_depth', variable: 'snow_depth', convert: metresFromCm, sd: 0.1, floor: 0.15 },
  { column: 'thaw', heading: 'thaw_depth', variable: 'thaw_depth', convert: metresFromCm, sd: 0.1, floor: 0.2 },
];

const OUTLIER = 7;
/** Percent of water below which a site's median can only be another unit (ABC-10). */
const PERCENT_FLOOR = 5;
/** m; thaw of a flux site beyond this is another quantity or unit (ABC-10). */
const DEEPEST_THAW = 1.5;
const DEEP_SUMMER_SNOW = 0.5;

export interface Weather {
  readonly observations: readonly Observed[];
  /** Air temperature that passed its checks, for the climate. */
  readonly series: readonly Series[];
  readonly rejected: readonly Rejection[];
}

/** Monthly weather of eddy towers, one value a site, month and variable, each series checked against itself (ABC-9, ABC-10). */
export function towerWeather(rows: readonly FluxRow[], file: string, rank: number): Weather {
  const observations: Observed[] = [];
  const series: Series[] = [];
  const rejected: Rejection[] = [];
  const again = new SameAgain(file);
  const towers = groupBy(
    rows.filter((r) => !r.chamber),
    (r) => r.site,
  );
  for (const group of towers.values()) {
    for (const side of SIDES) {
      const checked = readSide(firstOfMonths(group, side, file, rejected, again), side, file, rank, rejected);
      observations.push(...checked);
      const good = checked.filter((o) => o.flag === 'ok');
      if (side.variable === 't_air' && good.length >= 12) series.push(seriesOf(good, file));
    }
  }
  return { observations, series, rejected: [...rejected, ...again.rejections(), ...besideChambers(rows, file)] };
}

/** A chamber's weather is that of the hours it was closed. */
function besideChambers(rows: readonly FluxRow[], file: string): Rejection[] {
  const chambers = rows.filter((r) => r.chamber);
  return SIDES.flatMap(({ column, heading }) => {
    const count = chambers.filter((r) => !Number.isNaN(r[column])).length;
    if (count === 0) return [];
    return [
      {
        file,
        column: heading,
        count,
        rule: 'beside a chamber: of the hours of measurement, no mean of the month',
        todo: 'nothing; the fluxes of these rows are kept',
      },
    ];
  });
}

/** A row a month: the first that holds the quantity. Others repeat it, or contradict and are rejected. */
function firstOfMonths(
  group: readonly FluxRow[],
  { column, heading }: Side,
  file: string,
  rejected: Rejection[],
  again: SameAgain,
): ReadonlyMap<number, FluxRow> {
  const first = new Map<number, FluxRow>();
  for (const r of group) {
    if (Number.isNaN(r[column])) continue;
    const before = first.get(r.month);
    if (!before) first.set(r.month, r);
    else if (before[column] === r[column]) again.add(heading, r.line);
    else
      rejected.push({
        file,
        where: `line ${r.line}, ${r.site} ${isoMonth(r.month)}`,
        column: heading,
        found: String(r[column]),
        at: { lat: r.lat, lon: r.lon },
        rule: `the site-month has another value in line ${before.line}, which comes first`,
        todo: 'nothing, unless you trust this row more: then delete the other',
      });
  }
  return first;
}

function readSide(
  first: ReadonlyMap<number, FluxRow>,
  side: Side,
  file: string,
  rank: number,
  rejected: Rejection[],
): Observed[] {
  const months = [...first.keys()].sort((a, b) => a - b);
  if (months.length === 0) return [];
  const span = Array.from(
    { length: (months.at(-1) as number) - (months[0] as number) + 1 },
    (_, i) => (months[0] as number) + i,
  );
  const raw = span.map((m) => first.get(m)?.[side.column] ?? Number.NaN);
  const values = raw.map(side.convert);
  const odd = oddAgainstOwnMonths(values, span.map(monthOfYear), OUTLIER, side.floor);
  const stuck = side.variable === 't_soil' ? stuckMonths(values) : new Set<number>();
  const wrongUnit = side.column === 'moisture' && medianOf(raw) < PERCENT_FLOOR;
  return span.flatMap((month, i): Observed[] => {
    const row = first.get(month);
    const value = values[i] as number;
    if (!row) return [];
    const [low, high] = VARIABLES[side.variable].range;
    if (value < low || value > high) {
      rejected.push({
        file,
        where: `line ${row.line}`,
        column: side.heading,
        found: String(raw[i]),
        at: { lat: row.lat, lon: row.lon },
        rule: `outside ${low} to ${high} ${VARIABLES[side.variable].unit}`,
        todo: 'check the unit of this site',
      });
      return [];
    }
    const why = stuck.has(i)
      ? 'stuck sensor'
      : odd.has(i)
        ? 'far from the same month of other years'
        : wrongUnit
          ? 'unit differs from other sites'
          : oddInKind(side, value, month);
    const flag: ObservationFlag = why ? 'suspect' : 'ok';
    const depth =
      side.variable === 't_soil' && row.tsoilDepth ? `, ${row.tsoilDepth.join('-')} m below the surface` : '';
    return [
      {
        ...placeOf(row),
        variable: side.variable,
        month,
        value,
        uncertainty: side.sd,
        filled: Number.NaN,
        flag,
        method: `tower weather${depth}${why ? `; ${why}` : ''}`,
        origin: `${file}:${row.line}`,
        identity: `${side.variable}/${row.site}/${isoMonth(month)}`,
        rank,
      },
    ];
  });
}

function oddInKind(side: Side, value: number, month: number): string {
  const calendar = monthOfYear(month);
  if (side.variable === 'snow_depth' && calendar >= 6 && calendar <= 8 && value > DEEP_SUMMER_SNOW)
    return 'deep snow in summer';
  return side.variable === 'thaw_depth' && value > DEEPEST_THAW ? 'deeper than any active layer' : '';
}

function seriesOf(good: readonly Observed[], file: string): Series {
  const [first] = good as [Observed, ...Observed[]];
  return {
    site: first.site,
    name: first.site.replace('abcflux/', ''),
    lat: first.lat,
    lon: first.lon,
    elevation: Number.NaN,
    variable: first.variable,
    month: Int32Array.from(good, (o) => o.month),
    value: Float32Array.from(good, (o) => o.value),
    source: 'abcflux',
    origin: file,
  };
}
