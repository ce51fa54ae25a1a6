import { type Month, monthOf, monthOfDate } from '../../core/month.ts';
import { VARIABLES } from '../../core/variable.ts';
import { halfStepOf } from '../coordinate.ts';
import { dayOfYear, parseWrittenDate, type WrittenDate } from '../date-text.ts';
import { readNumber } from '../number.ts';
import type { Rejection } from '../source.ts';
import type { Cell } from '../workbook.ts';
import type { ColumnMapping, Either, ValueColumn } from './column-mapping.ts';
import { convertUnit } from './convert-unit.ts';

/** One measurement of a row, canonical unit. */
export interface Reading {
  readonly column: ValueColumn;
  /** Its own day, where the column has one. */
  readonly time?: WrittenDate;
  readonly value: number;
  /** One sd of this measurement alone; NaN where unknown. */
  readonly sd: number;
  readonly method: string;
  readonly depth?: readonly [top: number, bottom: number];
}

export interface MappedRow {
  readonly site: string;
  readonly lat: number;
  readonly lon: number;
  readonly halfLat: number;
  readonly halfLon: number;
  readonly time: WrittenDate;
  readonly readings: readonly Reading[];
}

/** What the rows of a table become, one at a time. */
export class RowMapper {
  readonly #column: ReadonlyMap<string, number>;
  readonly #missing: ReadonlySet<string>;
  readonly #codes: ReadonlySet<number>;

  constructor(
    readonly mapping: ColumnMapping,
    header: readonly string[],
    readonly file: string,
  ) {
    this.#column = new Map(header.map((name, i) => [name, i] as const).reverse());
    this.#missing = new Set(mapping.missing.filter((c) => typeof c === 'string').map((c) => c.trim().toLowerCase()));
    this.#codes = new Set(mapping.missing.filter((c) => typeof c === 'number'));
  }

