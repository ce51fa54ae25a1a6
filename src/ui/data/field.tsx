import { type ReactNode, useId } from 'react';

export interface FieldProps {
  readonly label: string;
  /** What is still to be said here; shown and tied to the control. */
  readonly lack?: string | undefined;
  /** Said under the control. */
  readonly hint?: string;
}

interface Ids {
  readonly id: string;
  readonly 'aria-describedby'?: string;
  readonly 'aria-invalid'?: true;
}

/** A labelled control with its hint and what is missing. */
function Field({ label, lack, hint, control }: FieldProps & { readonly control: (ids: Ids) => ReactNode }) {
  const id = useId();
  const said = lack ?? hint;
  return (
    <div className="field">
      <label className="field-label" htmlFor={id}>
        {label}
      </label>
      {control({
        id,
        ...(said ? { 'aria-describedby': `${id}-said` } : {}),
        ...(lack ? { 'aria-invalid': true as const } : {}),
      })}
      {said && (
        <p id={`${id}-said`} className={lack ? 'field-lack' : 'note'}>
          {said}
        </p>
      )}
    </div>
  );
}

export interface SelectFieldProps<T extends string> extends FieldProps {
  readonly value: T;
  readonly options: readonly { readonly value: T; readonly label: string }[];
  readonly onChange: (value: T) => void;
}

export function SelectField<T extends string>({ value, options, onChange, ...field }: SelectFieldProps<T>) {
  return (
    <Field
      {...field}
      control={(ids) => (
        <select
          {...ids}
          className="select"
          value={value}
          onChange={(event) => {
            const option = options.find((o) => o.value === event.target.value);
            if (option) onChange(option.value);
          }}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    />
  );
}

export interface TextFieldProps extends FieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly placeholder?: string;
  readonly inputMode?: 'text' | 'decimal' | 'search';
}

export function TextField({ value, onChange, placeholder, inputMode = 'text', ...field }: TextFieldProps) {
  return (
    <Field
      {...field}
      control={(ids) => (
        <input
          {...ids}
          className="select"
          type="text"
          inputMode={inputMode}
          autoComplete="off"
          {...(placeholder ? { placeholder } : {})}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    />
  );
}
