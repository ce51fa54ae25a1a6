import { beforeAll, describe, expect, it } from 'vitest';
import { useDevice } from '../nn/device.ts';

import type { Ensemble } from './ensemble.ts';
import { InvalidEnsemble, readEnsemble, writeEnsemble } from './ensemble-file.ts';
import { evaluateTime } from './evaluate.ts';
import { gatherKnowledge, type Knowledge } from './knowledge.ts';
import { lagAudit } from './lag-audit.ts';
import { testStore } from './test-knowledge.ts';
import { prepare, trainEnsemble } from './train-ensemble.ts';
import type { LossTerms } from './training-progress.ts';

const OPTIONS = { members: 1, seed: 3, device: 'wasm', modelled: true, created: '2026-11-22T00:00:00Z' };
const HYPER = { epochs: 3, batch: 8, filters: [4] };

describe('training on a small made-up world', () => {
  let knowledge: Knowledge;
  let ensemble: Ensemble;
  const losses: LossTerms[] = [];

  beforeAll(async () => {
    await useDevice('wasm');
    knowledge = await gatherKnowledge(await testStore());
    ({ ensemble } = await trainEnsemble(
      knowledge,
      { ...OPTIONS, hyper: HYPER },
      { onProgress: (p) => p.loss && losses.push(p.loss) },
    ));
  });

  it('lowers the loss of what it is trained on, and tells every term', () => {
    expect(losses.length).toBeGreaterThan(1);
    expect(losses.at(-1)?.obs).toBeLessThan(losses[0]?.obs as number);
    for (const l of losses) expect(Object.values(l).every(Number.isFinite)).toBe(true);
  });

  it('gives the same weights from the same seed, and others from another', async () => {
    const again = (await trainEnsemble(knowledge, { ...OPTIONS, hyper: HYPER })).ensemble;
    expect(writeEnsemble(again)).toEqual(writeEnsemble(ensemble));
    const other = (await trainEnsemble(knowledge, { ...OPTIONS, seed: 4, hyper: HYPER })).ensemble;
    expect(other.members[0]?.weights).not.toEqual(ensemble.members[0]?.weights);
  });

  it('writes a file that reads back the same, and refuses a damaged one with a sentence', () => {
    const file = writeEnsemble(ensemble);
    const back = readEnsemble(file);
    expect(back.models).toEqual(ensemble.models);
    expect(back.members[0]?.weights['heads/kernel']?.values).toEqual(
      ensemble.members[0]?.weights['heads/kernel']?.values,
    );
    expect(() => readEnsemble(file.slice(0, file.length >> 1), 'half.thawcast')).toThrow(InvalidEnsemble);
    expect(() => readEnsemble(new TextEncoder().encode('<!doctype html>'), 'page.html')).toThrow(/page\.html/);
  });

  it('stops when told and keeps what is trained', async () => {
    const stop = new AbortController();
    const seen: number[] = [];
    const { ensemble: kept } = await trainEnsemble(
      knowledge,
      { ...OPTIONS, members: 3, hyper: { ...HYPER, epochs: 30 } },
      {
        onProgress(p) {
          if (p.epoch === 1) stop.abort();
          seen.push(p.epoch);
        },
        stop: stop.signal,
      },
    );
    expect(kept.members).toHaveLength(1);
    expect(Math.max(...seen)).toBe(1);
  });

  it('drops everything when cancelled', async () => {
    const cancel = new AbortController();
    cancel.abort();
    await expect(trainEnsemble(knowledge, { ...OPTIONS, hyper: HYPER }, {}, cancel.signal)).rejects.toThrow(
      'cancelled',
    );
  });

  it('beats the mean on measurements it has not seen', async () => {
    const rows = await evaluateTime(knowledge, { train: { ...OPTIONS, hyper: HYPER } });
    const network = rows.filter((r) => r.method === 'network' && r.target !== 'alt');
    for (const r of network) expect(r.r2).toBeGreaterThan(0.7);
  });
});

describe('leaks', () => {
  it('shows no skill once the values are shuffled among the measurements', async () => {
    await useDevice('wasm');
    const knowledge = await gatherKnowledge(await testStore({ shuffled: true }));
    const rows = await evaluateTime(knowledge, { train: { ...OPTIONS, hyper: HYPER } });
    const network = rows.filter((r) => r.method === 'network');
    expect(network.some((r) => r.n > 50)).toBe(true);
    for (const r of network) expect(r.r2).toBeLessThan(0.15);
  });

  it('are found by the audit: a future value planted in a lag is named, honest samples pass', async () => {
    const knowledge = await gatherKnowledge(await testStore());
    const prepared = await prepare(knowledge, () => false);
    const samples = [...prepared.train, ...prepared.validate];
    expect(lagAudit(knowledge, prepared, samples)).toEqual([]);
    const victim = samples.findIndex((s) => s.sight === 'past' && s.truths.some((t) => t.target === 1));
    const s = samples[victim]!;
    const truth = s.truths.find((t) => t.target === 1)!;
    const lag = s.lag.slice();
    lag[truth.k * 3 + 1] = truth.y; // the answer itself
    const planted = samples.with(victim, { ...s, lag });
    const found = lagAudit(knowledge, prepared, planted);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ sample: victim, target: 'co2', month: s.from + truth.k });
  });

  it('cannot hide in a lag of a place nobody measured: the audit wants it empty', async () => {
    const knowledge = await gatherKnowledge(await testStore());
    const prepared = await prepare(knowledge, () => false);
    const samples = [...prepared.train];
    const at = samples.findIndex((s) => s.sight === 'away');
    const lag = samples[at]!.lag.slice();
    lag[5] = 0.3;
    expect(lagAudit(knowledge, prepared, samples.with(at, { ...samples[at]!, lag }))[0]?.sample).toBe(at);
  });
});