  /** Headings the mapping names and the table lacks. */
  lacking(): string[] {
    return columnsOf(this.mapping).filter((c) => !this.#column.has(c));
  }

  /** 'kept out' is a row of a treatment that is not wanted; 'empty' one without any value. */
  read(
    cells: readonly Cell[],
    where: string,
    reject: (r: Rejection) => void,
  ): MappedRow | 'kept out' | 'empty' | undefined {
    const { mapping, file } = this;
    if (mapping.treatment && !this.#isKept(cells)) return 'kept out';
    const at = this.#at(cells);
    const bad = (column: string, rule: string, todo: string) =>
      reject({ file, where, column, found: this.#text(cells, column), ...(at ? { at } : {}), rule, todo });
    const found = mapping.values.filter((v) => this.#number(cells, v.column) !== 'missing');
    if (found.length === 0) return 'empty';
    const dated = found.every((v) => v.on !== undefined);
    const time = dated ? dayOf(found[0]?.on) : this.#time(cells);
    if (!time) {
      const column =
        'date' in mapping.time ? mapping.time.date : 'dayOfYear' in mapping.time ? mapping.time.dayOfYear : 'year';
      bad(
        column,
        'not a date, or one whose day and month nobody can tell apart',
        'write it as YYYY-MM-DD, or say the order in the mapping',
      );
      return undefined;
    }
    const site = this.#word(cells, mapping.site);
    const place = this.#place(cells, site);
    if (typeof place === 'string') {
      bad(
        place,
        'not a position in degrees, longitude in -180 to 180 and latitude in -90 to 90',
        'correct the coordinates',
      );
      return undefined;
    }
    const readings = found.flatMap((v) => {
      const own = dayOf(v.on);
      const reading = this.#reading(cells, v, monthOfDate((own ?? time).date), bad);
      return reading ? [own ? { ...reading, time: own } : reading] : [];
    });
    const parts = (mapping.parts ?? []).map((p) => this.#text(cells, p));
    return { site: [site || 'unnamed', ...parts].join('/'), ...place, time, readings };
  }

  /** Where the row belongs on the map, if it says so. */
  #at(cells: readonly Cell[]): Rejection['at'] {
    const place = this.#place(cells, this.#word(cells, this.mapping.site));
    return typeof place === 'string' ? undefined : { lat: place.lat, lon: place.lon };
  }

  #isKept(cells: readonly Cell[]): boolean {
    const { treatment } = this.mapping;
    const word = treatment ? this.#text(cells, treatment.column).toLowerCase() : '';
    return treatment?.keep.some((k) => k.trim().toLowerCase() === word) ?? true;
  }

  #cell(cells: readonly Cell[], column: string): Cell {
    return cells[this.#column.get(column) ?? -1] ?? null;
  }

  #text(cells: readonly Cell[], column: string): string {
    return String(this.#cell(cells, column) ?? '').trim();
  }

  #word(cells: readonly Cell[], from: Either<string>): string {
    return 'column' in from ? this.#text(cells, from.column) : from.value;
  }

  #number(cells: readonly Cell[], column: string): number | 'missing' | 'bad' {
    const cell = this.#cell(cells, column);
    if (typeof cell === 'string' && this.#missing.has(cell.trim().toLowerCase())) return 'missing';
    return readNumber(cell, this.#codes);
  }

  #either(cells: readonly Cell[], from: Either<number> | undefined): number {
    if (!from) return Number.NaN;
    const found = 'column' in from ? this.#number(cells, from.column) : from.value;
    return typeof found === 'number' ? found : Number.NaN;
  }

  #time(cells: readonly Cell[]): WrittenDate | undefined {
    const { time } = this.mapping;
    if ('date' in time) return parseWrittenDate(this.#cell(cells, time.date), time.order);
    const year = this.#either(cells, time.year);
    if (!Number.isInteger(year) || year < 1900 || year > 2200) return undefined;
    if ('dayOfYear' in time) {
      const date = dayOfYear(year, this.#either(cells, { column: time.dayOfYear }));
      return date && { date, precision: 'day' };
    }
    if (time.month === undefined) return { date: new Date(Date.UTC(year, 0, 1)), precision: 'year' };
    const month = this.#either(cells, { column: time.month });
    if (!Number.isInteger(month) || month < 1 || month > 12) return undefined;
    return { date: new Date(Date.UTC(year, month - 1, 1)), precision: 'month' };
  }

  /** The column that is wrong when it is no position. */
  #place(cells: readonly Cell[], site: string): Pick<MappedRow, 'lat' | 'lon' | 'halfLat' | 'halfLon'> | string {
    const { position } = this.mapping;
    if ('sites' in position) {
      const at = Object.hasOwn(position.sites, site) ? position.sites[site] : undefined;
      return at
        ? placed(at[0], at[1], String(at[0]), String(at[1]))
        : 'column' in this.mapping.site
          ? this.mapping.site.column
          : site;
    }
    const [lat, found] = [this.#either(cells, position.lat), this.#either(cells, position.lon)];
    const lon = 'west' in position && position.west ? -found : found;
    if ('value' in position.lat) return placed(lat, lon, String(lat), String(lon));
    if (!(Math.abs(lat) <= 90)) return position.lat.column;
    const column = (position.lon as { column: string }).column;
    if (!(Math.abs(lon) <= 180)) return column;
    return placed(lat, lon, this.#text(cells, position.lat.column), this.#text(cells, column));
  }

  #reading(
    cells: readonly Cell[],
    v: ValueColumn,
    month: Month,
    bad: (column: string, rule: string, todo: string) => void,
  ): Reading | undefined {
    const found = this.#number(cells, v.column);
    const convert = convertUnit(v.variable, v.unit);
    if (found === 'missing' || !convert) return undefined;
    const value = found === 'bad' ? Number.NaN : convert(found * v.sign, month);
    const { range, unit } = VARIABLES[v.variable];
    if (!(value >= range[0] && value <= range[1])) {
      const what =
        found === 'bad'
          ? 'not a number'
          : `${Number(value.toPrecision(4))} ${unit} is outside ${range[0]} to ${range[1]}`;
      bad(v.column, what, 'correct the value, or the unit, sign or missing code in the mapping');
      return undefined;
    }
    const sd = this.#either(cells, v.uncertainty);
    // A difference takes the factor only, never the offset.
    const scale = convert(1, month) - convert(0, month);
    const method = this.#word(cells, v.method);
    const depth = this.#depth(cells, v);
    if (depth === 'bad') {
      const ends = [v.depth?.top, v.depth?.bottom].flatMap((e) => (e && 'column' in e ? [e.column] : []));
      bad(ends[0] ?? v.column, 'not a depth below the surface', 'give depths from 0 downwards, the upper one first');
      return undefined;
    }
    return {
      column: v,
      value: value === 0 ? 0 : value,
      sd: sd >= 0 ? sd * scale : Number.NaN,
      method,
      ...(depth ? { depth } : {}),
    };
  }

  /** Undefined where the row gives no depth; what lies above the surface is no soil. */
  #depth(cells: readonly Cell[], v: ValueColumn): readonly [number, number] | 'bad' | undefined {
    if (!v.depth) return undefined;
    const metres = convertUnit('alt', v.depth.unit);
    const ends = [v.depth.top, v.depth.bottom].map((e) => ('column' in e ? this.#number(cells, e.column) : e.value));
    const [top, bottom] = ends as [number | 'missing' | 'bad', number | 'missing' | 'bad'];
    if (!metres || top === 'missing' || bottom === 'missing') return undefined;
    if (top === 'bad' || bottom === 'bad' || !(top >= 0) || !(bottom >= top)) return 'bad';
    return [metres(top, 0), metres(bottom, 0)];
  }
}

const dayOf = (on: string | undefined): WrittenDate | undefined =>
  on === undefined ? undefined : parseWrittenDate(on);

const placed = (lat: number, lon: number, writtenLat: string, writtenLon: string) => ({
  lat,
  lon: lon === 180 ? -180 : lon,
  halfLat: halfStepOf(writtenLat),
  halfLon: halfStepOf(writtenLon),
});

function columnsOf(m: ColumnMapping): string[] {
  const of = (e: Either<unknown> | undefined) => (e && 'column' in e ? [e.column] : []);
  const time =
    'date' in m.time
      ? [m.time.date]
      : [...of(m.time.year), ...('dayOfYear' in m.time ? [m.time.dayOfYear] : m.time.month ? [m.time.month] : [])];
  return [
    ...of(m.site),
    ...('sites' in m.position ? [] : [...of(m.position.lat), ...of(m.position.lon)]),
    ...time,
    ...(m.parts ?? []),
    ...(m.treatment ? [m.treatment.column] : []),
    ...m.values.flatMap((v) => [
      v.column,
      ...of(v.method),
      ...of(v.uncertainty),
      ...of(v.depth?.top),
      ...of(v.depth?.bottom),
    ]),
  ];
}

/** Month of a thaw that is dated to a year only: August north of 68 N, September south of it (SOURCES.md, 1). */
export const inferredMonth = (year: number, lat: number): Month => monthOf(year, lat >= 68 ? 8 : 9);
