import { useEffect, useRef } from 'react';
import { Button } from 'react-aria-components/Button';
import { groupRejections } from '../../preprocess/group-rejections.ts';
import type { ImportReport } from '../../preprocess/import-report.ts';
import { type Built, dataRoom } from '../../state/data-room.ts';
import { startOver } from '../../state/intake.ts';
import { variableText } from '../../state/quantity-text.ts';
import { saveRecipe } from '../../state/recipe-file.ts';

/** So many are listed at once. */
const FEW = 10;

/** What became of the files. Focus comes here when it appears: it is what the person waited for. */
export function BuildReport({ built }: { readonly built: Built }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const { report, recipe } = built;
  const { rejected, notes, files, observations } = report;
  const groups = groupRejections(rejected);
  const count = groups.reduce((sum, group) => sum + group.count, 0);
  return (
    <section>
      <h2 ref={heading} tabIndex={-1}>
        Import report
      </h2>
      {Object.keys(observations).length > 0 && (
        <dl className="facts number">
          {Object.entries(observations).map(([variable, flags]) => (
            <Flags key={variable} variable={variable} flags={flags} />
          ))}
        </dl>
      )}
      <div className="button-row">
        {built.ref && (
          <Button className="button primary" onPress={() => dataRoom.setState({ tab: 'rows' })}>
            See the rows
          </Button>
        )}
        {recipe && (
          <Button className="button" onPress={() => saveRecipe(recipe)}>
            Save the recipe
          </Button>
        )}
        <Button className="button" onPress={() => dataRoom.setState({ built: undefined })}>
          Change and build again
        </Button>
        <Button className="button" onPress={startOver}>
          Clear the table
        </Button>
      </div>
      <h3>Files</h3>
      <FileLists files={files} />
      <ul className="list">
        {notes.map((note) => (
          <li key={note}>{note}</li>
        ))}
      </ul>
      <h3>{count === 0 ? 'Nothing was rejected' : `${count.toLocaleString('en')} values or files not taken over`}</h3>
      {groups.length > 0 && <Groups groups={groups} />}
    </section>
  );
}

/** What each file was; many are folded, and those that gave nothing apart. */
function FileLists({ files }: Pick<ImportReport, 'files'>) {
  const gave = files.filter((f) => f.observations + f.series + f.grids > 0);
  const others = files.filter((f) => !gave.includes(f));
  const list = (of: ImportReport['files']) => (
    <ul className="list">
      {of.map(({ file, source, notes }) => (
        <li key={file}>
          <b>{file}</b>: {source ?? 'not recognised'}
          {notes.length > 0 ? `. ${notes.join('. ')}` : ''}
        </li>
      ))}
    </ul>
  );
  if (files.length <= FEW) return list(files);
  return (
    <>
      <details>
        <summary>{gave.length.toLocaleString('en')} files gave data</summary>
        {list(gave)}
      </details>
      <details>
        <summary>{others.length.toLocaleString('en')} files gave none of their own</summary>
        {list(others)}
      </details>
    </>
  );
}

function Groups({ groups }: { readonly groups: ReturnType<typeof groupRejections> }) {
  return (
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
  );
}

function Flags({ variable, flags }: { readonly variable: string; readonly flags: Readonly<Record<string, number>> }) {
  return (
    <>
      <dt>{variableText(variable)}</dt>
      <dd>
        {Object.entries(flags)
          .map(([flag, n]) => `${n} ${flag}`)
          .join(', ')}
      </dd>
    </>
  );
}
