import { useState } from 'react';
import { VARIABLES, type VariableName } from '../../core/variable.ts';
import type { Method, Recipe } from '../../preprocess/recipe.ts';
import { dataRoom } from '../../state/data-room.ts';
import { choose } from '../../state/intake.ts';
import { numberOf } from '../../state/typed-number.ts';
import { use } from '../use.ts';
import { SelectField, TextField } from './field.tsx';

const SIDES = ['west', 'south', 'east', 'north'] as const;
type Box = Readonly<Record<(typeof SIDES)[number], string>>;

const METHODS: readonly { readonly value: Method; readonly label: string }[] = [
  { value: 'auto', label: 'automatic' },
  { value: 'nearest', label: 'nearest cell' },
  { value: 'bilinear', label: 'bilinear' },
  { value: 'average', label: 'average by area' },
];

/** Choices of the next build that most people leave as they are. @param fields variables that come as fields */
export function Choices({ fields }: { readonly fields: readonly VariableName[] }) {
  const recipe = use(dataRoom, (s) => s.recipe);
  return (
    <details>
      <summary>More choices</summary>
      <div className="fields">
        <ExtentFields key={`extent ${recipe.created}`} extent={recipe.extent} />
        {fields.map((variable) => (
          <SelectField
            key={variable}
            label={`${VARIABLES[variable].label} to cells by`}
            value={recipe.resampling[variable] ?? 'auto'}
            options={METHODS}
            onChange={(method) => choose({ resampling: { ...recipe.resampling, [variable]: method } })}
          />
        ))}
        <NumberField
          key={`cover ${recipe.created}`}
          label="Least share of a cell that must be covered"
          value={recipe.leastCover}
          isValid={(x) => x >= 0 && x <= 1}
          expected="A number from 0 to 1."
          onChange={(leastCover) => choose({ leastCover })}
        />
        <NumberField
          key={`seed ${recipe.created}`}
          label="Seed of random draws"
          value={recipe.seed}
          isValid={(x) => Number.isSafeInteger(x) && x >= 0}
          expected="A whole number from 0."
          onChange={(seed) => choose({ seed })}
        />
      </div>
    </details>
  );
}

/** Keeps what is typed; hands on only what is a valid number. */
function NumberField({
  label,
  value,
  isValid,
  expected,
  onChange,
}: {
  readonly label: string;
  readonly value: number;
  readonly isValid: (x: number) => boolean;
  readonly expected: string;
  readonly onChange: (value: number) => void;
}) {
  const [text, setText] = useState(String(value));
  const isGood = (x: number | undefined): x is number => x !== undefined && isValid(x);
  return (
    <TextField
      label={label}
      inputMode="decimal"
      value={text}
      {...(isGood(numberOf(text)) ? {} : { lack: `${expected} ${value} stays in use.` })}
      onChange={(typed) => {
        setText(typed);
        const x = numberOf(typed);
        if (isGood(x)) onChange(x);
      }}
    />
  );
}

const textOf = (extent: Recipe['extent']): Box => ({
  west: String(extent?.west ?? ''),
  south: String(extent?.south ?? ''),
  east: String(extent?.east ?? ''),
  north: String(extent?.north ?? ''),
});

function ExtentFields({ extent }: { readonly extent: Recipe['extent'] }) {
  const [isBox, setBox] = useState(extent !== undefined);
  const [box, setSides] = useState<Box>(() => textOf(extent));
  const change = (side: keyof Box, text: string): void => {
    const next = { ...box, [side]: text };
    setSides(next);
    choose({ extent: extentOf(next) });
  };
  return (
    <>
      <SelectField
        label="Extent"
        value={isBox ? 'box' : 'alaska'}
        options={[
          { value: 'alaska', label: 'all of Alaska' },
          { value: 'box', label: 'a box' },
        ]}
        {...(isBox && !extent
          ? { lack: 'West below east and south below north, in degrees; until then all of Alaska.' }
          : {})}
        onChange={(to) => {
          setBox(to === 'box');
          choose({ extent: to === 'box' ? extentOf(box) : undefined });
        }}
      />
      {isBox && (
        <div className="field-pair">
          {SIDES.map((side) => (
            <TextField
              key={side}
              label={side.charAt(0).toUpperCase() + side.slice(1)}
              inputMode="decimal"
              value={box[side]}
              onChange={(text) => change(side, text)}
            />
          ))}
        </div>
      )}
    </>
  );
}

function extentOf(box: Box): Recipe['extent'] {
  const [west, south, east, north] = SIDES.map((side) => numberOf(box[side]) ?? Number.NaN) as [
    number,
    number,
    number,
    number,
  ];
  const isBox = west < east && south < north && west >= -180 && east <= 180 && south >= -90 && north <= 90;
  return isBox ? { west, south, east, north } : undefined;
}
