import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { TARGETS } from '../src/core/variable.ts';
import { writeEnsemble } from '../src/learn/ensemble-file.ts';
import { gatherKnowledge } from '../src/learn/knowledge.ts';
import { DEFAULT_HYPER, trainEnsemble } from '../src/learn/train-ensemble.ts';
import { deviceFor, required, teller, wholeNumber } from './learning-options.ts';
import { ProgressLine } from './progress-line.ts';
import { storeAt } from './store-at.ts';
import { trainerOn } from './trainer.ts';

export const help = `npm run studio -- train --store STORE --out FILE.thawcast [options]

Trains an ensemble on everything a store has measured: an objective analysis of observation minus process model, and ConvLSTM
members on what it leaves over, side by side where there are several processors. Interrupting (Ctrl-C) once keeps what is trained so far, twice gives up.

  --store STORE   a store: its folder, or a zip file of one
  --out FILE      where the ensemble goes (.thawcast)
  --members N     networks in the ensemble, 1 to 20 (3)
  --seed N        whole number; the same seed, store and device give the same ensemble (1)
  --epochs N      most passes over the data for each member, 1 to 500 (${DEFAULT_HYPER.epochs}); training ends sooner when validation says so
  --device NAME   auto, webgpu, webgl, wasm or cpu (auto: the best that works here)

Progress goes to standard error, the file's name to standard output.`;

/** @returns 0 when the ensemble is written */
export async function train(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      store: { type: 'string' },
      out: { type: 'string' },
      members: { type: 'string' },
      seed: { type: 'string' },
      epochs: { type: 'string' },
      device: { type: 'string' },
    },
  });
  const out = required(values.out, '--out');
  const members = wholeNumber(values.members, '--members', 3, 1, 20);
  const seed = wholeNumber(values.seed, '--seed', 1, 0, 2 ** 31);
  const epochs = wholeNumber(values.epochs, '--epochs', DEFAULT_HYPER.epochs, 1, 500);
  const store = await storeAt(required(values.store, '--store'));
  const device = await deviceFor(values.device);
  const line = new ProgressLine();
  line.tell(`Device: ${device.name} (${device.description})`, null, true);
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  const knowledge = await gatherKnowledge(store, (p) => line.tell(`${p.what}: ${p.done} of ${p.of}`, p.secondsLeft));
  const counts = TARGETS.map((t) => `${knowledge.data[t].length} ${t}`).join(', ');
  line.tell(`Measurements: ${counts}; ${knowledge.without} more lie outside the store's months or climate`, null, true);
  const hyper = { ...DEFAULT_HYPER, epochs };
  const trainer = trainerOn(device, members, hyper);
  const { ensemble } = await trainEnsemble(
    knowledge,
    {
      members,
      seed,
      hyper,
      device: device.name,
      deviceDetail: device.description,
      modelled: store.meta.modelled,
      created: new Date().toISOString(),
    },
    { onProgress: teller(line), stop: stop.signal, trainer },
  ).finally(() => trainer?.close());
  const shares = TARGETS.map((t) => `${t} ${ensemble.residualShare[t]}`).join(', ');
  line.tell(`Share of the network's residual that validation believes: ${shares}`, null, true);
  line.end();
  await mkdir(path.dirname(path.resolve(out)), { recursive: true });
  // A reader sees the old file or the new one, never half of it.
  await writeFile(`${out}.part`, writeEnsemble(ensemble));
  await rename(`${out}.part`, out);
  process.stdout.write(`${out}\n`);
  return 0;
}
