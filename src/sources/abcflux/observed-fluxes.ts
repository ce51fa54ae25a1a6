import { isoMonth } from '../../core/month.ts';
import { nmolFromGramsCarbon, umolFromGramsCarbon } from '../../core/unit.ts';
import { VARIABLES, type VariableName } from '../../core/variable.ts';
import type { ObservationFlag } from '../../store/schema.ts';
import { halfStepOf, roundingSd } from '../coordinate.ts';
import { groupBy } from '../group-by.ts';
import type { Observed, Rejection } from '../source.ts';
import { flagCh4, flagCo2, fluxSd } from './flux-quality.ts';
import { type FluxRow, sourceRank } from './flux-row.ts';
import { SameAgain } from './same-again.ts';

interface Picked {
  readonly row: FluxRow;
  readonly value: number;
}

/** Columns of a flux table as its header writes them. */
export type FluxColumns = Readonly<Record<'nee' | 'gpp' | 'reco' | 'ch4', string>>;

/**
 * Fluxes of a table: one NEE and one CH4 a site and month, GPP and Reco by partition. Where a site-month has several values the
 * stated order of sources decides (ABC-1, ABC-2) and the others are rejected: one by one where they contradict, counted where they
 * are equal.
 */
export class FluxObservations {
  readonly observations: Observed[] = [];
  readonly #rejected: Rejection[] = [];
  readonly #again: SameAgain;
  constructor(
    readonly file: string,
    /** Which table wins where both hold the month. */
    readonly rank: number,
    readonly columns: FluxColumns,
  ) {
    this.#again = new SameAgain(file);
  }

  get rejected(): readonly Rejection[] {
    return [...this.#rejected, ...this.#again.rejections()];
  }

  add(rows: readonly FluxRow[]): void {
    for (const group of bySiteMonth(rows)) {
      this.#one(group, 'nee', 'neeFrom', (p) => this.#co2(p));
      this.#one(group, 'ch4', 'ch4From', (p) => this.#ch4(p));
      this.#partitions(group);
    }
  }

  #one(
    group: readonly FluxRow[],
    column: 'nee' | 'ch4',
    from: 'neeFrom' | 'ch4From',
    make: (p: Picked) => Observed,
  ): void {
    const some = group.filter((r) => !Number.isNaN(r[column]));
    const best = [...some].sort((a, b) => sourceRank(a[from]) - sourceRank(b[from]))[0];
    if (!best) return;
    for (const other of some) {
      if (other !== best) this.#lose(other, column, best, best[from]);
    }
    this.#take(make({ row: best, value: best[column] }), this.columns[column]);
  }

