import { VARIABLES } from '../core/variable.ts';
import type { ColumnMapping } from '../sources/mapped-csv/column-mapping.ts';
import { RowMapper } from '../sources/mapped-csv/map-row.ts';
import type { Sample } from '../sources/mapped-csv/propose-mapping.ts';

/** What a row of the table becomes under a mapping, for a person to check. */
export interface PreviewRow {
  readonly site: string;
  readonly place: string;
  readonly when: string;
  /** Values in canonical units, or why there is none. */
  readonly values: readonly string[];
  readonly isGood: boolean;
}

/** The first rows as they would be taken over. */
export function previewOf(mapping: ColumnMapping, sample: Sample, count: number): readonly PreviewRow[] {
  const mapper = new RowMapper(mapping, sample.headings, sample.file);
  return sample.rows.slice(0, count).map((cells) => {
    const why: string[] = [];
    const row = mapper.read(cells, '', ({ column, found, rule }) =>
      why.push(`${column ?? ''} “${found ?? ''}”: ${rule}`),
    );
    const empty = { site: '', place: '', when: '', isGood: false };
    if (row === 'kept out') return { ...empty, values: ['a treated plot, left out'] };
    if (row === 'empty') return { ...empty, values: ['no value'] };
    if (!row) return { ...empty, values: why };
    return {
      site: row.site,
      place: `${row.lat.toFixed(3)}, ${row.lon.toFixed(3)}`,
      when: row.time.date.toISOString().slice(0, { day: 10, month: 7, year: 4 }[row.time.precision]),
      values: [
        ...row.readings.map(({ column, value }) => {
          const { label, unit } = VARIABLES[column.variable];
          return `${label} ${Number(value.toPrecision(4))} ${unit}`;
        }),
        ...why,
      ],
      isGood: why.length === 0,
    };
  });
}
