import {
  type ColumnMapping,
  type Either,
  MAPPING,
  type Position,
  type Time,
  type ValueColumn,
} from '../sources/mapped-csv/column-mapping.ts';
import { ROLES } from '../sources/mapped-csv/heading-role.ts';
import type { Sample } from '../sources/mapped-csv/propose-mapping.ts';
import {
  type ColumnDraft,
  type Coordinates,
  isThaw,
  type MappingDraft,
  needsDepth,
  unclearDate,
} from './mapping-draft.ts';
import { numberOf } from './typed-number.ts';

/** Something that is still to be said, and the part of the form it belongs to. */
export interface Lack {
  readonly at: string;
  readonly text: string;
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
    ...withoutTime(draft.kept),
    ...(draft.treatment ? { treatment: { column: draft.treatment, keep: draft.keep } } : {}),
    values,
    missing: codesOf(draft.missing),
    citation: draft.citation.trim(),
  };
  return { mapping, lacks };
}

const withoutTime = ({ time: _time, ...kept }: MappingDraft['kept']): Omit<MappingDraft['kept'], 'time'> => kept;

function valueColumnOf(
  { column, variable, unit, sign, per, seasonEnd, uncertainty, depth, depthTo, depthUnit, kept }: ColumnDraft,
  sample: Sample,
  lack: (at: string, text: string) => void,
): ValueColumn | undefined {
  if (variable === '') return undefined;
  if (unit === '') lack(`unit ${column}`, `${column}: in which unit?`);
  if (sign === 0) lack(`sign ${column}`, `${column}: which way is positive?`);
  const top = needsDepth(variable) ? columnOrNumber(depth, sample) : undefined;
  const bottom = depthTo.trim() === '' ? top : columnOrNumber(depthTo, sample);
  const sd = columnOrNumber(uncertainty, sample);
  if (uncertainty.trim() !== '' && !sd)
    lack(`uncertainty ${column}`, `${column}: uncertainty is a heading or a number`);
  const isPlaced = !needsDepth(variable) || (top !== undefined && bottom !== undefined);
  if (!isPlaced) lack(`depth ${column}`, `${column}: at which depth below the surface?`);
  if (unit === '' || sign === 0 || !isPlaced) return undefined;
  const method = sample.headings.find((h) => ROLES.method.test(h));
  return {
    column,
    variable,
    unit,
    sign,
    per,
    method: method === undefined ? { value: '' } : { column: method },
    ...kept,
    ...(seasonEnd && isThaw(variable) ? { seasonEnd } : {}),
    ...(sd ? { uncertainty: sd } : {}),
    ...(top && bottom ? { depth: { top, bottom, unit: depthUnit } } : {}),
  };
}

/** A heading, or a number that is not below zero. */
function columnOrNumber(text: string, sample: Sample): Either<number> | undefined {
  if (sample.headings.includes(text)) return { column: text };
  const value = numberOf(text);
  return value === undefined || value < 0 ? undefined : { value };
}

function positionOf(draft: MappingDraft, lack: (at: string, text: string) => void): Position | undefined {
  if (draft.place === 'columns') {
    const { lat, lon, lonWay } = draft;
    if (!lat || !lon || lat === lon) lack('place', 'Say which columns hold latitude and longitude');
    else if (lonWay === '') lack('lonWay', `${lon}: are degrees counted east or west of Greenwich?`);
    else return { lat: { column: lat }, lon: { column: lon }, ...(lonWay === 'west' ? { west: true } : {}) };
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
  const measured = draft.columns.filter((c) => c.variable !== '');
  if (draft.kept.time && measured.length > 0 && measured.every((c) => c.kept.on)) return draft.kept.time;
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
