import { useState } from 'react';
import { Button } from 'react-aria-components/Button';
import { VARIABLES, type VariableName } from '../../core/variable.ts';
import { dataRoom } from '../../state/data-room.ts';
import { importWorker } from '../../state/import-worker.ts';
import { answer } from '../../state/intake.ts';
import { type BandDraft, emptyBand, type MeaningDraft, meaningOf, waysOf } from '../../state/meaning-draft.ts';
import { use } from '../use.ts';
import { SelectField, TextField } from './field.tsx';

export interface AskRasterProps {
  readonly file: string;
  /** Under which the answer is kept: `scene.tif.meaning.json`. */
  readonly name: string;
  readonly isUnfolded: boolean;
  readonly isBusy: boolean;
}

/** What a raster shows, since it rarely says so itself. */
export function AskRaster({ file, name, isUnfolded, isBusy }: AskRasterProps) {
  const answered = use(dataRoom, (s) => Object.hasOwn(s.recipe.answers, name));
  return (
    <details open={isUnfolded}>
      <summary>Say what it shows</summary>
      {/\.ann$/i.test(file) ? <RadarForm name={name} file={file} /> : <BandForm name={name} file={file} />}
      {answered && (
        <Button className="button small" isDisabled={isBusy} onPress={() => void answer(importWorker, name, undefined)}>
          Take the answer back
        </Button>
      )}
    </details>
  );
}

const PHASE = [
  { value: 'away', label: 'moves away from the radar (pass 1 times conjugate of pass 2)' },
  { value: 'towards', label: 'moves towards the radar' },
] as const;

/** The one thing no file of a radar scene says. */
function RadarForm({ file, name }: Pick<AskRasterProps, 'file' | 'name'>) {
  const [phase, setPhase] = useState<'' | 'away' | 'towards'>('');
  return (
    <form
      aria-label={`Meaning of ${file}`}
      onSubmit={(event) => {
        event.preventDefault();
        if (phase !== '') void answer(importWorker, name, { phasePositive: phase });
      }}
    >
      <SelectField
        label="The phase grows where the ground"
        hint="Processors differ; the product's own description says which."
        value={phase}
        options={[{ value: '' as const, label: 'not said yet' }, ...PHASE]}
        onChange={setPhase}
      />
      <Button type="submit" className="button primary" isDisabled={phase === ''}>
        Read it like this
      </Button>
    </form>
  );
}

function BandForm({ file, name }: Pick<AskRasterProps, 'file' | 'name'>) {
  const [draft, setDraft] = useState<MeaningDraft>({ crs: '', bands: [emptyBand(1)] });
  const [isTried, setTried] = useState(false);
  const meaning = meaningOf(draft);
  const lacks = 'bands' in meaning ? [] : meaning;
  const change = (at: number, to: Partial<BandDraft>): void =>
    setDraft({ ...draft, bands: draft.bands.map((band, i) => (i === at ? { ...band, ...to } : band)) });
  return (
    <form
      aria-label={`Meaning of ${file}`}
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if ('bands' in meaning) void answer(importWorker, name, meaning);
      }}
    >
      {draft.bands.map((band, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: bands are only added and removed at the end
        <BandFields key={i} band={band} onChange={(to) => change(i, to)} />
      ))}
      <div className="button-row">
        <Button
          className="button small"
          onPress={() => setDraft({ ...draft, bands: [...draft.bands, emptyBand(draft.bands.length + 1)] })}
        >
          Another band
        </Button>
        {draft.bands.length > 1 && (
          <Button className="button small" onPress={() => setDraft({ ...draft, bands: draft.bands.slice(0, -1) })}>
            Leave the last out
          </Button>
        )}
      </div>
      <TextField
        label="Projection, if the file has none"
        hint="EPSG:3338, proj4 text or WKT"
        value={draft.crs}
        onChange={(crs) => setDraft({ ...draft, crs })}
      />
      <div className="button-row">
        <Button type="submit" className="button primary">
          Read it like this
        </Button>
      </div>
      <p role="status" className={isTried && lacks.length > 0 ? 'field-lack' : 'note'}>
        {isTried ? lacks.join(' ') : ''}
      </p>
    </form>
  );
}

function BandFields({
  band,
  onChange,
}: {
  readonly band: BandDraft;
  readonly onChange: (to: Partial<BandDraft>) => void;
}) {
  const names = Object.keys(VARIABLES) as VariableName[];
  const of = `of band ${band.band || '?'}`;
  const ways = waysOf(band.variable);
  return (
    <fieldset className="fields">
      <legend>Band {band.band}</legend>
      <TextField label="Number or description" value={band.band} onChange={(to) => onChange({ band: to })} />
      <SelectField
        label={`Quantity ${of}`}
        value={band.variable}
        options={[
          { value: '' as const, label: 'not said yet' },
          ...names.map((value) => ({ value, label: VARIABLES[value].label })),
        ]}
        onChange={(variable) => onChange({ variable, positive: '' })}
      />
      <TextField
        label={`Unit ${of}`}
        hint={band.variable === '' ? 'As the numbers in the file are' : `Own unit: ${VARIABLES[band.variable].unit}`}
        value={band.unit}
        onChange={(unit) => onChange({ unit })}
      />
      {ways.length > 0 && (
        <SelectField
          label={`Positive ${of} means`}
          value={band.positive}
          options={[{ value: '', label: 'not said yet' }, ...ways.map((value) => ({ value, label: value }))]}
          onChange={(positive) => onChange({ positive })}
        />
      )}
      <TextField
        label={`Time ${of}`}
        hint="2017-07, static, 2017-07-14, or 2017-05-28/2017-09-05"
        value={band.when}
        onChange={(when) => onChange({ when })}
      />
    </fieldset>
  );
}
