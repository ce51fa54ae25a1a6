import { parseArgs } from 'node:util';
import { BadRequest } from '../src/core/error.ts';
import { readEnsemble } from '../src/learn/ensemble-file.ts';
import { type EvaluateOptions, evaluateSite, evaluateTime } from '../src/learn/evaluate.ts';
import { gatherKnowledge } from '../src/learn/knowledge.ts';
import { type SkillRow, SPLITS, type Split } from '../src/learn/skill-row.ts';
import { FOLDS } from '../src/learn/split.ts';
import { DEFAULT_HYPER } from '../src/learn/train-ensemble.ts';
import type { Hyper } from '../src/learn/train-member.ts';
import { deviceFor, required, teller, wholeNumber } from './learning-options.ts';
import { ProgressLine } from './progress-line.ts';
import { bytesOf, storeAt } from './store-at.ts';
import { trainerOn } from './trainer.ts';

export const help = `npm run studio -- evaluate --store STORE [--model FILE] [--split time|site] [--json] [options]

Scores the network beside naive forecasts on measurements that training did not see, observed cells only. Both splits unless one is named.

  time   can it forecast? Trained without the last years of each target, scored once on them; a month is told from all earlier months
  site   can it map where nobody measured? Sites in groups at least 25 km apart, dealt into folds; each is told without its group

  --store STORE   a store: its folder, or a zip file of one
  --model FILE    take network size, members, epochs and seed from this ensemble. It is trained anew without the scored measurements,
                  because an ensemble that has seen them cannot be scored on them
  --split NAME    time or site (both)
  --members N     networks in the ensemble (3 for time, 1 a fold for site)
  --seed N        whole number (1)
  --epochs N      most passes over the data for each member
  --device NAME   auto, webgpu, webgl, wasm or cpu (auto)
  --json          {"rows":[{"split","target","unit","method","n","rmse","mae","bias","r2","coverage90"}]} instead of a table

A method that cannot exist (persistence where nobody has measured) has n 0. Progress goes to standard error, the table to standard output.`;

/** @returns 0 when the table is printed */
export async function evaluate(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      store: { type: 'string' },
      model: { type: 'string' },
      split: { type: 'string' },
      members: { type: 'string' },
      seed: { type: 'string' },
      epochs: { type: 'string' },
      device: { type: 'string' },
      json: { type: 'boolean' },
    },
  });
  const splits = splitsOf(values.split);
  const model = values.model === undefined ? undefined : readEnsemble(await bytesOf(values.model), values.model);
  const store = await storeAt(required(values.store, '--store'));
  const device = await deviceFor(values.device);
  const line = new ProgressLine();
  line.tell(`Device: ${device.name} (${device.description})`, null, true);
  if (model)
    line.tell('Training anew with the settings of the model, without the measurements that are scored', null, true);
  const knowledge = await gatherKnowledge(store, (p) => line.tell(`${p.what}: ${p.done} of ${p.of}`, p.secondsLeft));
  const rows: SkillRow[] = [];
  for (const split of splits) {
    const members = wholeNumber(
      values.members,
      '--members',
      split === 'site' ? 1 : (model?.members.length ?? 3),
      1,
      20,
    );
    const epochs = values.epochs === undefined ? {} : { epochs: wholeNumber(values.epochs, '--epochs', 1, 1, 500) };
    const hyper: Hyper = { ...DEFAULT_HYPER, ...model?.hyper, ...epochs };
    const trainer = trainerOn(device, split === 'site' ? members * FOLDS : members, hyper);
    const tellers = Array.from({ length: FOLDS }, () => teller(line));
    const options: EvaluateOptions = {
      train: {
        members,
        seed: wholeNumber(values.seed, '--seed', model?.about.seed ?? 1, 0, 2 ** 31),
        hyper,
        device: device.name,
        modelled: store.meta.modelled,
        created: new Date().toISOString(),
      },
      onProgress: (p, fold, folds) => tellers[fold - 1]?.(p, folds > 1 ? `Fold ${fold} of ${folds}. ` : ''),
      trainer,
    };
    const scored = (split === 'time' ? evaluateTime : evaluateSite)(knowledge, options);
    rows.push(...(await scored.finally(() => trainer?.close())));
  }
  line.end();
  process.stdout.write(values.json ? `${JSON.stringify({ rows })}\n` : tableOf(rows));
  return 0;
}

function splitsOf(name: string | undefined): readonly Split[] {
  if (name === undefined) return SPLITS;
  const split = SPLITS.find((s) => s === name);
  if (!split) throw new BadRequest({ what: `--split ${name}`, expected: SPLITS.join(' or ') });
  return [split];
}

/** The skill table for a person; a method without scores says so. */
export function tableOf(rows: readonly SkillRow[]): string {
  const number = (v: number | null, digits: number) => (v === null ? '-' : v.toFixed(digits));
  const lines = rows.map((r) => [
    r.split,
    r.target,
    r.method,
    String(r.n),
    number(r.rmse, 4),
    number(r.mae, 4),
    number(r.bias, 4),
    number(r.r2, 3),
    r.coverage90 === null ? '-' : `${(100 * r.coverage90).toFixed(0)} %`,
    r.unit,
  ]);
  const all = [['split', 'target', 'method', 'n', 'RMSE', 'MAE', 'bias', 'R2', '90 % holds', 'unit'], ...lines];
  const width = (all[0] as string[]).map((_, c) => Math.max(...all.map((l) => (l[c] as string).length)));
  return `${all
    .map((l) =>
      l
        .map((cell, c) => (c >= 3 && c <= 8 ? cell.padStart(width[c] as number) : cell.padEnd(width[c] as number)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')}\n`;
}
