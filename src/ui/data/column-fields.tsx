import { VARIABLES, type VariableName } from '../../core/variable.ts';
import { MAPPABLE, unitsOf } from '../../sources/mapped-csv/convert-unit.ts';
import type { Sample } from '../../sources/mapped-csv/propose-mapping.ts';
import {
  type ColumnDraft,
  emptyColumn,
  hasNumbers,
  isThaw,
  type MappingDraft,
  needsDepth,
  wayOf,
  wordsOf,
} from '../../state/mapping-draft.ts';
import { SelectField, TextField } from './field.tsx';
import type { MappingPart } from './mapping-part.ts';

const EXAMPLES = 3;
const QUANTITY_OPTIONS = [
  { value: '' as const, label: 'nothing to take over' },
  ...MAPPABLE.map((value) => ({ value, label: VARIABLES[value].label })),
] satisfies readonly { value: VariableName | ''; label: string }[];

/** For each column: which quantity, in which unit, which way round. */
export function ColumnFields({ sample, draft, set, lackAt }: MappingPart) {
  const change = (column: string, to: (before: ColumnDraft) => ColumnDraft): void =>
    set({ columns: draft.columns.map((c) => (c.column === column ? to(c) : c)) });
  const lack = lackAt('columns');
  return (
    <fieldset className="fields">
      <legend>Columns</legend>
      {lack && <p className="field-lack">{lack}</p>}
      {draft.columns
        .filter((c) => mayHold(c, sample, draft))
        .map((c) => (
          <div key={c.column} className="column-fields" data-taken={c.variable !== '' || undefined}>
            <SelectField
              label={`${c.column} holds`}
              hint={`Such as ${wordsOf(sample, c.column).slice(0, EXAMPLES).join(', ') || 'nothing'}`}
              value={c.variable}
              options={QUANTITY_OPTIONS}
              onChange={(variable) =>
                change(c.column, (before) => ({ ...emptyColumn(sample, c.column, variable), depth: before.depth }))
              }
            />
            {c.variable !== '' && (
              <ValueFields part={{ sample, draft, set, lackAt }} column={c} change={(to) => change(c.column, to)} />
            )}
          </div>
        ))}
    </fieldset>
  );
}

/** Columns with numbers that are neither place nor time; what somebody has chosen stays in sight. */
const mayHold = ({ column, variable }: ColumnDraft, sample: Sample, draft: MappingDraft): boolean =>
  variable !== '' ||
  (hasNumbers(sample, column) &&
    ![draft.site, draft.lat, draft.lon, draft.date, draft.year, draft.month, draft.dayOfYear].includes(column));

function ValueFields({
  part: { sample, lackAt },
  column: c,
  change,
}: {
  readonly part: MappingPart;
  readonly column: ColumnDraft;
  readonly change: (to: (before: ColumnDraft) => ColumnDraft) => void;
}) {
  const way = wayOf(c.variable);
  const units = c.variable === '' ? [] : unitsOf(c.variable);
  return (
    <>
      <SelectField
        label={`Unit of ${c.column}`}
        lack={lackAt(`unit ${c.column}`)}
        value={c.unit}
        options={[{ value: '', label: 'not said yet' }, ...units.map((value) => ({ value, label: value }))]}
        onChange={(unit) => change((before) => ({ ...before, unit }))}
      />
      {way && (
        <SelectField
          label={`Positive in ${c.column} means`}
          lack={lackAt(`sign ${c.column}`)}
          value={String(c.sign) as '0' | '1' | '-1'}
          options={[
            { value: '0', label: 'not said yet' },
            { value: '1', label: way },
            { value: '-1', label: 'the other way round' },
          ]}
          onChange={(sign) => change((before) => ({ ...before, sign: Number(sign) as 0 | 1 | -1 }))}
        />
      )}
      <SelectField
        label={`Each value of ${c.column} is`}
        value={c.per}
        options={[
          { value: 'visit', label: 'one visit' },
          { value: 'month', label: 'a day of a month to be averaged' },
        ]}
        onChange={(per) => change((before) => ({ ...before, per }))}
      />
      {isThaw(c.variable) && (
        <SelectField
          label={`The last visit of a season in ${c.column} is`}
          value={c.seasonEnd ? 'year' : 'visit'}
          options={[
            { value: 'visit', label: 'a visit like the others' },
            { value: 'year', label: 'the thaw depth of the year (August to October)' },
          ]}
          onChange={(to) => change((before) => ({ ...before, seasonEnd: to === 'year' }))}
        />
      )}
      <TextField
        label={`Uncertainty of ${c.column}, one sd`}
        lack={lackAt(`uncertainty ${c.column}`)}
        hint="A heading, or a number in the column’s unit; empty where not known."
        value={c.uncertainty}
        onChange={(uncertainty) => change((before) => ({ ...before, uncertainty }))}
      />
      {needsDepth(c.variable) && (
        <>
          <TextField
            label={`Depth of ${c.column} below the surface`}
            lack={lackAt(`depth ${c.column}`)}
            hint={`A number, or one of the headings: ${sample.headings.join(', ')}`}
            value={c.depth}
            onChange={(depth) => change((before) => ({ ...before, depth }))}
          />
          <TextField
            label={`Down to, for ${c.column}`}
            hint="The same depth where left empty."
            value={c.depthTo}
            onChange={(depthTo) => change((before) => ({ ...before, depthTo }))}
          />
          <SelectField
            label={`Unit of the depth of ${c.column}`}
            value={c.depthUnit}
            options={unitsOf('alt').map((value) => ({ value, label: value }))}
            onChange={(depthUnit) => change((before) => ({ ...before, depthUnit }))}
          />
        </>
      )}
    </>
  );
}
