import { monthOfDate, yearOf } from '../../core/month.ts';
import type { VariableName } from '../../core/variable.ts';
import { cellAt } from '../../grid/ease2.ts';
import type { ObservationFlag } from '../../store/schema.ts';
import { roundingSd } from '../coordinate.ts';
import { monthlyMeans } from '../daily-mean.ts';
import { groupBy } from '../group-by.ts';
import { instrumentSd } from '../instrument-sd.ts';
import { PointMean } from '../point-mean.ts';
import { RejectionList } from '../rejection-list.ts';
import { isSeasonEnd } from '../season-end.ts';
import type { Observed } from '../source.ts';
import { inferredMonth, type MappedRow, type Reading } from './map-row.ts';

/** Measurements of one kind in one cell on one day. */
interface Visit {
  readonly reading: Reading;
  readonly site: string;
  readonly cell: string;
  readonly row: MappedRow;
  readonly where: string;
  readonly of: PointMean;
}

export interface GatherOptions {
  readonly file: string;
  readonly source: string;
  readonly rank: number;
}

const DEEP = 1.2;
/** Distinct means a table may hold; more would not be one person's table. */
const MOST_VISITS = 2_000_000;
const FLUXES: ReadonlySet<VariableName> = new Set(['co2', 'ch4', 'gpp', 'reco']);

/** Rows become means per 1-km cell, day, depth and method: thousands of radar points a few metres apart are one value with its spread. */
export class Gatherer {
  readonly rejected = new RejectionList();
  readonly #visits = new Map<string, Visit>();
  readonly #cells = new Map<string, Set<string>>();
  rows = 0;

  constructor(readonly options: GatherOptions) {}

  add(row: MappedRow, where: string): void {
    this.rows++;
    const { row: r, col: c } = cellAt(row.lon, row.lat, 'M01');
    const cell = `${r},${c}`;
    const cells = this.#cells.get(row.site) ?? new Set();
    this.#cells.set(row.site, cells.add(cell));
    for (const reading of row.readings) {
      const { variable } = reading.column;
      const time = reading.time ?? row.time;
      if (time.precision === 'year' && variable !== 'alt' && !reading.column.seasonEnd) {
        this.rejected.add({
          file: this.options.file,
          where,
          column: reading.column.column,
          found: String(time.date.getUTCFullYear()),
          at: { lat: row.lat, lon: row.lon },
          rule: 'a year without month and day says nothing about the season of this quantity',
          todo: 'give the date; only the thickness at the end of the season may have a year alone',
        });
        continue;
      }
      const key = [
        variable,
        row.site,
        cell,
        time.date.getTime(),
        time.precision,
        reading.depth?.join('-'),
        reading.method,
      ].join('|');
      let visit = this.#visits.get(key);
      if (!visit) {
        if (this.#visits.size >= MOST_VISITS) {
          this.rejected.add({
            file: this.options.file,
            where,
            rule: 'more than two million places and days in one table',
            todo: 'split the table',
          });
          return;
        }
        visit = { reading, site: row.site, cell, row: { ...row, time }, where, of: new PointMean() };
        this.#visits.set(key, visit);
      }
      visit.of.add(reading.value, row.lat, row.lon, reading.sd);
    }
  }

