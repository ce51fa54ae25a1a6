import { VARIABLES, type Variable, type VariableName } from '../core/variable.ts';
import { type DateOrder, parseWrittenDate } from '../sources/date-text.ts';
import {
  type ColumnMapping,
  type Either,
  MAPPING,
  type Position,
  type Time,
  type ValueColumn,
} from '../sources/mapped-csv/column-mapping.ts';
import { convertUnit } from '../sources/mapped-csv/convert-unit.ts';
import { quantityOfHeading } from '../sources/mapped-csv/heading-quantity.ts';
import { ROLES } from '../sources/mapped-csv/heading-role.ts';
import { unitOfHeading } from '../sources/mapped-csv/heading-unit.ts';
import { CODES, type Proposal, type Sample } from '../sources/mapped-csv/propose-mapping.ts';
import { readNumber } from '../sources/number.ts';

/** What a person says of one column. Empty texts are what is still to be said. */
export interface ColumnDraft {
  readonly column: string;
  /** Empty: no measured quantity. */
  readonly variable: VariableName | '';
  readonly unit: string;
  /** 1 as the program counts, -1 the other way round, 0 not said. */
  readonly sign: 1 | -1 | 0;
  readonly per: 'visit' | 'month';
  /** Depth below the surface of a soil quantity: a column's heading, or a number. */
  readonly depth: string;
  readonly depthUnit: string;
}

/** The mapping form as it stands: everything a text or a choice, complete or not. Empty means not said. */
export interface MappingDraft {
  readonly columns: readonly ColumnDraft[];
  /** Heading, or empty: the whole table is one site. */
  readonly site: string;
  readonly place: 'columns' | 'fixed' | 'sites';
  readonly lat: string;
  readonly lon: string;
  /** Typed coordinates: of the one place, or of each site by its name. */
  readonly fixed: Coordinates;
  readonly sites: Readonly<Record<string, Coordinates>>;
  readonly time: 'date' | 'dayOfYear' | 'year';
  readonly date: string;
  readonly order: DateOrder | '';
  readonly year: string;
  readonly dayOfYear: string;
  readonly month: string;
  readonly treatment: string;
  readonly keep: readonly string[];
  /** Codes for 'not measured', separated by commas. */
  readonly missing: string;
  readonly citation: string;
}

export interface Coordinates {
  readonly lat: string;
  readonly lon: string;
}

/** Something that is still to be said, and the part of the form it belongs to. */
export interface Lack {
  readonly at: string;
  readonly text: string;
}

const SOIL: ReadonlySet<string> = new Set<VariableName>(['t_soil', 'vwc']);
const MONTHLY: ReadonlySet<string> = new Set<VariableName>(['t_soil', 't_air', 'co2', 'gpp', 'reco', 'ch4']);
/** Quantities whose sign differs between publishers so often that it is asked in any case. */
const ASKED_SIGN: ReadonlySet<string> = new Set<VariableName>(['co2', 'wtd']);

export const needsDepth = (variable: string): boolean => SOIL.has(variable);
/** Which way is positive in the program, for a quantity with a sign. */
export const wayOf = (variable: VariableName | ''): string | undefined =>
  variable === '' ? undefined : (VARIABLES[variable] as Variable).positive;

/** The form as headings and the proposal suggest it; what they leave open is left empty. */
export function draftOf(sample: Sample, { mapping }: Proposal): MappingDraft {
  const { headings } = sample;
  const find = (role: keyof typeof ROLES): string => headings.find((h) => ROLES[role].test(h)) ?? '';
  const [lat, lon, date, year, dayOfYear] = [find('lat'), find('lon'), find('date'), find('year'), find('dayOfYear')];
  const site = find('site');
  const treatment = mapping?.treatment;
  return {
    columns: headings.filter((h) => h !== '').map((column) => columnDraft(sample, column, mapping)),
    site,
    place: lat && lon ? 'columns' : site ? 'sites' : 'fixed',
    lat,
    lon,
    fixed: { lat: '', lon: '' },
    sites: Object.fromEntries(wordsOf(sample, site).map((name) => [name, { lat: '', lon: '' }])),
    time: dayOfYear && !date ? 'dayOfYear' : date || !year ? 'date' : 'year',
    date,
    order: '',
    year,
    dayOfYear,
    month: find('month'),
    treatment: treatment?.column ?? '',
    keep: treatment?.keep.filter((word) => wordsOf(sample, treatment.column).includes(word)) ?? [],
    missing: (mapping?.missing ?? CODES).join(', '),
    citation: '',
  };
}

