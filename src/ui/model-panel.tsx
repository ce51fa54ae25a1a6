import { useEffect, useState } from 'react';
import { Button } from 'react-aria-components/Button';
import { LossCurve } from '../charts/loss-curve.tsx';
import { SCENARIOS, type ScenarioName } from '../forecast/scenario.ts';
import { dataWorker } from '../state/data-worker.ts';
import { learnWorkers } from '../state/learn-workers.ts';
import { shownOf } from '../state/loading.ts';
import { studio } from '../state/studio.ts';
import {
  cancelForecast,
  chooseDevice,
  runForecast,
  runTraining,
  stopTraining,
  trainingShare,
  warmUpTraining,
} from '../state/training-run.ts';
import { JobBar } from './job-bar.tsx';
import { Segments } from './segments.tsx';
import { SkillTable } from './skill-table.tsx';
import { use } from './use.ts';

const BUDGETS = {
  quick: { label: 'Quick', members: 3, epochs: 8 },
  usual: { label: 'Usual', members: 3, epochs: 24 },
  thorough: { label: 'Thorough', members: 5, epochs: 60 },
} as const;
type Budget = keyof typeof BUDGETS;

const SCENARIO_LABELS: Readonly<Record<ScenarioName, string>> = {
  hold: 'No further warming',
  trend: 'Trend goes on',
  high: 'Twice the trend',
};
const STAGES = {
  reading: 'Reading the tiles',
  analysis: 'Analysing observations',
  training: 'Training',
  scoring: 'Scoring',
} as const;

/** Train an ensemble here, watch it learn, see how good it is, and forecast with it. */
export function ModelPanel() {
  const [budget, setBudget] = useState<Budget>('quick');
  const [scenario, setScenario] = useState<ScenarioName>('trend');
  const [seed, setSeed] = useState(1);
  const training = use(studio, (s) => s.training);
  const ready = use(studio, (s) => shownOf(s.tiles) !== undefined);
  const skill = use(studio, (s) => s.skill);
  const running = training.at === 'running';
  const { members, epochs } = BUDGETS[budget];
  const choice = use(studio, (s) => s.deviceChoice);
  useEffect(() => {
    if (ready && choice) warmUpTraining(learnWorkers);
  }, [ready, choice]);
  return (
    <>
      <section>
        <h2>Train an ensemble</h2>
        <p className="note">
          Networks learn here, on your machine, what observations say beyond the process model. Nothing leaves the
          browser.
        </p>
        <DeviceChoice />
        <span className="field-label">Effort</span>
        <Segments
          compact
          label="Effort"
          value={budget}
          options={(Object.keys(BUDGETS) as Budget[]).map((value) => ({ value, label: BUDGETS[value].label }))}
          onChange={setBudget}
          isDisabled={running}
        />
        <p className="note" style={{ marginTop: 5 }}>
          {members} members, at most {epochs} epochs each; early stopping may need fewer.
        </p>
        <label className="field-label" htmlFor="seed">
          Seed
        </label>
        <input
          id="seed"
          className="select number"
          style={{ width: 110 }}
          type="number"
          min={1}
          max={999999}
          value={seed}
          disabled={running}
          onChange={(e) => setSeed(Math.max(1, Math.min(999999, Math.round(Number(e.target.value) || 1))))}
        />
        <div className="button-row">
          <Button
            className="button primary"
            isDisabled={!ready || running}
            onPress={() => void runTraining(learnWorkers, dataWorker, { members, epochs, seed }, SCENARIOS[scenario])}
          >
            Train
          </Button>
          <Button
            className="button"
            isDisabled={!running || training.stopping}
            onPress={() => stopTraining(learnWorkers)}
          >
            Stop
          </Button>
        </div>
      </section>
      <TrainingState />
      {skill.length > 0 && (
        <section>
          <h2>Skill</h2>
          <SkillTable rows={skill} />
        </section>
      )}
      <ForecastSection scenario={scenario} onScenario={setScenario} />
    </>
  );
}

