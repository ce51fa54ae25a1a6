import { Button } from 'react-aria-components/Button';
import { isVariable } from '../../core/variable.ts';
import { dataRoom, filesOf, inspectionOf } from '../../state/data-room.ts';
import { dataWorker } from '../../state/data-worker.ts';
import { importWorker } from '../../state/import-worker.ts';
import { openQuestions, readOf } from '../../state/inspection-facts.ts';
import { build, cancelWork, look, startOver } from '../../state/intake.ts';
import { JobBar } from '../job-bar.tsx';
import { use } from '../use.ts';
import { Choices } from './choices.tsx';

/** What is going on with the files, and how to stop it. */
export function Working() {
  const intake = use(dataRoom, (s) => s.intake);
  if (intake.at !== 'looking' && intake.at !== 'building') return null;
  const { job } = intake;
  return (
    <div className="working">
      <JobBar
        label={intake.at === 'building' ? 'Import' : 'Looking at files'}
        text={job.what}
        share={job.of > 0 ? job.done / job.of : undefined}
        secondsLeft={job.secondsLeft}
      />
      <div className="button-row">
        <Button className="button small" onPress={cancelWork}>
          Cancel
        </Button>
      </div>
    </div>
  );
}

/** The one obvious next step, and what it leaves out. */
export function NextStep() {
  const intake = use(dataRoom, (s) => s.intake);
  const inspection = inspectionOf(intake);
  const read = readOf(inspection).length;
  const open = openQuestions(inspection).length;
  const fields = [...new Set(inspection.files.flatMap((f) => f.fields.map(({ variable }) => variable)))].filter(
    isVariable,
  );
  return (
    <div className="next">
      <p className="note">
        {inspection.files.length === 0
          ? 'Not looked at yet.'
          : `${read} of ${inspection.files.length} can be read. ${
              open === 0 ? 'Nothing is left open.' : `${open} ${open === 1 ? 'waits' : 'wait'} for an answer below.`
            }`}
      </p>
      <Choices fields={fields} />
      <div className="button-row">
        <Button className="button primary" isDisabled={read === 0} onPress={() => void build(importWorker, dataWorker)}>
          Build
        </Button>
        {inspection.files.length === 0 && (
          <Button className="button" onPress={() => void look(importWorker, filesOf(intake))}>
            Look again
          </Button>
        )}
        <Button className="button" onPress={startOver}>
          Clear the table
        </Button>
      </div>
      {open > 0 && read > 0 && <p className="note">Built now, what waits for an answer would be left out.</p>}
    </div>
  );
}
