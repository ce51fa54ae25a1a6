import { type Attribute, text } from '../netcdf-model.ts';
import type { GridTime } from '../source.ts';

/** A season or a mean of seasons, and how that is known. */
export interface Season {
  readonly time: GridTime & { readonly at: 'span' };
  readonly note: string;
}

const DATE = /^(\d{4})-?(\d\d)-?(\d\d)/;

/** Summer of one year, or of the first to the last of several: what radar sees is the way from spring to autumn. */
const summers = (first: number, last: number): Season['time'] => ({
  at: 'span',
  from: `${first}-06-01T00:00:00.000Z`,
  to: `${last}-09-30T00:00:00.000Z`,
});

/**
 * What time a product stands for: stated dates of its coverage, else years in its title, else a year in its name, the season then taken
 * as June to September. A mean of several years stays one.
 * @returns undefined when nothing says a year
 */
export function seasonOf(attributes: Readonly<Record<string, Attribute>>, file: string): Season | undefined {
  const [from, to] = ['start', 'end'].map((end) => stated(attributes, end)) as [string | undefined, string | undefined];
  if (from && to && from <= to) return { time: { at: 'span', from, to }, note: 'dates as the file states' };
  for (const key of ['title', 'summary', 'description', 'source']) {
    const years = yearsIn(text(attributes[key]));
    if (years) return { time: summers(...years), note: seasonNote(years, `the file’s ${key}`) };
  }
  const name = file.slice(file.lastIndexOf('/') + 1);
  const years = yearsIn(name.replace(/_/g, ' '));
  return years ? { time: summers(...years), note: seasonNote(years, 'the name of the file') } : undefined;
}

const seasonNote = ([first, last]: readonly [number, number], by: string): string =>
  first === last
    ? `season ${first} by ${by}, June to September assumed`
    : `one mean of the seasons ${first} to ${last} by ${by}, June to September assumed; no single year`;

function stated(attributes: Readonly<Record<string, Attribute>>, end: string): string | undefined {
  const said = text(attributes[`time_coverage_${end}`]) || text(attributes[`${end}_date`]);
  const m = DATE.exec(said.trim());
  const at = m ? new Date(`${m[1]}-${m[2]}-${m[3]}T00:00:00.000Z`) : undefined;
  return at && !Number.isNaN(at.getTime()) ? at.toISOString() : undefined;
}

/** One year, or the first and last of a span, of 1990 to 2100. */
function yearsIn(words: string): readonly [number, number] | undefined {
  const years = [...words.matchAll(/(?<!\d)(199\d|20\d\d)(?!\d)/g)].map((m) => Number(m[1]));
  const [first, second] = years;
  if (first === undefined) return undefined;
  if (years.length === 1) return [first, first];
  return years.length === 2 && second !== undefined && second >= first ? [first, second] : undefined;
}