function DeviceChoice() {
  const choice = use(studio, (s) => s.deviceChoice);
  const devices = use(studio, (s) => s.devices);
  const device = use(studio, (s) => s.device);
  const running = use(studio, (s) => s.training.at === 'running');
  return (
    <>
      <label className="field-label" htmlFor="device">
        Computes on
      </label>
      <select
        id="device"
        className="select"
        value={choice}
        disabled={running}
        onChange={(event) => {
          const device = devices.find(({ name }) => name === event.target.value);
          chooseDevice(device?.name ?? 'auto');
        }}
      >
        <option value="auto">Automatic{device ? ` (now ${device.name})` : ''}</option>
        {devices.map(({ name, description }) => (
          <option key={name} value={name}>
            {name}: {description}
          </option>
        ))}
      </select>
    </>
  );
}

function TrainingState() {
  const training = use(studio, (s) => s.training);
  const losses = use(studio, (s) => s.losses);
  if (training.at === 'idle') return null;
  return (
    <section>
      {training.at === 'running' && (
        <JobBar
          label="Training"
          text={runningText(training)}
          share={training.progress && trainingShare(training.progress)}
          secondsLeft={training.progress?.secondsLeft}
        />
      )}
      {training.at === 'done' && (
        <p className="note">
          Trained in {Math.round(training.seconds)} s on {training.device}
          {training.stopped ? '; stopped early, with what was learned by then' : ''}.
        </p>
      )}
      {(training.at === 'running' || training.at === 'done') && training.setbacks.length > 0 && (
        <ul className="note" aria-label="What went wrong on the way">
          {training.setbacks.map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
      )}
      {training.at === 'failed' && <p className="note">Training failed: {training.error.message}</p>}
      {training.at === 'running' && training.progress?.stage === 'training' && (
        <p className="note number">
          Own output in place of {Math.round(100 * (1 - training.progress.samplingShare))} % of the observed lags; on{' '}
          {training.progress.device}.
        </p>
      )}
      <LossCurve points={losses} />
    </section>
  );
}

function runningText(training: Extract<ReturnType<typeof studio.getState>['training'], { at: 'running' }>): string {
  const { progress, stopping } = training;
  if (stopping) return 'Stopping, keeping what is trained';
  if (!progress) return 'Starting';
  if (progress.stage !== 'training') return STAGES[progress.stage];
  return `Member ${progress.member} of ${progress.members}, epoch ${progress.epoch} of ${progress.epochs}`;
}

function ForecastSection({
  scenario,
  onScenario,
}: {
  readonly scenario: ScenarioName;
  readonly onScenario: (scenario: ScenarioName) => void;
}) {
  const ensemble = use(studio, (s) => s.ensemble);
  const forecasting = use(studio, (s) => shownOf(s.forecasting));
  const running = use(studio, (s) => s.training.at === 'running');
  const { warming } = SCENARIOS[scenario];
  return (
    <section>
      <h2>Forecast</h2>
      <p className="note">
        {ensemble.at === 'ready'
          ? `With: ${ensemble.value.name}.`
          : ensemble.at === 'failed'
            ? 'No ensemble is loaded yet; train one above.'
            : 'Reading the ensemble …'}
      </p>
      <span className="field-label">Climate ahead</span>
      <select
        className="select"
        aria-label="Climate ahead"
        value={scenario}
        onChange={(e) =>
          onScenario((Object.keys(SCENARIOS) as ScenarioName[]).find((n) => n === e.target.value) ?? 'trend')
        }
      >
        {(Object.keys(SCENARIOS) as ScenarioName[]).map((name) => (
          <option key={name} value={name}>
            {SCENARIO_LABELS[name]}
          </option>
        ))}
      </select>
      <p className="note" style={{ marginTop: 5 }}>
        Air warms by {warming.toFixed(1)} °C a decade.
      </p>
      {forecasting && (
        <div style={{ marginTop: 10 }}>
          <JobBar
            label="Forecast"
            text={forecasting.what}
            share={forecasting.of > 0 ? forecasting.done / forecasting.of : undefined}
            secondsLeft={forecasting.secondsLeft}
          />
        </div>
      )}
      <div className="button-row">
        <Button
          className="button"
          isDisabled={ensemble.at !== 'ready' || running || forecasting !== undefined}
          onPress={() => void runForecast(learnWorkers, dataWorker, SCENARIOS[scenario])}
        >
          Forecast
        </Button>
        {forecasting && (
          <Button className="button" onPress={cancelForecast}>
            Cancel
          </Button>
        )}
      </div>
    </section>
  );
}
