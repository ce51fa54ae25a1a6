import { useRef } from 'react';
import { Button } from 'react-aria-components/Button';
import { isoMonth } from '../core/month.ts';
import { dataWorker } from '../state/data-worker.ts';
import { openDefaults } from '../state/default-data.ts';
import { cancelImport, takeFiles } from '../state/import-run.ts';
import { importWorker } from '../state/import-worker.ts';
import type { Loading } from '../state/loading.ts';
import { shownOf } from '../state/loading.ts';
import { type LoadedStore, studio } from '../state/studio.ts';
import { JobBar } from './job-bar.tsx';
import { RejectionList } from './rejection-list.tsx';
import { use } from './use.ts';

/** What is loaded, where it comes from, and how to bring one's own. */
export function DataPanel() {
  const tiles = use(studio, (s) => s.tiles);
  const forecast = use(studio, (s) => s.forecast);
  const own = shownOf(tiles)?.ref.at !== 'url';
  return (
    <>
      <section>
        <h2>Bring your own data</h2>
        <DropZone />
        {own && (
          <div className="button-row">
            <Button className="button small" onPress={() => void openDefaults(dataWorker)}>
              Back to Reference Alaska
            </Button>
          </div>
        )}
      </section>
      <RejectionList />
      <StoreFacts title="Data on the map" store={tiles} />
      <StoreFacts title="Forecast on the map" store={forecast} />
    </>
  );
}

function DropZone() {
  const input = useRef<HTMLInputElement>(null);
  const importing = use(studio, (s) => shownOf(s.importing));
  const take = (files: FileList | null): void => {
    if (files) void takeFiles(importWorker, dataWorker, [...files]);
  };
  return (
    <>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the button inside does the same by keyboard */}
      <div
        className="drop"
        onDragOver={(event) => {
          event.preventDefault();
          event.currentTarget.dataset.dropTarget = 'true';
        }}
        onDragLeave={(event) => delete event.currentTarget.dataset.dropTarget}
        onDrop={(event) => {
          event.preventDefault();
          delete event.currentTarget.dataset.dropTarget;
          take(event.dataTransfer.files);
        }}
      >
        <p>
          <b>Drop files here</b>
        </p>
        <p className="note">
          A store as zip, or CALM, GTN-P, ABCflux, AmeriFlux, netCDF climate and station files; recognised by their
          content. They stay in this browser.
        </p>
        <Button className="button" onPress={() => input.current?.click()}>
          Choose files
        </Button>
        <input
          ref={input}
          type="file"
          multiple
          hidden
          aria-label="Files to load"
          onChange={(event) => {
            take(event.target.files);
            event.target.value = '';
          }}
        />
      </div>
      {importing && (
        <div style={{ marginTop: 12 }}>
          <JobBar
            label="Import"
            text={importing.what}
            share={importing.of > 0 ? importing.done / importing.of : undefined}
            secondsLeft={importing.secondsLeft}
          />
          <div className="button-row">
            <Button className="button small" onPress={cancelImport}>
              Cancel
            </Button>
          </div>
        </div>
      )}
    </>
  );
}

function StoreFacts({ title, store }: { readonly title: string; readonly store: Loading<LoadedStore> }) {
  const loaded = shownOf(store);
  if (!loaded) {
    return (
      <section>
        <h2>{title}</h2>
        <p className="note">
          {store.at === 'failed' ? store.error.message : store.at === 'idle' ? 'None.' : 'Loading …'}
        </p>
      </section>
    );
  }
  const { meta } = loaded;
  const end = meta.firstMonth + meta.months - 1;
  return (
    <section>
      <h2>{title}</h2>
      <p>
        <b>{meta.title}</b> {meta.modelled && <span className="badge">Modelled data</span>}
      </p>
      <dl className="facts">
        <dt>Months</dt>
        <dd className="number">
          {isoMonth(meta.firstMonth)} to {isoMonth(end)}
        </dd>
        <dt>Licence</dt>
        <dd>{meta.licence}</dd>
        <dt>Made</dt>
        <dd>{meta.created.slice(0, 10)}</dd>
        {Object.entries(meta.model ?? {}).map(([key, value]) => (
          <Fact key={key} name={key} value={String(value)} />
        ))}
      </dl>
      <h3>Fields</h3>
      <ul className="list">
        {meta.fields.map((field) => (
          <li key={field.name}>
            {field.longName}, {field.unit} ({field.levels.join(', ')}
            {field.modelled ? ', modelled' : ''}). {field.method}
          </li>
        ))}
      </ul>
      <h3>Sources</h3>
      <ul className="list">
        {meta.provenance.map((source) => (
          <li key={`${source.source}/${source.citation}`}>
            {source.citation}
            {source.licence ? ` Licence: ${source.licence}.` : ''}
            {source.note ? ` ${source.note}` : ''}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  );
}
