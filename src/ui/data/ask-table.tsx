import { useId, useState } from 'react';
import { Button } from 'react-aria-components/Button';
import type { InspectedFile } from '../../preprocess/inspection.ts';
import { type ColumnMapping, checkMapping } from '../../sources/mapped-csv/column-mapping.ts';
import { dataRoom } from '../../state/data-room.ts';
import { importWorker } from '../../state/import-worker.ts';
import { mappingName } from '../../state/inspection-facts.ts';
import { answer } from '../../state/intake.ts';
import { draftOf, type MappingDraft } from '../../state/mapping-draft.ts';
import { mappingOf } from '../../state/mapping-of-draft.ts';
import { use } from '../use.ts';
import { ColumnFields } from './column-fields.tsx';
import { TextField } from './field.tsx';
import { MappingPreview } from './mapping-preview.tsx';
import { PlaceFields } from './place-fields.tsx';
import { TimeFields } from './time-fields.tsx';

export interface AskTableProps {
  readonly file: string;
  readonly table: NonNullable<InspectedFile['table']>;
  readonly isAsking: boolean;
  readonly isUnfolded: boolean;
  readonly isBusy: boolean;
}

/** The column mapping of a table: a form that starts with what the headings say and asks for the rest. */
export function AskTable({ file, table, isAsking, isUnfolded, isBusy }: AskTableProps) {
  const name = mappingName(file);
  const answered = use(dataRoom, (s) => Object.hasOwn(s.recipe.answers, name));
  return (
    <details open={isAsking && isUnfolded}>
      <summary>{isAsking ? 'Say what the columns hold' : 'Change what the columns hold'}</summary>
      {isAsking && table.proposal.questions.length > 0 && (
        <ul className="list" aria-label={`Questions about ${file}`}>
          {table.proposal.questions.map((question) => (
            <li key={question}>{`${question.charAt(0).toUpperCase()}${question.slice(1)}`}</li>
          ))}
        </ul>
      )}
      <MappingForm key={file} file={file} table={table} />
      {answered && (
        <Button className="button small" isDisabled={isBusy} onPress={() => void answer(importWorker, name, undefined)}>
          Take the answer back
        </Button>
      )}
    </details>
  );
}

/** What was said of the file before, or by a recipe; one that is wrong is as none, and the look at the file says why. */
function answeredMapping(file: string): ColumnMapping | undefined {
  const given = dataRoom.getState().recipe.answers[mappingName(file)];
  try {
    return given === undefined ? undefined : checkMapping(given);
  } catch {
    return undefined;
  }
}

function MappingForm({ file, table }: Pick<AskTableProps, 'file' | 'table'>) {
  const { sample, proposal } = table;
  const [draft, setDraft] = useState<MappingDraft>(() => draftOf(sample, proposal, answeredMapping(file)));
  const [isTried, setTried] = useState(false);
  const { mapping, lacks } = mappingOf(draft, sample);
  const said = useId();
  const set = (part: Partial<MappingDraft>): void => setDraft({ ...draft, ...part });
  const lackAt = (at: string): string | undefined => (isTried ? lacks.find((l) => l.at === at)?.text : undefined);
  const parts = { sample, draft, set, lackAt };
  return (
    <form
      aria-label={`Columns of ${file}`}
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (mapping) void answer(importWorker, mappingName(file), mapping);
      }}
    >
      <ColumnFields {...parts} />
      <PlaceFields {...parts} />
      <TimeFields {...parts} />
      <fieldset className="fields">
        <legend>Besides</legend>
        <TextField
          label="Codes for ‘not measured’"
          hint="Separated by commas. Empty cells and NA need not be named."
          value={draft.missing}
          onChange={(missing) => set({ missing })}
        />
        <TextField
          label="Source to cite"
          lack={lackAt('citation')}
          hint="Stays with the data, wherever they go."
          value={draft.citation}
          onChange={(citation) => set({ citation })}
        />
      </fieldset>
      {mapping && <MappingPreview mapping={mapping} sample={sample} />}
      <div className="button-row">
        <Button type="submit" className="button primary" aria-describedby={said}>
          Read it like this
        </Button>
      </div>
      <p id={said} role="status" className={isTried && lacks.length > 0 ? 'field-lack' : 'note'}>
        {lacks.length === 0
          ? 'Nothing is left open.'
          : isTried
            ? lacks.map(({ text }) => (text.endsWith('?') ? text : `${text}.`)).join(' ')
            : `${lacks.length} ${lacks.length === 1 ? 'thing is' : 'things are'} still to be said.`}
      </p>
    </form>
  );
}
