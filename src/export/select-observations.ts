import { BadRequest } from '../core/error.ts';
import { isoMonth } from '../core/month.ts';
import type { ObservationTable } from '../store/schema.ts';
import type { SelectionOrder } from './selection.ts';

/**
 * Rows of the observation table: of these variables, months and places; all when not given.
 * @throws BadRequest that says what the table has, when no row is left
 */
export function selectObservations(table: ObservationTable, order: SelectionOrder): number[] {
  const { fields, months, extent } = order;
  const known = [...new Set(table.variable)].sort();
  const unknown = fields?.find((name) => !known.some((v) => v === name));
  if (unknown !== undefined)
    throw new BadRequest({
      what: `observations of ${unknown}`,
      expected: known.length > 0 ? `one of ${known.join(', ')}` : 'a store with observations: this one has none',
    });
  const inside = (x: number, [from, to]: readonly [number, number]) => from <= x && x <= to;
  const rows = Array.from({ length: table.length }, (_, i) => i).filter(
    (i) =>
      (!fields || fields.includes(table.variable[i] as string)) &&
      (!months || inside(table.month[i] as number, [months[0], months[1] - 1])) &&
      (!extent ||
        (inside(table.lon[i] as number, [extent[0], extent[2]]) &&
          inside(table.lat[i] as number, [extent[1], extent[3]]))),
  );
  if (rows.length > 0) return rows;
  throw new BadRequest({ what: 'an export without a single observation', expected: described(table) });
}

function described(table: ObservationTable): string {
  if (table.length === 0) return 'a store with observations: this one has none';
  const [first, last] = [table.month.reduce((a, b) => Math.min(a, b)), table.month.reduce((a, b) => Math.max(a, b))];
  return `variables, months or a place among the ${table.length} observations of ${isoMonth(first)}..${isoMonth(last)}`;
}
