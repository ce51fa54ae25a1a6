import { isoMonth } from '../core/month.ts';
import { VARIABLES } from '../core/variable.ts';
import type { RowPage } from '../store/row-page.ts';
import { csvText } from './csv-text.ts';

/** So many rows a message: the page stays free between them. */
const PART = 5000;
const HEADINGS = [
  'site',
  'lat',
  'lon',
  'location_sd_m',
  'month',
  'variable',
  'value',
  'unit',
  'uncertainty_sd',
  'filled_share',
  'flag',
  'group',
  'method',
  'source',
  'origin',
];

/** All rows that fit as the parts of one CSV file. @param page gives a part of the rows */
export async function observationsCsv(
  page: (part: { readonly from: number; readonly count: number }) => Promise<RowPage>,
): Promise<string[]> {
  const parts = [csvText([HEADINGS])];
  for (let from = 0; ; from += PART) {
    const { rows, total } = await page({ from, count: PART });
    const cells = rows.map((r) => [
      r.site,
      r.lat,
      r.lon,
      single(r.locationSd),
      isoMonth(r.month),
      r.variable,
      single(r.value),
      VARIABLES[r.variable].unit,
      single(r.uncertainty),
      single(r.filled),
      r.flag,
      r.group,
      r.method,
      r.source,
      r.origin,
    ]);
    parts.push(csvText(cells));
    if (from + PART >= total) return parts;
  }
}

/** As many digits as a 32-bit number holds; more would be noise of the conversion. */
const single = (x: number): number => Number(x.toPrecision(7));
