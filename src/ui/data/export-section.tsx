import { useState } from 'react';
import { Button } from 'react-aria-components/Button';
import type { Level } from '../../grid/level.ts';
import { cancelExport, type ExportChoice, exporting, takeFile } from '../../state/export-run.ts';
import { exportWorker } from '../../state/import-worker.ts';
import { shownOf } from '../../state/loading.ts';
import { saveFile } from '../../state/save-file.ts';
import { type LoadedStore, studio } from '../../state/studio.ts';
import { view } from '../../state/view.ts';
import { JobBar } from '../job-bar.tsx';
import { use } from '../use.ts';
import { SelectField } from './field.tsx';

const KINDS: readonly { readonly value: ExportChoice['as']; readonly label: string }[] = [
  { value: 'csv-observations', label: 'measurements, CSV' },
  { value: 'netcdf-observations', label: 'measurements, netCDF' },
  { value: 'netcdf', label: 'a field, all months, netCDF' },
  { value: 'geotiff', label: 'a field, month of the map, GeoTIFF' },
];
const LEVEL_WORDS: Readonly<Record<Level, string>> = { M01: '1 km', M03: '3 km', M09: '9 km', M36: '36 km' };

/** Files for other programs, of the stores that are open. */
export function ExportSection() {
  const tiles = use(studio, (s) => shownOf(s.tiles));
  const forecast = use(studio, (s) => shownOf(s.forecast));
  const [which, setWhich] = useState<'tiles' | 'forecast'>('tiles');
  const store = which === 'forecast' ? (forecast ?? tiles) : (tiles ?? forecast);
  if (!store) return null;
  return (
    <section>
      <h2>For other programs</h2>
      <p className="note">
        With units, provenance and what is modelled in the file itself. All of Alaska, EASE-Grid 2.0.
      </p>
      <div className="fields">
        {tiles && forecast && (
          <SelectField
            label="Take from"
            value={which}
            options={[
              { value: 'tiles', label: tiles.meta.title },
              { value: 'forecast', label: forecast.meta.title },
            ]}
            onChange={setWhich}
          />
        )}
        <ExportForm key={`${which} ${store.handle}`} store={store} />
      </div>
    </section>
  );
}

function ExportForm({ store }: { readonly store: LoadedStore }) {
  const { fields, kind } = store.meta;
  const kinds = kind === 'forecast' ? KINDS.filter((k) => !k.value.endsWith('observations')) : KINDS;
  const [as, setAs] = useState<ExportChoice['as']>(kind === 'forecast' ? 'netcdf' : 'csv-observations');
  const [name, setName] = useState(fields[0]?.name ?? '');
  const [wanted, setLevel] = useState<Level>('M09');
  const field = fields.find((f) => f.name === name);
  const level = field?.levels.includes(wanted) ? wanted : (field?.levels[0] ?? 'M09');
  const isGridded = as === 'netcdf' || as === 'geotiff';
  const job = use(exporting, (s) => s.job);
  const write = (): void => {
    const month = field?.axes.includes('month') ? view.getState().month : undefined;
    const options = { month, when: new Date().toISOString(), save: saveFile };
    void takeFile(exportWorker, store, { as, field: name, level }, options);
  };
  return (
    <>
      <SelectField label="What" value={as} options={kinds} onChange={setAs} />
      {isGridded && (
        <>
          <SelectField
            label="Field"
            value={name}
            options={fields.map((f) => ({ value: f.name, label: `${f.longName} (${f.name})` }))}
            onChange={setName}
          />
          <SelectField
            label="Cells of"
            value={level}
            options={(field?.levels ?? []).map((l) => ({ value: l, label: LEVEL_WORDS[l] }))}
            onChange={setLevel}
          />
        </>
      )}
      <div className="button-row">
        <Button className="button small" isDisabled={job !== undefined} onPress={write}>
          Write the file
        </Button>
        {job && (
          <Button className="button small" onPress={cancelExport}>
            Cancel
          </Button>
        )}
      </div>
      {job && (
        <JobBar
          label="Export"
          text={job.what}
          share={job.of > 0 ? job.done / job.of : undefined}
          secondsLeft={job.secondsLeft}
        />
      )}
    </>
  );
}
