import { parseArgs } from 'node:util';
import { BadRequest } from '../src/core/error.ts';
import type { OnProgress } from '../src/core/progress.ts';
import type { ForecastOrder } from '../src/forecast/forecast-order.ts';
import { rollOut } from '../src/forecast/roll-out.ts';
import { SCENARIOS, type Scenario } from '../src/forecast/scenario.ts';
import { readEnsemble } from '../src/learn/ensemble-file.ts';
import { folderStorage } from '../src/store/folder.node.ts';
import { orAlone } from '../workers/forecast-team.ts';
import { inThreads } from './forecast-threads.ts';
import { deviceFor, required, wholeNumber } from './learning-options.ts';
import { ProgressLine } from './progress-line.ts';
import { bytesOf, storeAt } from './store-at.ts';

export const help = `npm run studio -- forecast --model FILE.thawcast --store STORE --out FORECAST.zarr [options]

Rolls an ensemble out over all land of the store, month by month after its last one, and writes a forecast store with the quantiles
5, 25, 50, 75 and 95 %: Alaska at 9 km, the store's places at their own level.

  --model FILE       an ensemble made by train
  --store STORE      a tiles store: its folder, or a zip file of one
  --out FOLDER       where the forecast goes; a store that is there already is replaced
  --months N         months ahead, 1 to 1200 (120)
  --scenario NAME    hold: the last years' climate; trend: the observed trend goes on; high: twice that (trend)
  --warming X        degC a decade, instead of the scenario's
  --wetting X        per cent of precipitation a decade, instead of the scenario's
  --device NAME      auto, webgpu, webgl, wasm or cpu (auto)

Progress goes to standard error, the folder's name to standard output.`;

/** @returns 0 when the forecast is written */
export async function forecast(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      model: { type: 'string' },
      store: { type: 'string' },
      out: { type: 'string' },
      months: { type: 'string' },
      scenario: { type: 'string' },
      warming: { type: 'string' },
      wetting: { type: 'string' },
      device: { type: 'string' },
    },
  });
  const out = required(values.out, '--out');
  const file = required(values.model, '--model');
  const months = wholeNumber(values.months, '--months', 120, 1, 1200);
  const scenario = scenarioOf(values.scenario, values.warming, values.wetting);
  const bytes = await bytesOf(file);
  const ensemble = readEnsemble(bytes, file);
  const storePath = required(values.store, '--store');
  const store = await storeAt(storePath);
  const device = await deviceFor(values.device);
  const line = new ProgressLine();
  const order: ForecastOrder = { months, scenario, region: 'all' };
  line.tell('Conditioning on the observations', null, true);
  const created = new Date().toISOString();
  const what = {
    ensemble,
    store,
    storage: folderStorage(out),
    order,
    device: `${device.name} (${device.description})`,
    created,
  };
  const tell: OnProgress = (p) =>
    line.tell(`${p.what}: ${Math.floor((100 * p.done) / Math.max(p.of, 1))} %`, p.secondsLeft);
  const helpers = inThreads({ store: storePath, ensemble: bytes, device: device.name, order });
  await orAlone(helpers, (team) => rollOut(what, tell, undefined, team));
  line.end();
  process.stdout.write(`${out}\n`);
  return 0;
}

/** @throws BadRequest */
export function scenarioOf(name = 'trend', warming?: string, wetting?: string): Scenario {
  const known: Scenario | undefined = Object.values(SCENARIOS).find((s) => s.name === name);
  if (!known) throw new BadRequest({ what: `--scenario ${name}`, expected: Object.keys(SCENARIOS).join(', ') });
  if (warming === undefined && wetting === undefined) return known;
  const number = (text: string | undefined, option: string, fallback: number, most: number) => {
    if (text === undefined) return fallback;
    const n = Number(text);
    if (text.trim() === '' || !(Math.abs(n) <= most)) {
      throw new BadRequest({ what: `${option} ${text}`, expected: `a number from -${most} to ${most}` });
    }
    return n;
  };
  return {
    name: 'own',
    warming: number(warming, '--warming', known.warming, 5),
    wetting: number(wetting, '--wetting', known.wetting, 50),
  };
}
