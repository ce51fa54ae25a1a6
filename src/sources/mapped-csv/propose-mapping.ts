import type { VariableName } from '../../core/variable.ts';
import { type DateOrder, parseWrittenDate } from '../date-text.ts';
import { readNumber } from '../number.ts';
import type { Cell } from '../workbook.ts';
import { type ColumnMapping, MAPPING, type Position, type Time, type ValueColumn } from './column-mapping.ts';
import { convertUnit } from './convert-unit.ts';
import { quantityOfHeading } from './heading-quantity.ts';
import { ROLES } from './heading-role.ts';
import { unitOfHeading } from './heading-unit.ts';
import { itexTable } from './itex.ts';

/** The beginning of a table: its headings and some rows below them. */
export interface Sample {
  readonly file: string;
  readonly sheet?: string;
  /** Row of the headings, from 1. */
  readonly heading: number;
  readonly headings: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** What a table's headings suggest, and what a person has to say before it may be read. */
export interface Proposal {
  /** Undefined while something is missing without which nothing can be read. */
  readonly mapping: ColumnMapping | undefined;
  /** Questions that must be answered: unit, sign, position, order of day and month. */
  readonly questions: readonly string[];
  /** What was understood, for a person to check. */
  readonly understood: readonly string[];
}

const MONTHLY: ReadonlySet<VariableName> = new Set(['t_soil', 't_air', 'co2', 'gpp', 'reco', 'ch4']);
/** Codes for 'not measured' that nearly every table means so. */
export const CODES: readonly number[] = [-999, -9999, -99999, -6999, -7999];
const CONTROL = /^(c|ctl|ctrl|control|ambient|unwarmed|none|no)$/i;

/** Guesses a mapping from headings and the values below them; never a unit, a sign or an order that the table leaves open. */
export function proposeMapping(sample: Sample): Proposal {
  const questions: string[] = [];
  const understood: string[] = [];
  const { headings } = sample;
  const find = (pattern: RegExp) => headings.find((h) => pattern.test(h));
  const itex = itexTable(headings, sample.rows);
  const values = headings.flatMap((column): ValueColumn | ValueColumn[] => {
    const on = itex?.days.get(column);
    if (on !== undefined) return proposeDay(column, on, sample, questions, understood);
    return proposeValue(column, sample, questions, understood) ?? [];
  });
  if (values.length === 0) questions.push('which column holds what quantity? None of the headings is one we know');
  const time = itex && itex.days.size > 0 && values.every((v) => v.on) ? DATED : proposeTime(sample, questions);
  const site = find(ROLES.site);
  if (itex)
    understood.push('a table of a warming experiment (ITEX): the last visit of a year is the end of its season');
  const position = proposePosition(sample, site, questions);
  const treatment = proposeTreatment(sample, questions, understood);
  if (!time || !position || values.length === 0) return { mapping: undefined, questions, understood };
  const name = sample.file.slice(sample.file.lastIndexOf('/') + 1);
  const mapping: ColumnMapping = {
    kind: MAPPING,
    version: 1,
    file: name,
    ...(sample.sheet === undefined ? {} : { sheet: sample.sheet }),
    heading: sample.heading,
    site: site === undefined ? { value: name.replace(/\.\w+$/, '') } : { column: site },
    position,
    time,
    ...(treatment ? { treatment } : {}),
    ...(itex && itex.parts.length > 0 ? { parts: itex.parts } : {}),
    values: itex ? values.map(ofExperiment) : values,
    missing: CODES,
    citation: `the table ${name}; name its publisher before you share anything made from it`,
  };
  return { mapping, questions, understood };
}

const cellsOf = ({ headings, rows }: Sample, column: string): Cell[] => {
  const at = headings.indexOf(column);
  return rows.map((r) => r[at] ?? null).filter((c) => c !== null && c !== '');
};

const numbersOf = (sample: Sample, column: string): number[] =>
  cellsOf(sample, column).flatMap((c) => {
    const x = readNumber(c, new Set(CODES));
    return typeof x === 'number' ? [x] : [];
  });

function proposeValue(
  column: string,
  sample: Sample,
  questions: string[],
  understood: string[],
): ValueColumn | undefined {
  const variable = quantityOfHeading(column);
  if (!variable) return undefined;
  const x = numbersOf(sample, column);
  if (x.length === 0) return undefined;
  const unit = unitOfHeading(column);
  if (!unit || !convertUnit(variable, unit)) {
    questions.push(`${column}: in which unit? The heading does not say`);
    return undefined;
  }
  const sign = signOf(variable, column, x, questions);
  const method = sample.headings.find((h) => ROLES.method.test(h));
  const depth = variable === 'vwc' || variable === 't_soil' ? depthOf(sample, column, questions) : undefined;
  understood.push(`${column}: ${variable} in ${unit}${sign === -1 ? ', sign turned' : ''}`);
  return {
    column,
    variable,
    unit,
    sign,
    per: MONTHLY.has(variable) ? 'month' : 'visit',
    method: method === undefined ? { value: '' } : { column: method },
    ...(depth ? { depth } : {}),
  };
}

/** Nothing is asked of the row where every column has its own day. */
const DATED: Time = { year: { value: 1900 } };

/** Thaw of a plot: its last visit from August to October is the year's thickness. */
const ofExperiment = (v: ValueColumn): ValueColumn =>
  v.variable !== 'thaw_depth'
    ? v
    : { ...v, seasonEnd: true, method: 'value' in v.method && !v.method.value ? { value: 'thaw probe' } : v.method };

/** A column of a wide table of thaw, headed by its day. */
function proposeDay(
  column: string,
  on: string,
  sample: Sample,
  questions: string[],
  understood: string[],
): ValueColumn[] {
  const x = numbersOf(sample, column);
  if (x.length === 0) return [];
  const unit = unitOfHeading(column);
  if (!unit || !convertUnit('thaw_depth', unit)) {
    questions.push(`${column}: thaw depth in which unit? The heading does not say; most of these tables have cm`);
    return [];
  }
  understood.push(`${column}: thaw_depth in ${unit} on ${on}`);
  return [
    {
      column,
      variable: 'thaw_depth',
      unit,
      sign: signOf('thaw_depth', column, x, questions),
      per: 'visit',
      on,
      method: { value: '' },
    },
  ];
}

/** One sign throughout the wrong way round is offered; a mixture is an error that only a person can settle. */
function signOf(variable: VariableName, column: string, x: readonly number[], questions: string[]): 1 | -1 {
  if (variable !== 'alt' && variable !== 'thaw_depth' && variable !== 'gpp') {
    if (variable === 'co2' || variable === 'wtd')
      questions.push(
        `${column}: is it positive ${variable === 'co2' ? 'to the atmosphere' : 'above the surface'}? The table does not say`,
      );
    return 1;
  }
  const [negative, positive] = [x.filter((v) => v < 0).length, x.filter((v) => v > 0).length];
  if (negative > 0 && positive > 0)
    questions.push(`${column}: ${negative} negative and ${positive} positive values; what do the negative ones mean?`);
  else if (negative > 0)
    questions.push(
      `${column}: all values are negative; is it counted ${variable === 'gpp' ? 'as a loss of the air' : 'downwards'}? Offered with the sign turned`,
    );
  return negative > positive ? -1 : 1;
}

function depthOf(sample: Sample, column: string, questions: string[]): ValueColumn['depth'] {
  const find = (pattern: RegExp) => sample.headings.find((h) => pattern.test(h));
  const [top, bottom] = [
    find(/depth[ _.-]*(top|min|upper)|(top|upper)[ _.-]*depth/i),
    find(/depth[ _.-]*(bottom|max|lower)|(bottom|lower)[ _.-]*depth/i),
  ];
  const [from, to] = [top ?? find(/^(sensor|soil|measurement)?[ _.-]*depth([ _(].*)?$/i), bottom];
  if (from === undefined) {
    questions.push(`${column}: at which depth below the surface? No column says`);
    return undefined;
  }
  const unit = unitOfHeading(from);
  if (!unit || !convertUnit('alt', unit)) {
    questions.push(`${from}: depth in which unit?`);
    return undefined;
  }
  return { top: { column: from }, bottom: { column: to ?? from }, unit };
}

function proposeTime(sample: Sample, questions: string[]): Time | undefined {
  const find = (pattern: RegExp) => sample.headings.find((h) => pattern.test(h));
  const date = find(ROLES.date);
  const doy = find(ROLES.dayOfYear);
  const year = find(ROLES.year);
  if (doy !== undefined) {
    if (year !== undefined) return { year: { column: year }, dayOfYear: doy };
    questions.push(`${doy}: days of which year? No column holds the year`);
    return undefined;
  }
  if (date !== undefined) {
    const cells = datesOf(cellsOf(sample, date));
    const unclear = cells.filter((c) => !parseWrittenDate(c));
    if (cells.length > 0 && unclear.length === 0) return { date };
    const orders = (['mdy', 'dmy'] as const).filter((o) => cells.every((c) => parseWrittenDate(c, o)));
    // Days above 12 stand in one place only when all rows keep to one order.
    const certain = orders.filter((o) => cells.some((c) => isDecided(c, o)));
    if (certain.length === 1) return { date, order: certain[0] as DateOrder };
    questions.push(
      `${date}: ${orders.length > 0 ? `is ${String(unclear[0])} month/day or day/month?` : `${String(unclear[0] ?? '')} is no date we can read`}`,
    );
    return orders.length > 0 ? { date, order: orders[0] as DateOrder } : undefined;
  }
  const month = find(ROLES.month);
  if (year !== undefined) return { year: { column: year }, ...(month === undefined ? {} : { month }) };
  questions.push('which column holds the date?');
  return undefined;
}

/** Share of a column that may be no date at all and then loses its rows, without leaving the column in doubt. */
const MOST_WORDS = 0.05;

/** Cells that some order makes a date of, where nearly all are; else all, so that the odd one is asked about. */
function datesOf(cells: readonly Cell[]): readonly Cell[] {
  const dates = cells.filter((c) => parseWrittenDate(c, 'mdy') ?? parseWrittenDate(c, 'dmy'));
  return cells.length - dates.length <= MOST_WORDS * cells.length ? dates : cells;
}

/** A date in figures of which only this order makes a date. */
function isDecided(cell: Cell, order: DateOrder): boolean {
  const figures = /^\s*(\d{1,2})[-/](\d{1,2})[-/]\d{4}/.exec(String(cell));
  if (!figures) return false;
  return Number(figures[order === 'mdy' ? 2 : 1]) > 12;
}

function proposePosition(sample: Sample, site: string | undefined, questions: string[]): Position | undefined {
  const find = (pattern: RegExp) => sample.headings.find((h) => pattern.test(h));
  const lat = find(ROLES.lat);
  const lon = find(ROLES.lon);
  if (lat !== undefined && lon !== undefined) {
    const positive = numbersOf(sample, lon).filter((x) => x > 0).length;
    if (positive > 0)
      questions.push(`${lon}: ${positive} positive values; west of Greenwich is negative. Which way are they counted?`);
    return { lat: { column: lat }, lon: { column: lon } };
  }
  const names = site === undefined ? [] : [...new Set(cellsOf(sample, site).map(String))];
  questions.push(
    `where is ${names.length > 0 ? `each of the sites (${names.slice(0, 8).join(', ')})` : 'the site'}? No columns of latitude and longitude`,
  );
  return undefined;
}

function proposeTreatment(sample: Sample, questions: string[], understood: string[]): ColumnMapping['treatment'] {
  const column = sample.headings.find((h) => ROLES.treatment.test(h));
  if (column === undefined) return undefined;
  const words = [...new Set(cellsOf(sample, column).map((c) => String(c).trim()))];
  const keep = words.filter((w) => CONTROL.test(w));
  if (keep.length === 0)
    questions.push(`${column}: which of ${words.slice(0, 8).join(', ')} is the untreated control?`);
  understood.push(`${column}: only ${keep.join(', ') || 'controls'} taken; treated plots are an experiment`);
  return { column, keep: keep.length > 0 ? keep : ['control'] };
}
