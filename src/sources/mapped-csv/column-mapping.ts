import { BadRequest } from '../../core/error.ts';
import { isVariable, VARIABLES, type VariableName } from '../../core/variable.ts';
import { type DateOrder, parseWrittenDate } from '../date-text.ts';
import { convertUnit, unitsOf } from './convert-unit.ts';

/** A column by its heading, exactly as written. */
export interface FromColumn {
  readonly column: string;
}
/** The same for all rows. */
export interface Fixed<T> {
  readonly value: T;
}
export type Either<T> = FromColumn | Fixed<T>;

/**
 * How a table's columns become observations: plain data, kept in a recipe, applied again with the same result. Every unit, sign and
 * missing code is said; nothing is guessed when it is applied.
 */
export interface ColumnMapping {
  readonly kind: typeof MAPPING;
  readonly version: 1;
  /** The file's own name, without folders. */
  readonly file: string;
  /** Sheet of a workbook; its first when not given. */
  readonly sheet?: string;
  /** Row of the headings, from 1. */
  readonly heading: number;
  readonly site: Either<string>;
  readonly position: Position;
  readonly time: Time;
  /** Further text columns that tell series apart at one site, such as plot. */
  readonly parts?: readonly string[];
  /** An experiment's column: only rows with one of these words are taken (compared without case). Warmed plots are no observation of the climate. */
  readonly treatment?: { readonly column: string; readonly keep: readonly string[] };
  readonly values: readonly ValueColumn[];
  /** Texts and numbers that stand for 'not measured', besides empty cells and `NA`. */
  readonly missing: readonly (string | number)[];
  readonly citation: string;
  readonly licence?: string;
  readonly doi?: string;
}

export type Position =
  /** `west`: the column counts degrees west of Greenwich, without a minus. */
  | { readonly lat: FromColumn; readonly lon: FromColumn; readonly west?: true }
  | { readonly lat: Fixed<number>; readonly lon: Fixed<number> }
  /** Latitude and longitude of each site by its name. */
  | { readonly sites: Readonly<Record<string, readonly [lat: number, lon: number]>> };

export type Time =
  | { readonly date: string; readonly order?: DateOrder }
  | { readonly year: Either<number>; readonly dayOfYear: string }
  | { readonly year: Either<number>; readonly month?: string };

export interface ValueColumn {
  readonly column: string;
  readonly variable: VariableName;
  /** One of `unitsOf(variable)`. */
  readonly unit: string;
  /** -1 where the file counts the other way round: depth negative downwards, uptake negative for GPP. */
  readonly sign: 1 | -1;
  /** A visit is one value; a month is the mean of at least ten days. */
  readonly per: 'visit' | 'month';
  /** Day on which the whole column was measured, ISO 8601: a wide table has a column a day, and `time` says nothing of it. */
  readonly on?: string;
  /** `thaw_depth` of the year's last visit in August to October becomes `alt`, and dated `alt` before that `thaw_depth`. */
  readonly seasonEnd?: boolean;
  readonly method: Either<string>;
  /** One sd of a single measurement, in the column's unit. */
  readonly uncertainty?: Either<number>;
  readonly depth?: { readonly top: Either<number>; readonly bottom: Either<number>; readonly unit: string };
}

export const MAPPING = 'thawcast column mapping';

/**
 * A mapping from a recipe or a file beside the data, checked in every part.
 * @throws BadRequest that names the part which is wrong
 */
export function checkMapping(found: unknown): ColumnMapping {
  const m = record(found, 'the mapping');
  if (m.kind !== MAPPING || m.version !== 1) wrong('kind, version', `"${MAPPING}", 1`);
  text(m.file, 'file');
  text(m.citation, 'citation');
  for (const part of ['sheet', 'licence', 'doi']) if (m[part] !== undefined) text(m[part], part);
  if (!Number.isInteger(m.heading) || (m.heading as number) < 1) wrong('heading', 'a row number from 1');
  either(m.site, 'site', 'string');
  position(m.position);
  time(m.time);
  if (m.parts !== undefined) for (const part of list(m.parts, 'parts')) text(part, 'parts');
  if (m.treatment !== undefined) {
    const treatment = record(m.treatment, 'treatment');
    text(treatment.column, 'treatment.column');
    for (const word of list(treatment.keep, 'treatment.keep')) text(word, 'treatment.keep');
  }
  for (const code of list(m.missing, 'missing'))
    if (typeof code !== 'string' && typeof code !== 'number') wrong('missing', 'texts and numbers');
  const values = list(m.values, 'values');
  if (values.length === 0) wrong('values', 'at least one column');
  for (const [i, v] of values.entries()) valueColumn(v, `values[${i}]`);
  return found as ColumnMapping;
}

