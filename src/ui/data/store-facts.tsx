import { isoMonth } from '../../core/month.ts';
import type { Loading } from '../../state/loading.ts';
import { shownOf } from '../../state/loading.ts';
import type { LoadedStore } from '../../state/studio.ts';

/** A store in words: what it holds, from where, under which licence. */
export function StoreFacts({ title, store }: { readonly title: string; readonly store: Loading<LoadedStore> }) {
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
      <details>
        <summary>{meta.fields.length} fields</summary>
        <ul className="list">
          {meta.fields.map((field) => (
            <li key={field.name}>
              {field.longName}, {field.unit} ({field.levels.join(', ')}
              {field.modelled ? ', modelled' : ''}). {field.method}
            </li>
          ))}
        </ul>
      </details>
      <details>
        <summary>{meta.provenance.length} sources</summary>
        <ul className="list">
          {meta.provenance.map((source) => (
            <li key={`${source.source}/${source.citation}`}>
              {source.citation}
              {source.licence ? ` Licence: ${source.licence}.` : ''}
              {source.note ? ` ${source.note}` : ''}
            </li>
          ))}
        </ul>
      </details>
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
