import { groupRejections } from '../preprocess/group-rejections.ts';
import { studio } from '../state/studio.ts';
import { use } from './use.ts';

/** What became of dropped files: what was read, what was not taken over in the files' own line numbers, what to do about it. */
export function RejectionList() {
  const report = use(studio, (s) => s.importReport);
  if (!report) return null;
  const { rejected, notes, files, observations } = report;
  const groups = groupRejections(rejected);
  const count = groups.reduce((sum, group) => sum + group.count, 0);
  return (
    <section>
      <h2>Import report</h2>
      <ul className="list">
        {files.map(({ file, source, notes: said }) => (
          <li key={file}>
            <b>{file}</b>: {source ?? 'not recognised'}
            {said.length > 0 ? `. ${said.join('. ')}` : ''}
          </li>
        ))}
        {notes.map((note) => (
          <li key={note}>{note}</li>
        ))}
      </ul>
      {Object.keys(observations).length > 0 && (
        <dl className="facts number">
          {Object.entries(observations).map(([variable, flags]) => (
            <Flags key={variable} variable={variable} flags={flags} />
          ))}
        </dl>
      )}
      <h3>{count === 0 ? 'Nothing was rejected' : `${count.toLocaleString('en')} values or files not taken over`}</h3>
      {groups.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        <section className="table-frame" aria-label="Rejections" tabIndex={0}>
          <ul className="list">
            {groups.map(({ file, rule, todo, count: n, places }) => (
              <li key={JSON.stringify([file, rule, todo])}>
                <b>{file}</b>: {rule}
                {n > 1 ? ` (${n.toLocaleString('en')} times)` : ''}. What to do: {todo}.
                {places.length > 0 && (
                  <span className="note">
                    {' '}
                    At {places.join('; ')}
                    {n > places.length ? ' …' : ''}
                  </span>
                )}
              </li>
            ))}
          </ul>
        </section>
      )}
    </section>
  );
}

function Flags({ variable, flags }: { readonly variable: string; readonly flags: Readonly<Record<string, number>> }) {
  return (
    <>
      <dt>{variable}</dt>
      <dd>
        {Object.entries(flags)
          .map(([flag, n]) => `${n} ${flag}`)
          .join(', ')}
      </dd>
    </>
  );
}
