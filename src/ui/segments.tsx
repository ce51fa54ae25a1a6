import { Radio, RadioGroup } from 'react-aria-components/RadioGroup';

export interface SegmentsProps<T extends string> {
  /** Accessible name of the group. */
  readonly label: string;
  readonly value: T;
  /** `name` is spoken in place of the label, where that has signs that are read badly. */
  readonly options: readonly { readonly value: T; readonly label: string; readonly name?: string }[];
  readonly onChange: (value: T) => void;
  readonly compact?: boolean;
  readonly isDisabled?: boolean;
}

/** One choice of a few, as a row of segments: a radio group, so arrow keys move within it. */
export function Segments<T extends string>({ label, value, options, onChange, compact, isDisabled }: SegmentsProps<T>) {
  return (
    <RadioGroup
      aria-label={label}
      value={value}
      orientation="horizontal"
      isDisabled={isDisabled ?? false}
      onChange={(text) => {
        const option = options.find((o) => o.value === text);
        if (option) onChange(option.value);
      }}
    >
      <div className={compact ? 'segments compact' : 'segments'}>
        {options.map((option) => (
          <Radio
            key={option.value}
            value={option.value}
            className="segment"
            {...(option.name ? { 'aria-label': option.name } : {})}
          >
            {option.label}
          </Radio>
        ))}
      </div>
    </RadioGroup>
  );
}
