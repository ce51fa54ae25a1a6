import { Button } from 'react-aria-components/Button';
import type { InspectedField, InspectedFile, Reason, ValueSummary } from '../../preprocess/inspection.ts';
import { dataRoom } from '../../state/data-room.ts';
import { CONFIDENCE, givesData, isAsking, mappingName } from '../../state/inspection-facts.ts';
import { variableText } from '../../state/quantity-text.ts';
import { formatSize } from '../../state/size-text.ts';
import { use } from '../use.ts';
import { AskRaster } from './ask-raster.tsx';
import { AskTable } from './ask-table.tsx';

export interface FileCardProps {
  readonly file: InspectedFile;
  /** Bytes; undefined for a member of an archive. */
  readonly size: number | undefined;
  readonly isBusy: boolean;
  /** Whether its questions lie open. */
  readonly isUnfolded: boolean;
  /** Absent for a member of an archive: it goes with the archive. */
  readonly onRemove?: () => void;
}

/** One file: what it is taken for, what it holds, what is left out and why, what is asked. */
export function FileCard({ file, size, isBusy, isUnfolded, onRemove }: FileCardProps) {
  const folder = file.file.slice(0, file.file.lastIndexOf('/') + 1);
  const state = isAsking(file) ? 'asking' : givesData(file) ? 'read' : 'left';
  const isAnswered = use(dataRoom, (s) => Object.hasOwn(s.recipe.answers, mappingName(file.file)));
  return (
    <li className="file-card" data-state={state}>
      <div className="file-head">
        <h3 tabIndex={-1}>
          <span className="folder">{folder}</span>
          {file.file.slice(folder.length)}
        </h3>
        {size !== undefined && <span className="note number">{formatSize(size)}</span>}
        {onRemove && (
          <Button className="button small" isDisabled={isBusy} aria-label={`Take ${file.file} off`} onPress={onRemove}>
            Take off
          </Button>
        )}
      </div>
      <p className="file-source">
        {recognised(file)}
        {isKnown(file) && file.confidence !== 'no' && (
          <span className="note"> · {isAnswered ? 'as you said' : CONFIDENCE[file.confidence]}</span>
        )}
      </p>
      <Contents file={file} />
      {file.rejected > 0 && <Reasons reasons={file.reasons} count={file.rejected} />}
      {file.notes.length > 0 && (
        <details>
          <summary>What was understood</summary>
          <ul className="list">
            {file.notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        </details>
      )}
      {file.table && (
        <AskTable
          file={file.file}
          table={file.table}
          isAsking={state === 'asking'}
          isUnfolded={isUnfolded}
          isBusy={isBusy}
        />
      )}
      {file.answer !== undefined && (
        <AskRaster file={file.file} name={file.answer} isUnfolded={isUnfolded} isBusy={isBusy} />
      )}
    </li>
  );
}

/** A table that nobody knows may still be read, once somebody says what its columns hold. */
const isKnown = (file: InspectedFile): boolean =>
  file.source !== 'none' && (givesData(file) || !isAsking(file) || !file.table);

const recognised = (file: InspectedFile): string => {
  if (isKnown(file)) return file.title;
  return file.table && isAsking(file) ? 'A table whose columns nobody has named yet' : 'Not recognised';
};

function Contents({ file }: { readonly file: InspectedFile }) {
  const values: readonly (readonly [string, ValueSummary])[] = [
    ...Object.entries(file.variables),
    ...file.fields.map((f) => [fieldText(f), f] as const),
  ];
  if (values.length === 0) return null;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className="table-frame" aria-label={`What ${file.file} holds`} tabIndex={0}>
      <table className="tight">
        <thead>
          <tr>
            <th scope="col">Quantity</th>
            <th scope="col">Values</th>
            <th scope="col">Mean</th>
            <th scope="col">Range</th>
            <th scope="col">Unit</th>
          </tr>
        </thead>
        <tbody>
          {values.map(([name, { n, mean, min, max, unit }]) => (
            <tr key={name}>
              <th scope="row">{variableText(name)}</th>
              <td>{n.toLocaleString('en')}</td>
              <td>{short(mean)}</td>
              <td>
                {short(min)} to {short(max)}
              </td>
              <td>{unit}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

const fieldText = ({ name, variable, rows, cols, steps, time }: InspectedField): string =>
  `${variableText(variable)}${name === variable ? '' : ` (${name})`}, ${rows} × ${cols} cells, ${stepsText(steps, time)}`;

const stepsText = (steps: number, time: string): string =>
  time === 'static'
    ? 'no time'
    : time === 'span'
      ? 'one span'
      : steps === 1
        ? `one ${time.replace(/s$/, '')}`
        : `${steps} ${time}`;

const short = (x: number): string =>
  Number.isFinite(x) ? String(Number(x.toPrecision(3))).replace('-', '\u2212') : '–';

/** Rejections by reason; each can be opened for its places. */
export function Reasons({ reasons, count }: { readonly reasons: readonly Reason[]; readonly count: number }) {
  return (
    <details className="reasons">
      <summary>
        <span aria-hidden="true">✕ </span>
        {count.toLocaleString('en')} not taken over
      </summary>
      <ul className="list">
        {reasons.map(({ rule, todo, count: n, places }) => (
          <li key={`${rule}${todo}`}>
            {rule}
            {n > 1 ? ` (${n.toLocaleString('en')} times)` : ''}. <span className="note">What to do: {todo}.</span>
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
    </details>
  );
}
