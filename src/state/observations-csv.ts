import { csvRecord } from '../export/csv-text.ts';
import { OBSERVATION_COLUMNS } from '../export/observation-columns.ts';
import type { RowPage } from '../store/row-page.ts';
import { tableFromRows } from '../store/table.ts';

/** So many rows a message: the page stays free between them. */
const PART = 5000;

/** All rows that fit as the parts of one CSV file, its columns as in every export. @param page gives a part of the rows */
export async function observationsCsv(
  page: (part: { readonly from: number; readonly count: number }) => Promise<RowPage>,
): Promise<string[]> {
  const parts = [csvRecord(OBSERVATION_COLUMNS.map(([name]) => name))];
  for (let from = 0; ; from += PART) {
    const { rows, total } = await page({ from, count: PART });
    const table = tableFromRows(rows);
    parts.push(rows.map((_, i) => csvRecord(OBSERVATION_COLUMNS.map(([, text]) => text(table, i)))).join(''));
    if (from + PART >= total) return parts;
  }
}