function columnDraft(sample: Sample, column: string, mapping: ColumnMapping | undefined): ColumnDraft {
  const proposed = mapping?.values.find((v) => v.column === column);
  const hasNumbers = cellsOf(sample, column).some((cell) => typeof readNumber(cell) === 'number');
  const variable = proposed?.variable ?? (hasNumbers ? quantityOfHeading(column) : undefined) ?? '';
  const unit = unitOfHeading(column);
  return {
    column,
    variable,
    unit: proposed?.unit ?? (variable && unit && convertUnit(variable, unit) ? unit : ''),
    sign: signOf(variable, sample, column),
    per: proposed?.per ?? (MONTHLY.has(variable) ? 'month' : 'visit'),
    depth: proposed?.depth && 'column' in proposed.depth.top ? proposed.depth.top.column : '',
    depthUnit: proposed?.depth?.unit ?? 'm',
  };
}

/** Said by the quantity's nature, unless publishers differ or a value contradicts it. */
function signOf(variable: VariableName | '', sample: Sample, column: string): 1 | 0 {
  if (!wayOf(variable)) return 1;
  if (ASKED_SIGN.has(variable)) return 0;
  const mayBeNegative = variable !== '' && VARIABLES[variable].range[0] < 0;
  const isNegative = cellsOf(sample, column).some((cell) => {
    const x = readNumber(cell, new Set(CODES));
    return typeof x === 'number' && x < 0;
  });
  return isNegative && !mayBeNegative ? 0 : 1;
}

/** A column whose quantity was changed: what belonged to the old one is forgotten. */
export const withVariable = (sample: Sample, draft: ColumnDraft, variable: VariableName | ''): ColumnDraft => {
  const unit = unitOfHeading(draft.column);
  return {
    ...draft,
    variable,
    unit: variable && unit && convertUnit(variable, unit) ? unit : '',
    sign: signOf(variable, sample, draft.column),
    per: MONTHLY.has(variable) ? 'month' : 'visit',
  };
};

const cellsOf = ({ headings, rows }: Sample, column: string): (string | number | boolean)[] => {
  const at = headings.indexOf(column);
  return rows.flatMap((r) => {
    const cell = r[at] ?? null;
    return cell === null || cell === '' ? [] : [cell];
  });
};

/** The different words of a column, in order of appearance. */
export const wordsOf = (sample: Sample, column: string): string[] =>
  column === '' ? [] : [...new Set(cellsOf(sample, column).map((c) => String(c).trim()))];

/** Dates that only a person can order: figures such as 3/4/2012. The first of them, if there is one. */
export function unclearDate(sample: Sample, column: string): string | undefined {
  const unclear = cellsOf(sample, column).find((c) => !parseWrittenDate(c) && parseWrittenDate(c, 'mdy'));
  return unclear === undefined ? undefined : String(unclear);
}

/**
 * The mapping that the form says, or what is still to be said.
 * @returns `mapping` only when nothing lacks
 */
export function mappingOf(
  draft: MappingDraft,
  sample: Sample,
): { readonly mapping: ColumnMapping | undefined; readonly lacks: readonly Lack[] } {
  const lacks: Lack[] = [];
  const lack = (at: string, text: string): void => void lacks.push({ at, text });
  const values = draft.columns.flatMap((c) => valueColumnOf(c, sample, lack) ?? []);
  if (!draft.columns.some(({ variable }) => variable !== ''))
    lack('columns', 'Say of at least one column what it holds');
  const position = positionOf(draft, lack);
  const time = timeOf(draft, sample, lack);
  if (draft.treatment && draft.keep.length === 0) lack('treatment', 'Say which rows are the untreated control');
  if (draft.citation.trim() === '') lack('citation', 'Say where the table comes from');
  if (lacks.length > 0 || !position || !time) return { mapping: undefined, lacks };
  const name = sample.file.slice(sample.file.lastIndexOf('/') + 1);
  const mapping: ColumnMapping = {
    kind: MAPPING,
    version: 1,
    file: name,
    ...(sample.sheet === undefined ? {} : { sheet: sample.sheet }),
    heading: sample.heading,
    site: draft.site ? { column: draft.site } : { value: name.replace(/\.\w+$/, '') },
    position,
    time,
    ...(draft.treatment ? { treatment: { column: draft.treatment, keep: draft.keep } } : {}),
    values,
    missing: codesOf(draft.missing),
    citation: draft.citation.trim(),
  };
  return { mapping, lacks };
}

