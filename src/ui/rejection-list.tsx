import { studio } from '../state/studio.ts';
import { use } from './use.ts';

const MOST = 200;

/** What of the dropped files was not taken over, in the files' own line numbers, and what to do about it. */
export function RejectionList() {
  const report = use(studio, (s) => s.importReport);
  if (!report) return null;
  const { rejected, notes, files, observations } = report;
  const count = rejected.reduce((sum, rejection) => sum + (rejection.count ?? 1), 0);
  return (
    <section>
      <h2>Import report</h2>
      <ul className="list">
        {files.map(({ file, source, notes: said }) => (
          <li key={file}>
            <b>{file}</b>: {source ?? 'not recognised'}
            {said.length > 0 ? `. ${said.join(' ')}` : ''}
          </li>
        ))}
        {Object.entries(observations).map(([variable, flags]) => (
          <li key={variable}>
            {variable}:{' '}
            {Object.entries(flags)
              .map(([flag, n]) => `${n} ${flag}`)
              .join(', ')}
          </li>
        ))}
        {notes.map((note) => (
          <li key={note}>{note}</li>
        ))}
      </ul>
      <h3>{count === 0 ? 'Nothing was rejected' : `${count} values or files not taken over`}</h3>
      {rejected.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        <section className="table-frame" aria-label="Rejections" tabIndex={0}>
          <ul className="list">
            {rejected.slice(0, MOST).map(({ file, where, column, found, count: n, rule, todo }, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rejections have no identity and never move
              <li key={i}>
                <b>
                  {file}
                  {where ? `, ${where}` : ''}
                  {column ? `, ${column}` : ''}
                </b>
                {found === undefined ? '' : ` “${found}”`}
                {n && n > 1 ? ` (${n} times)` : ''}: {rule} {todo}
              </li>
            ))}
          </ul>
        </section>
      )}
      {rejected.length > MOST && <p className="note">And {rejected.length - MOST} more kinds.</p>}
    </section>
  );
}