  observations(): Observed[] {
    const series = groupBy(this.#visits.values(), (v) =>
      [v.reading.column.variable, v.site, v.cell, v.reading.depth?.join('-'), v.reading.method].join('|'),
    );
    return [...series.values()].flatMap((of) => {
      const [first] = of as [Visit, ...Visit[]];
      if (first.reading.column.per === 'month' && first.row.time.precision === 'day') return this.#monthly(of);
      const days = of.map((v) => v.row.time.date);
      return of.map((v) => this.#visit(v, days));
    });
  }

  #visit(v: Visit, days: readonly Date[]): Observed {
    const { reading, row, of } = v;
    const { date, precision } = row.time;
    const stated = reading.column.variable;
    const end = precision === 'year' || isSeasonEnd(date, days);
    const variable = !reading.column.seasonEnd ? stated : end ? 'alt' : 'thaw_depth';
    const inferred = precision === 'year';
    const month = inferred ? inferredMonth(date.getUTCFullYear(), of.lat) : monthOfDate(date);
    const when = inferred ? 'month inferred' : date.toISOString().slice(0, precision === 'day' ? 10 : 7);
    const thaw = variable === 'alt' || variable === 'thaw_depth';
    const spread = of.n > 1 ? `, sd ${of.sd.toPrecision(3)}` : '';
    return {
      ...this.#common(v),
      variable,
      month,
      value: of.mean,
      uncertainty: of.uncertainty(thaw ? instrumentSd(reading.method) : Number.NaN),
      flag: flagOf(variable, of.mean),
      method: `${reading.method || 'method not given'}, ${of.n} measurement${of.n > 1 ? 's' : ''}${spread}, ${when}${depthText(v)}`,
      // A copy of the table counts once; two campaigns in one cell on one day are two measurements.
      identity: [
        variable,
        this.#site(v),
        v.cell,
        inferred ? yearOf(month) : when,
        reading.depth?.join('-'),
        reading.method,
        of.mean.toPrecision(6),
      ].join('/'),
    };
  }

  #monthly(of: readonly Visit[]): Observed[] {
    const [first] = of as [Visit, ...Visit[]];
    const means = monthlyMeans(of.map((v) => ({ date: v.row.time.date, value: v.of.mean })));
    const months = new Set(of.map((v) => monthOfDate(v.row.time.date)));
    if (months.size > means.length) {
      this.rejected.add({
        file: this.options.file,
        where: `${first.site}, from ${first.where}`,
        column: first.reading.column.column,
        count: months.size - means.length,
        rule: 'fewer than 10 days of a month: no monthly mean',
        todo: 'nothing; map the column "per visit" if single days are meant',
      });
    }
    const { variable } = first.reading.column;
    return means.map((m) => ({
      ...this.#common(first),
      variable,
      month: m.month,
      value: m.mean,
      uncertainty: m.sd / Math.sqrt(m.days),
      flag: flagOf(variable, m.mean),
      method: `${first.reading.method || 'method not given'}, mean of ${m.days} days${depthText(first)}`,
      identity: [
        variable,
        this.#site(first),
        first.cell,
        m.month,
        first.reading.depth?.join('-'),
        first.reading.method,
      ].join('/'),
    }));
  }

  #common(
    v: Visit,
  ): Pick<Observed, 'lat' | 'lon' | 'locationSd' | 'filled' | 'site' | 'source' | 'origin' | 'rank' | 'depth'> {
    const { file, source, rank } = this.options;
    return {
      lat: v.of.lat,
      lon: v.of.lon,
      locationSd: Math.hypot(roundingSd(v.of.lat, v.row.halfLat, v.row.halfLon), v.of.spread),
      filled: FLUXES.has(v.reading.column.variable) ? Number.NaN : 0,
      site: this.#site(v),
      source,
      origin: `${file}:${v.where.replace(/^line /, '')}`,
      rank,
      ...(v.reading.depth ? { depth: v.reading.depth } : {}),
    };
  }

  /** A name that covers several cells is several places. */
  #site(v: Visit): string {
    const many = (this.#cells.get(v.site)?.size ?? 1) > 1;
    return `${this.options.source}/${v.site}${many ? `/${v.cell.replace(',', '-')}` : ''}`;
  }
}

function flagOf(variable: VariableName, value: number): ObservationFlag {
  if ((variable === 'alt' || variable === 'thaw_depth') && value > DEEP) return 'suspect';
  return variable === 'vwc' && value > 1 ? 'suspect' : 'ok';
}

const depthText = (v: Visit): string => (v.reading.depth ? `, ${v.reading.depth[0]}-${v.reading.depth[1]} m deep` : '');
