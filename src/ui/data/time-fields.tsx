import { Checkbox } from 'react-aria-components/Checkbox';
import { CheckboxGroup } from 'react-aria-components/CheckboxGroup';
import { Label } from 'react-aria-components/Label';
import { unclearDate, wordsOf } from '../../state/mapping-draft.ts';
import { SelectField } from './field.tsx';
import { headingOptions, type MappingPart } from './mapping-part.ts';

const HOW = [
  { value: 'date', label: 'a date' },
  { value: 'dayOfYear', label: 'year and day of the year' },
  { value: 'year', label: 'year, perhaps month' },
] as const;

/** When the rows were measured, and which of them belong to an experiment. */
export function TimeFields({ sample, draft, set, lackAt }: MappingPart) {
  const unclear = draft.time === 'date' ? unclearDate(sample, draft.date) : undefined;
  const column = (label: string, part: 'date' | 'year' | 'dayOfYear' | 'month', none: string) => (
    <SelectField
      label={label}
      value={draft[part]}
      options={headingOptions(sample, none)}
      onChange={(value) => set({ [part]: value })}
    />
  );
  return (
    <fieldset className="fields">
      <legend>When</legend>
      <SelectField
        label="Time is given by"
        lack={lackAt('time')}
        value={draft.time}
        options={HOW}
        onChange={(time) => set({ time })}
      />
      {draft.time === 'date' && column('Date', 'date', 'not said yet')}
      {unclear !== undefined && (
        <SelectField
          label="Order of day and month"
          lack={lackAt('order')}
          hint={`As in ${unclear}.`}
          value={draft.order}
          options={[
            { value: '', label: 'not said yet' },
            { value: 'mdy', label: 'month/day/year' },
            { value: 'dmy', label: 'day/month/year' },
          ]}
          onChange={(order) => set({ order })}
        />
      )}
      {draft.time !== 'date' && column('Year', 'year', 'not said yet')}
      {draft.time === 'dayOfYear' && column('Day of the year', 'dayOfYear', 'not said yet')}
      {draft.time === 'year' && column('Month', 'month', 'not given')}
      <SelectField
        label="Treatment of an experiment"
        hint="Warmed plots are no observation of the climate."
        value={draft.treatment}
        options={headingOptions(sample, 'none')}
        onChange={(treatment) => set({ treatment, keep: [] })}
      />
      {draft.treatment !== '' && (
        <CheckboxGroup
          className="checks"
          value={[...draft.keep]}
          onChange={(keep) => set({ keep })}
          isInvalid={lackAt('treatment') !== undefined}
        >
          <Label className="field-label">Untreated control</Label>
          {wordsOf(sample, draft.treatment).map((word) => (
            <Checkbox key={word} value={word} className="check">
              <span className="check-box" aria-hidden="true" />
              {word}
            </Checkbox>
          ))}
        </CheckboxGroup>
      )}
    </fieldset>
  );
}