  /** The value of a site-month that comes second. */
  #lose(other: FluxRow, column: keyof FluxColumns, best: FluxRow, from: string): void {
    const name = this.columns[column];
    if (other[column] === best[column]) {
      this.#again.add(name, other.line);
      return;
    }
    this.#rejected.push({
      file: this.file,
      where: `line ${other.line}, ${other.site} ${isoMonth(other.month)}`,
      column: name,
      found: String(other[column]),
      at: { lat: other.lat, lon: other.lon },
      rule: `the site-month has another value from ${from || 'a source'}, which comes first in the order of sources`,
      todo: 'nothing, unless you prefer the other source: then delete the preferred row',
    });
  }

  /** Range check, then kept. */
  #take(o: Observed, column: string): void {
    const [low, high] = VARIABLES[o.variable].range;
    if (o.value >= low && o.value <= high) this.observations.push(o);
    else {
      this.#rejected.push({
        file: this.file,
        where: o.origin.replace(`${this.file}:`, 'line '),
        column,
        found: `${Number(o.value.toPrecision(5))} ${VARIABLES[o.variable].unit}`,
        at: { lat: o.lat, lon: o.lon },
        rule: `outside ${low} to ${high} ${VARIABLES[o.variable].unit}`,
        todo: 'check the unit of the column',
      });
    }
  }

  #co2({ row, value }: Picked): Observed {
    const umol = umolFromGramsCarbon(value, row.month);
    const filled = row.filledNee / 100;
    return this.#observed(row, 'co2', umol, flagCo2(umol, filled, row.month, row.chamber), {
      filled,
      sd: fluxSd(umol, filled, 0.1),
      from: row.neeFrom,
    });
  }

  #ch4({ row, value }: Picked): Observed {
    const nmol = nmolFromGramsCarbon(value, row.month);
    const filled = row.filledCh4 / 100;
    return this.#observed(row, 'ch4', nmol, flagCh4(nmol, filled, row.chamber), {
      filled,
      sd: fluxSd(nmol, filled, 1),
      from: row.ch4From,
    });
  }

  /** Both partitions of NEE are estimates; they are kept apart and never turned into NEE (ABC-5). */
  #partitions(group: readonly FluxRow[]): void {
    const seen = new Map<string, FluxRow>();
    for (const row of [...group].sort((a, b) => sourceRank(a.neeFrom) - sourceRank(b.neeFrom))) {
      for (const [variable, grams] of [
        ['gpp', -row.gpp],
        ['reco', row.reco],
      ] as const) {
        const key = `${variable} ${row.partition}`;
        if (Number.isNaN(grams)) continue;
        const before = seen.get(key);
        if (before) {
          this.#lose(row, variable, before, before.neeFrom);
          continue;
        }
        seen.set(key, row);
        const umol = umolFromGramsCarbon(grams, row.month);
        const filled = row.filledNee / 100;
        const flag =
          umol < 0 || (variable === 'reco' && umol < 1e-4) ? 'suspect' : flagCo2(0, filled, row.month, row.chamber); // ABC-6
        const o = this.#observed(row, variable, umol, flag, {
          filled,
          sd: fluxSd(umol, filled, 0.2),
          from: `${row.neeFrom}, partition ${row.partition || 'not given'}`,
        });
        // A small wrong sign is kept and flagged; it says how noisy the partition is.
        if (o.value < 0 && o.value > -2) this.observations.push({ ...o, identity: `${o.identity}/${row.partition}` });
        else this.#take({ ...o, identity: `${o.identity}/${row.partition}` }, this.columns[variable]);
      }
    }
  }

  #observed(
    row: FluxRow,
    variable: VariableName,
    value: number,
    flag: ObservationFlag,
    more: { filled: number; sd: number; from: string },
  ): Observed {
    return {
      ...placeOf(row),
      variable,
      month: row.month,
      value,
      uncertainty: more.sd,
      filled: more.filled,
      flag,
      method: `${row.chamber ? 'chamber, daytime' : 'eddy covariance'}; ${more.from || 'source not given'}`,
      origin: `${this.file}:${row.line}`,
      identity: `${variable}/${row.site}/${isoMonth(row.month)}${row.chamber ? '/chamber' : ''}`,
      rank: this.rank,
    };
  }
}

/** Code of a tower as its network gives it. */
const TOWER = /^[A-Z]{2}-[A-Za-z0-9]{3}$/;

/** Where a row belongs. A tower has the place that its own network's files give it, so that it is one site in both. */
export const placeOf = (row: FluxRow): Pick<Observed, 'lat' | 'lon' | 'locationSd' | 'site' | 'source' | 'place'> => ({
  lat: row.lat,
  lon: row.lon,
  locationSd: roundingSd(row.lat, halfStepOf(row.latText), halfStepOf(row.lonText)),
  site: `abcflux/${row.chamber ? 'chamber ' : ''}${row.site}`,
  source: 'abcflux',
  ...(!row.chamber && TOWER.test(row.site) ? { place: `tower ${row.site}` } : {}),
});

const bySiteMonth = (rows: readonly FluxRow[]): Iterable<FluxRow[]> =>
  groupBy(rows, (r) => `${r.chamber} ${r.site} ${r.lat} ${r.lon} ${r.month}`).values();
