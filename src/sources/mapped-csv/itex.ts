import { parseWrittenDate } from '../date-text.ts';
import type { Cell } from '../workbook.ts';
import { quantityOfHeading } from './heading-quantity.ts';
import { ROLES } from './heading-role.ts';

/** What tells the thaw tables of the warming experiments (ITEX), which follow no common standard. @see SOURCES.md, 4.3 */
export interface ItexTable {
  /** Columns that tell plots of a site apart. */
  readonly parts: readonly string[];
  /** In a wide table the columns that are headed by a day, and the day, ISO 8601. */
  readonly days: ReadonlyMap<string, string>;
}

const PLOT = /^(sub[ _.-]?site|plot|block|quadrat|chamber|replicate)([ _.-]*(id|name|code|number|no|nr))?$/i;
const WARMED = /^(otc|t|w|warm(ed|ing)?|itex|treat(ed|ment)?|open[ _-]?top.*|exp(erimental)?)$/i;

/** Bracketed words of a heading, such as its unit. */
const bare = (heading: string): string => heading.replace(/[([].*$/, '').trim();

/**
 * A table of an experiment: a treatment of warmed and control plots, plots or sites, and thaw depth, in a column of its own (long) or in one
 * column a day (wide).
 * @returns undefined for any other table
 */
export function itexTable(headings: readonly string[], rows: readonly (readonly Cell[])[]): ItexTable | undefined {
  const at = headings.findIndex((h) => ROLES.treatment.test(h));
  const words = new Set(rows.map((r) => String(r[at] ?? '').trim()));
  const parts = headings.filter((h) => PLOT.test(h));
  const placed = parts.length > 0 || headings.some((h) => ROLES.site.test(h));
  if (at < 0 || !placed || ![...words].some((w) => WARMED.test(w))) return undefined;
  const days = new Map(
    headings.flatMap((h): [string, string][] => {
      const day = parseWrittenDate(bare(h));
      return day?.precision === 'day' ? [[h, day.date.toISOString().slice(0, 10)]] : [];
    }),
  );
  const long = headings.some((h) => quantityOfHeading(h) === 'thaw_depth' || quantityOfHeading(h) === 'alt');
  return long || days.size > 1 ? { parts, days } : undefined;
}