function position(found: unknown): void {
  const p = record(found, 'position');
  if (p.sites === undefined) {
    const [lat, lon] = [either(p.lat, 'position.lat', 'number'), either(p.lon, 'position.lon', 'number')];
    if ('column' in lat !== 'column' in lon)
      wrong('position', 'latitude and longitude both from columns or both fixed');
    if (p.west !== undefined && (p.west !== true || 'value' in lat))
      wrong('position.west', 'true, beside a column of longitudes');
    if ('value' in lat && !onEarth(lat.value, lon.value)) wrong('position', 'degrees, longitude in -180 to 180');
    return;
  }
  for (const [site, at] of Object.entries(record(p.sites, 'position.sites'))) {
    if (!Array.isArray(at) || !onEarth(at[0], at[1]))
      wrong(`position.sites.${site}`, '[latitude, longitude] in degrees');
  }
}

const onEarth = (lat: unknown, lon: unknown): boolean =>
  typeof lat === 'number' && typeof lon === 'number' && Math.abs(lat) <= 90 && Math.abs(lon) <= 180;

function time(found: unknown): void {
  const t = record(found, 'time');
  if (t.date !== undefined) {
    text(t.date, 'time.date');
    if (t.order !== undefined && t.order !== 'mdy' && t.order !== 'dmy') wrong('time.order', 'mdy or dmy');
    return;
  }
  either(t.year, 'time.year', 'number');
  for (const part of ['dayOfYear', 'month']) if (t[part] !== undefined) text(t[part], `time.${part}`);
}

function valueColumn(found: unknown, at: string): void {
  const v = record(found, at);
  text(v.column, `${at}.column`);
  const variable = text(v.variable, `${at}.variable`);
  if (!isVariable(variable) || unitsOf(variable).length === 0) {
    wrong(
      `${at}.variable`,
      `one of ${Object.keys(VARIABLES)
        .filter((n) => isVariable(n) && unitsOf(n).length > 0)
        .join(', ')}`,
    );
  } else if (!convertUnit(variable, text(v.unit, `${at}.unit`))) {
    wrong(`${at}.unit`, `one of ${unitsOf(variable).join(', ')}`);
  }
  if (v.sign !== 1 && v.sign !== -1) wrong(`${at}.sign`, '1, or -1 where the file counts the other way round');
  if (v.per !== 'visit' && v.per !== 'month') wrong(`${at}.per`, 'visit or month');
  if (v.on !== undefined && parseWrittenDate(text(v.on, `${at}.on`))?.precision !== 'day')
    wrong(`${at}.on`, 'a day YYYY-MM-DD');
  if (v.seasonEnd !== undefined && typeof v.seasonEnd !== 'boolean') wrong(`${at}.seasonEnd`, 'true or false');
  either(v.method, `${at}.method`, 'string');
  if (v.uncertainty !== undefined) either(v.uncertainty, `${at}.uncertainty`, 'number');
  if (v.depth === undefined) return;
  const depth = record(v.depth, `${at}.depth`);
  for (const end of ['top', 'bottom']) either(depth[end], `${at}.depth.${end}`, 'number');
  if (!convertUnit('alt', text(depth.unit, `${at}.depth.unit`))) wrong(`${at}.depth.unit`, 'a unit of length');
}

function wrong(what: string, expected: string): never {
  throw new BadRequest({ what: `column mapping, ${what}`, expected });
}

function record(found: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof found !== 'object' || found === null || Array.isArray(found)) wrong(what, 'an object');
  return found as Record<string, unknown>;
}

function list(found: unknown, what: string): readonly unknown[] {
  if (!Array.isArray(found)) wrong(what, 'a list');
  return found as unknown[];
}

function text(found: unknown, what: string): string {
  if (typeof found !== 'string' || found.trim() === '') wrong(what, 'a text');
  return found as string;
}

function either(found: unknown, what: string, type: 'string' | 'number'): Readonly<Record<string, unknown>> {
  const e = record(found, what);
  if (typeof e.column === 'string') return e;
  const { value } = e;
  if (typeof value !== type || (type === 'number' && !Number.isFinite(value)))
    wrong(what, `{"column": heading} or {"value": ${type}}`);
  return e;
}
