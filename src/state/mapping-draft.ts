import { VARIABLES, type Variable, type VariableName } from '../core/variable.ts';
import { type DateOrder, parseWrittenDate } from '../sources/date-text.ts';
import type { ColumnMapping, Either, ValueColumn } from '../sources/mapped-csv/column-mapping.ts';
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
  /** The last visit of the season counts as the year's thaw depth. */
  readonly seasonEnd: boolean;
  /** One sd of a measurement: a heading, or a number in the column's unit; empty: not known. */
  readonly uncertainty: string;
  /** Depth below the surface of a soil quantity: a column's heading, or a number. */
  readonly depth: string;
  /** Lower end where it is an interval; empty: the same. */
  readonly depthTo: string;
  readonly depthUnit: string;
  /** What the form does not show and keeps: the day of a column a day, the method. */
  readonly kept: Partial<Pick<ValueColumn, 'on' | 'method'>>;
}

/** The mapping form as it stands: everything a text or a choice, complete or not. Empty means not said. */
export interface MappingDraft {
  readonly columns: readonly ColumnDraft[];
  /** Heading, or empty: the whole table is one site. */
  readonly site: string;
  readonly place: 'columns' | 'fixed' | 'sites';
  readonly lat: string;
  readonly lon: string;
  /** Which way the column of longitudes counts; empty: not said. */
  readonly lonWay: 'east' | 'west' | '';
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
  /** What the form does not show and keeps; `time` counts where each column is of one day. */
  readonly kept: Partial<Pick<ColumnMapping, 'parts' | 'licence' | 'doi' | 'time'>>;
}

export interface Coordinates {
  readonly lat: string;
  readonly lon: string;
}

const SOIL: ReadonlySet<string> = new Set<VariableName>(['t_soil', 'vwc']);
const MONTHLY: ReadonlySet<string> = new Set<VariableName>(['t_soil', 't_air', 'co2', 'gpp', 'reco', 'ch4']);
/** Quantities whose sign differs between publishers so often that it is asked in any case. */
const ASKED_SIGN: ReadonlySet<string> = new Set<VariableName>(['co2', 'wtd']);

/** Quantities whose last visit of a season may stand for the year. */
export const isThaw = (variable: string): boolean => variable === 'alt' || variable === 'thaw_depth';
export const needsDepth = (variable: string): boolean => SOIL.has(variable);
/** Which way is positive in the program, for a quantity with a sign. */
export const wayOf = (variable: VariableName | ''): string | undefined =>
  variable === '' ? undefined : (VARIABLES[variable] as Variable).positive;

/**
 * The form as headings and the proposal suggest it; what they leave open is left empty.
 * @param answered what a person said before: it stands in the form again
 */
export function draftOf(sample: Sample, proposal: Proposal, answered?: ColumnMapping): MappingDraft {
  const { headings } = sample;
  const find = (role: keyof typeof ROLES): string => headings.find((h) => ROLES[role].test(h)) ?? '';
  const [lat, lon, date, year, dayOfYear] = [find('lat'), find('lon'), find('date'), find('year'), find('dayOfYear')];
  const site = find('site');
  const mapping = answered ?? proposal.mapping;
  const treatment = mapping?.treatment;
  return {
    columns: headings.filter((h) => h !== '').map((column) => columnDraft(sample, column, mapping, answered)),
    site,
    place: lat && lon ? 'columns' : site ? 'sites' : 'fixed',
    lat,
    lon,
    lonWay: isCountedWest(sample, lon) ? '' : 'east',
    fixed: { lat: '', lon: '' },
    sites: Object.fromEntries(wordsOf(sample, site).map((name) => [name, { lat: '', lon: '' }])),
    time: dayOfYear && !date ? 'dayOfYear' : date || !year ? 'date' : 'year',
    date,
    order: certainOrder(proposal),
    year,
    dayOfYear,
    month: find('month'),
    treatment: treatment?.column ?? '',
    keep: treatment?.keep.filter((word) => wordsOf(sample, treatment.column).includes(word)) ?? [],
    missing: (mapping?.missing ?? CODES).join(', '),
    citation: '',
    kept: mapping ? keptOf(mapping) : {},
    ...(answered ? saidBefore(answered) : {}),
  };
}

const keptOf = ({ parts, licence, doi, time }: ColumnMapping): MappingDraft['kept'] => ({
  time,
  ...(parts ? { parts } : {}),
  ...(licence ? { licence } : {}),
  ...(doi ? { doi } : {}),
});

