import { Button } from 'react-aria-components/Button';
import { isVariable } from '../../core/variable.ts';
import { dataRoom, filesOf, inspectionOf } from '../../state/data-room.ts';
import { dataWorker } from '../../state/data-worker.ts';
import { openDefaults } from '../../state/default-data.ts';
import { importWorker } from '../../state/import-worker.ts';
import { openQuestions, readOf } from '../../state/inspection-facts.ts';
import { build, cancelWork, look, startOver } from '../../state/intake.ts';
import { shownOf } from '../../state/loading.ts';
import { studio } from '../../state/studio.ts';
import { JobBar } from '../job-bar.tsx';
import { use } from '../use.ts';
import { BuildReport } from './build-report.tsx';
import { Choices } from './choices.tsx';
import { DropZone } from './drop-zone.tsx';
import { FileCard } from './file-card.tsx';

/** Bring files, answer what they leave open, make a store of them. */
export function FilesTab() {
  const intake = use(dataRoom, (s) => s.intake);
  const built = use(dataRoom, (s) => s.built);
  const isEmpty = intake.at === 'empty';
  return (
    <>
      <section>
        <h2>Bring your own data</h2>
        <DropZone isShort={!isEmpty && !built} />
        <OpenNow />
      </section>
      {built && <BuildReport built={built} />}
      {!isEmpty && !built && <Table />}
    </>
  );
}

/** What is open, in a line, and the way back. */
function OpenNow() {
  const tiles = use(studio, (s) => shownOf(s.tiles));
  if (!tiles) return null;
  return (
    <div className="open-now">
      <p className="note">
        Open now: <b>{tiles.meta.title}</b> {tiles.meta.modelled && <span className="badge">Modelled data</span>}
      </p>
      {tiles.ref.at !== 'url' && (
        <Button className="button small" onPress={() => void openDefaults(dataWorker)}>
          Back to Reference Alaska
        </Button>
      )}
    </div>
  );
}

/** The files on the table: looked at, not built yet. */
function Table() {
  const intake = use(dataRoom, (s) => s.intake);
  const files = filesOf(intake);
  const inspection = inspectionOf(intake);
  const isBusy = intake.at !== 'looked';
  const sizes = new Map(files.map(({ name, blob }) => [name, blob.size]));
  const seen = new Set(inspection.files.map(({ file }) => file));
  const unseen = files.filter(
    ({ name }) => !seen.has(name) && !inspection.files.some((f) => f.file.startsWith(`${name}/`)),
  );
  const takeOff = (name: string) => () =>
    void look(
      importWorker,
      files.filter((f) => f.name !== name),
    );
  return (
    <section aria-label="Files on the table">
      <h2>{files.length === 1 ? 'One file' : `${files.length.toLocaleString('en')} files`}</h2>
      {(intake.at === 'looking' || intake.at === 'building') && <Working what={intake.at} job={intake.job} />}
      {intake.at === 'looked' && <Next />}
      <ul className="file-list">
        {inspection.files.map((file) => (
          <FileCard
            key={file.file}
            file={file}
            size={sizes.get(file.file)}
            isBusy={isBusy}
            {...(sizes.has(file.file) ? { onRemove: takeOff(file.file) } : {})}
          />
        ))}
        {unseen.map(({ name }) => (
          <li key={name} className="file-card">
            <div className="file-head">
              <h3>{name}</h3>
              <Button
                className="button small"
                isDisabled={isBusy}
                aria-label={`Take ${name} off`}
                onPress={takeOff(name)}
              >
                Take off
              </Button>
            </div>
            <p className="note">
              {isBusy ? 'Not looked at yet.' : 'Read together with another file, or not looked at.'}
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Working({
  what,
  job,
}: {
  readonly what: 'looking' | 'building';
  readonly job: Parameters<typeof shareOf>[0] & { what: string; secondsLeft: number | null };
}) {
  return (
    <div className="working">
      <JobBar
        label={what === 'building' ? 'Import' : 'Looking at files'}
        text={job.what}
        share={shareOf(job)}
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

const shareOf = ({ done, of }: { readonly done: number; readonly of: number }): number | undefined =>
  of > 0 ? done / of : undefined;

/** The one obvious next step, and what it leaves out. */
function Next() {
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
