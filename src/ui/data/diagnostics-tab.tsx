import { useEffect, useRef } from 'react';
import { Button } from 'react-aria-components/Button';
import { CollinearityTable } from '../../charts/collinearity-table.tsx';
import type { Diagnostics } from '../../preprocess/diagnostics/diagnostics.ts';
import { dataRoom } from '../../state/data-room.ts';
import { cancelDiagnosis, diagnose } from '../../state/diagnosis-run.ts';
import { importWorker } from '../../state/import-worker.ts';
import { fileNameOf } from '../../state/kept-stores.ts';
import { shownOf } from '../../state/loading.ts';
import { variableText } from '../../state/quantity-text.ts';
import { saveFile } from '../../state/save-file.ts';
import { studio } from '../../state/studio.ts';
import { JobBar } from '../job-bar.tsx';
import { use } from '../use.ts';
import { VariableDiagnosis } from './variable-diagnosis.tsx';

/** What the numbers of the open tiles are like, before and after they were brought to the grid. */
export function DiagnosticsTab() {
  const tiles = use(studio, (s) => shownOf(s.tiles));
  const diagnosis = use(dataRoom, (s) => s.diagnosis);
  if (!tiles) return <p className="note">No data are open.</p>;
  return (
    <>
      <section>
        <h2>Diagnostics of {tiles.meta.title}</h2>
        <p className="note">
          Distribution, stationarity, autocorrelation, normality, equal variance, collinearity and spatial
          autocorrelation, and what each means for modelling. Takes seconds; runs in this browser.
        </p>
        {diagnosis.at === 'running' ? (
          <div className="working">
            <JobBar
              label="Diagnostics"
              text={diagnosis.job.what}
              share={diagnosis.job.of > 0 ? diagnosis.job.done / diagnosis.job.of : undefined}
              secondsLeft={diagnosis.job.secondsLeft}
            />
            <div className="button-row">
              <Button className="button small" onPress={cancelDiagnosis}>
                Cancel
              </Button>
            </div>
          </div>
        ) : (
          <div className="button-row">
            <Button
              className={diagnosis.at === 'ready' ? 'button small' : 'button primary'}
              onPress={() => void diagnose(importWorker)}
            >
              {diagnosis.at === 'ready' ? 'Run again' : 'Run diagnostics'}
            </Button>
            {diagnosis.at === 'ready' && (
              <Button className="button small" onPress={() => save(diagnosis.value)}>
                Save as JSON
              </Button>
            )}
          </div>
        )}
        {diagnosis.at === 'failed' && (
          <p className="field-lack" role="alert">
            The diagnostics failed; the data are untouched. {diagnosis.error.message}
          </p>
        )}
      </section>
      {diagnosis.at === 'ready' && <Results value={diagnosis.value} />}
    </>
  );
}

function Results({ value }: { readonly value: Diagnostics }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const { variables, collinearity, notes, seed } = value;
  const concerns = variables.flatMap((v) => v.tests).filter((t) => t.weight === 'concern').length;
  return (
    <section>
      <h2 ref={heading} tabIndex={-1}>
        {variables.length} {variables.length === 1 ? 'quantity' : 'quantities'}, {concerns || 'no'}{' '}
        {concerns === 1 ? 'concern' : 'concerns'}
      </h2>
      {variables.map((one, i) => (
        <VariableDiagnosis key={`${one.variable} ${one.of}`} data={one} isOpen={i === 0} />
      ))}
      {collinearity && (
        <>
          <h3>Drivers beside each other</h3>
          <CollinearityTable data={collinearity} nameOf={variableText} />
        </>
      )}
      <h3>How it was done</h3>
      <ul className="list">
        {notes.map((note) => (
          <li key={note}>{note}</li>
        ))}
        <li>Seed of random draws: {seed}.</li>
      </ul>
    </section>
  );
}

const save = (value: Diagnostics): void =>
  saveFile(
    new Blob([`${JSON.stringify(value, null, 2)}\n`], { type: 'application/json' }),
    `${fileNameOf(value.title)}-diagnostics.json`,
  );