/** Rows further down may have shown the order; then nothing is asked about the column. */
function certainOrder({ mapping, questions }: Proposal): DateOrder | '' {
  if (!mapping || !('date' in mapping.time)) return '';
  const { date, order } = mapping.time;
  return order && !questions.some((question) => question.startsWith(`${date}:`)) ? order : '';
}

function saidBefore({ site, position, time, citation }: ColumnMapping): Partial<MappingDraft> {
  const place: Partial<MappingDraft> =
    'sites' in position
      ? {
          place: 'sites',
          sites: Object.fromEntries(
            Object.entries(position.sites).map(([name, [lat, lon]]) => [name, { lat: String(lat), lon: String(lon) }]),
          ),
        }
      : 'column' in position.lat
        ? {
            place: 'columns',
            lat: textOf(position.lat),
            lon: textOf(position.lon),
            lonWay: 'west' in position && position.west ? 'west' : 'east',
          }
        : { place: 'fixed', fixed: { lat: textOf(position.lat), lon: textOf(position.lon) } };
  const when: Partial<MappingDraft> =
    'date' in time
      ? { time: 'date', date: time.date, order: time.order ?? '' }
      : 'dayOfYear' in time
        ? { time: 'dayOfYear', year: textOf(time.year), dayOfYear: time.dayOfYear }
        : { time: 'year', year: textOf(time.year), month: time.month ?? '' };
  return { ...place, ...when, site: 'column' in site ? site.column : '', citation };
}

const textOf = (e: Either<string | number>): string => ('column' in e ? e.column : String(e.value));

function columnDraft(
  sample: Sample,
  column: string,
  mapping: ColumnMapping | undefined,
  answered: ColumnMapping | undefined,
): ColumnDraft {
  const said = mapping?.values.find((v) => v.column === column);
  const guess = answered || !hasNumbers(sample, column) ? undefined : quantityOfHeading(column);
  const variable = said?.variable ?? guess ?? '';
  const depth = said?.depth;
  return {
    ...emptyColumn(sample, column, variable),
    ...(said ? { unit: said.unit, per: said.per } : {}),
    ...(said && answered ? { sign: said.sign, seasonEnd: said.seasonEnd ?? false } : {}),
    ...(said?.uncertainty ? { uncertainty: textOf(said.uncertainty) } : {}),
    ...(depth ? { depth: textOf(depth.top), depthTo: textOf(depth.bottom), depthUnit: depth.unit } : {}),
    kept: said ? { method: said.method, ...(said.on ? { on: said.on } : {}) } : {},
  };
}

/** A column whose quantity was just named: what its heading and its values say of it, and nothing else. */
export function emptyColumn(sample: Sample, column: string, variable: VariableName | ''): ColumnDraft {
  const unit = unitOfHeading(column);
  return {
    column,
    variable,
    unit: variable && unit && convertUnit(variable, unit) ? unit : '',
    sign: signOf(variable, sample, column),
    per: MONTHLY.has(variable) ? 'month' : 'visit',
    seasonEnd: false,
    uncertainty: '',
    depth: '',
    depthTo: '',
    depthUnit: 'm',
    kept: {},
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

const cellsOf = ({ headings, rows }: Sample, column: string): (string | number | boolean)[] => {
  const at = headings.indexOf(column);
  return rows.flatMap((r) => {
    const cell = r[at] ?? null;
    return cell === null || cell === '' ? [] : [cell];
  });
};

/** Positive longitudes, which lie east of Alaska unless the table counts them the other way. */
export const isCountedWest = (sample: Sample, column: string): boolean =>
  cellsOf(sample, column).some((cell) => {
    const x = readNumber(cell, new Set(CODES));
    return typeof x === 'number' && x > 0;
  });

/** Whether any cell of the column's beginning is a number. */
export const hasNumbers = (sample: Sample, column: string): boolean =>
  cellsOf(sample, column).some((cell) => typeof readNumber(cell) === 'number');

/** The different words of a column, in order of appearance. */
export const wordsOf = (sample: Sample, column: string): string[] =>
  column === '' ? [] : [...new Set(cellsOf(sample, column).map((c) => String(c).trim()))];

/** Dates that only a person can order: figures such as 3/4/2012. The first of them, if there is one. */
export function unclearDate(sample: Sample, column: string): string | undefined {
  const unclear = cellsOf(sample, column).find((c) => !parseWrittenDate(c) && parseWrittenDate(c, 'mdy'));
  return unclear === undefined ? undefined : String(unclear);
}
