import { useState } from 'react';
import { Button } from 'react-aria-components/Button';
import { type Coordinates, isCountedWest, wordsOf } from '../../state/mapping-draft.ts';
import { SelectField, TextField } from './field.tsx';
import { headingOptions, type MappingPart } from './mapping-part.ts';

const HOW = [
  { value: 'columns', label: 'columns of the table' },
  { value: 'fixed', label: 'one place for all rows' },
  { value: 'sites', label: 'one place for each site' },
] as const;

/** Where the rows were measured. */
export function PlaceFields({ sample, draft, set, lackAt }: MappingPart) {
  const nameSites = (site: string): void => {
    const names = wordsOf(sample, site);
    set({ site, sites: Object.fromEntries(names.map((n) => [n, draft.sites[n] ?? { lat: '', lon: '' }])) });
  };
  const lack = lackAt('place');
  return (
    <fieldset className="fields">
      <legend>Where</legend>
      <SelectField
        label="Site is named by"
        value={draft.site}
        options={headingOptions(sample, 'nothing: the table is one site')}
        onChange={nameSites}
      />
      <SelectField
        label="Place is given by"
        lack={lack}
        value={draft.place}
        options={HOW}
        onChange={(place) => set({ place })}
      />
      {draft.place === 'columns' && (
        <>
          <SelectField
            label="Latitude"
            value={draft.lat}
            options={headingOptions(sample, 'not said yet')}
            onChange={(lat) => set({ lat })}
          />
          <SelectField
            label="Longitude"
            hint="In degrees."
            value={draft.lon}
            options={headingOptions(sample, 'not said yet')}
            onChange={(lon) => set({ lon, lonWay: isCountedWest(sample, lon) ? '' : 'east' })}
          />
          {isCountedWest(sample, draft.lon) && (
            <SelectField
              label="Longitude counts degrees"
              lack={lackAt('lonWay')}
              hint="Some are positive. Alaska lies west of Greenwich."
              value={draft.lonWay}
              options={[
                { value: '', label: 'not said yet' },
                { value: 'west', label: 'west of Greenwich' },
                { value: 'east', label: 'east of Greenwich' },
              ]}
              onChange={(lonWay) => set({ lonWay })}
            />
          )}
        </>
      )}
      {draft.place === 'fixed' && <At of="the site" at={draft.fixed} onChange={(fixed) => set({ fixed })} />}
      {draft.place === 'sites' && (
        <>
          {Object.entries(draft.sites).map(([name, at]) => (
            <At key={name} of={name} at={at} onChange={(to) => set({ sites: { ...draft.sites, [name]: to } })} />
          ))}
          <AddSite onAdd={(name) => set({ sites: { [name]: { lat: '', lon: '' }, ...draft.sites } })} />
        </>
      )}
    </fieldset>
  );
}

function At({
  of,
  at,
  onChange,
}: {
  readonly of: string;
  readonly at: Coordinates;
  readonly onChange: (at: Coordinates) => void;
}) {
  return (
    <div className="field-pair">
      <TextField
        label={`Latitude of ${of}`}
        inputMode="decimal"
        placeholder="68.63"
        value={at.lat}
        onChange={(lat) => onChange({ ...at, lat })}
      />
      <TextField
        label={`Longitude of ${of}`}
        inputMode="decimal"
        placeholder="-149.60"
        value={at.lon}
        onChange={(lon) => onChange({ ...at, lon })}
      />
    </div>
  );
}

/** The form shows the sites of the first rows; a table may have more further down. */
function AddSite({ onAdd }: { readonly onAdd: (name: string) => void }) {
  const [name, setName] = useState('');
  return (
    <div className="field-pair">
      <TextField
        label="A site further down the table"
        hint="Rows of sites without a place are left out, with the reason."
        value={name}
        onChange={setName}
      />
      <Button
        className="button small"
        isDisabled={name.trim() === ''}
        onPress={() => {
          onAdd(name.trim());
          setName('');
        }}
      >
        Add
      </Button>
    </div>
  );
}