function valueColumnOf(
  { column, variable, unit, sign, per, depth, depthUnit }: ColumnDraft,
  sample: Sample,
  lack: (at: string, text: string) => void,
): ValueColumn | undefined {
  if (variable === '') return undefined;
  if (unit === '') lack(`unit ${column}`, `${column}: in which unit?`);
  if (sign === 0) lack(`sign ${column}`, `${column}: which way is positive?`);
  const at = needsDepth(variable) ? depthOf(depth, sample) : undefined;
  if (needsDepth(variable) && !at) lack(`depth ${column}`, `${column}: at which depth below the surface?`);
  if (unit === '' || sign === 0 || (needsDepth(variable) && !at)) return undefined;
  const method = sample.headings.find((h) => ROLES.method.test(h));
  return {
    column,
    variable,
    unit,
    sign,
    per,
    method: method === undefined ? { value: '' } : { column: method },
    ...(at ? { depth: { top: at, bottom: at, unit: depthUnit } } : {}),
  };
}

function depthOf(text: string, sample: Sample): Either<number> | undefined {
  if (sample.headings.includes(text)) return { column: text };
  const value = numberOf(text);
  return value === undefined || value < 0 ? undefined : { value };
}

function positionOf(draft: MappingDraft, lack: (at: string, text: string) => void): Position | undefined {
  if (draft.place === 'columns') {
    if (draft.lat && draft.lon && draft.lat !== draft.lon)
      return { lat: { column: draft.lat }, lon: { column: draft.lon } };
    lack('place', 'Say which columns hold latitude and longitude');
    return undefined;
  }
  if (draft.place === 'fixed') {
    const at = coordinatesOf(draft.fixed);
    if (!at) lack('place', 'Give the place of the site: latitude -90 to 90, longitude -180 to 180, west negative');
    return at && { lat: { value: at[0] }, lon: { value: at[1] } };
  }
  const sites = Object.entries(draft.sites).map(([name, at]) => [name, coordinatesOf(at)] as const);
  const open = sites.filter(([, at]) => !at).map(([name]) => name);
  if (open.length > 0) lack('place', `Give the place of ${open.slice(0, 5).join(', ')}${open.length > 5 ? ' …' : ''}`);
  else if (sites.length === 0) lack('place', 'Say which column names the site, or give one place for all rows');
  if (open.length > 0 || sites.length === 0) return undefined;
  return { sites: Object.fromEntries(sites) as Readonly<Record<string, readonly [number, number]>> };
}

function coordinatesOf({ lat, lon }: Coordinates): readonly [number, number] | undefined {
  const [y, x] = [numberOf(lat), numberOf(lon)];
  return y !== undefined && x !== undefined && Math.abs(y) <= 90 && Math.abs(x) <= 180 ? [y, x] : undefined;
}

function timeOf(draft: MappingDraft, sample: Sample, lack: (at: string, text: string) => void): Time | undefined {
  if (draft.time === 'date') {
    if (!draft.date) lack('time', 'Say which column holds the date');
    const unclear = unclearDate(sample, draft.date);
    if (draft.order === '' && unclear) lack('order', `${draft.date}: is ${unclear} month/day or day/month?`);
    return draft.date ? { date: draft.date, ...(draft.order === '' ? {} : { order: draft.order }) } : undefined;
  }
  const typed = numberOf(draft.year);
  const year: Either<number> | undefined = sample.headings.includes(draft.year)
    ? { column: draft.year }
    : typed !== undefined && Number.isInteger(typed)
      ? { value: typed }
      : undefined;
  if (!year) lack('time', 'Say which column holds the year, or type the year');
  if (draft.time === 'year') return year && { year, ...(draft.month ? { month: draft.month } : {}) };
  if (!draft.dayOfYear) lack('time', 'Say which column holds the day of the year');
  return year && draft.dayOfYear ? { year, dayOfYear: draft.dayOfYear } : undefined;
}

const codesOf = (text: string): (string | number)[] =>
  text
    .split(',')
    .map((code) => code.trim())
    .filter((code) => code !== '')
    .map((code) => numberOf(code) ?? code);

/** A number as people type it, a true minus sign allowed; undefined for anything else. */
export function numberOf(text: string): number | undefined {
  const plain = text.trim().replace('\u2212', '-');
  return /^[-+]?(\d+\.?\d*|\.\d+)$/.test(plain) ? Number(plain) : undefined;
}
