import { describe, expect, it } from 'vitest';
import { openCandidate } from '../src/sources/candidate.ts';
import { memoryFile } from '../src/sources/memory-file.ts';
import { recognise, SOURCES } from '../src/sources/registry.ts';
import type { Case } from './case.ts';
import { corpus } from './corpus.ts';
import { boundaries } from './damage-bytes.ts';
import { unfaithful } from './faithful.ts';
import { faults } from './report.ts';
import { run } from './run.ts';
import { unsound } from './sound.ts';
import { wholeOf } from './try-case.ts';

const specimens = await corpus();

describe('the files that the harness damages', () => {
  it('are of every source there is', async () => {
    const read = new Set<string>();
    for (const { source, parts } of specimens) {
      const candidate = await openCandidate(memoryFile(parts[0].name, parts[0].bytes));
      const id = recognise(candidate)?.source.id;
      candidate.close();
      if (source !== 'archive' && source !== 'none') expect(id).toBe(source);
      if (id) read.add(id);
    }
    expect(SOURCES.map((s) => s.id).filter((id) => !read.has(id))).toEqual([]);
  });

  it('give numbers while they are whole, but for those whose answer is a question', async () => {
    const mute = ['tensor', 'thaw-record'];
    for (const specimen of specimens.filter((s) => !s.real && !mute.includes(s.id))) {
      const { observations, series, grids } = await wholeOf(specimen);
      expect([specimen.id, observations.length + series.length + grids.length > 0]).toEqual([specimen.id, true]);
    }
  });

  it('are cut where their parts begin', () => {
    const zip = specimens.find((s) => s.id === 'zip')?.parts[0].bytes ?? new Uint8Array();
    const directory = new DataView(zip.buffer, zip.byteOffset).getUint32(zip.length - 22 + 16, true);
    expect(boundaries(zip)).toContain(directory);
  });
});

describe('the judge of the harness', () => {
  const find = (id: string) => {
    const found = specimens.find((s) => s.id === id);
    if (!found) throw new Error(id);
    return found;
  };
  const damage = { bytes: new Uint8Array(), what: '' };

  it('finds a number that cannot be, a place that is none, half a rejection, and an answer that helps nobody', async () => {
    const whole = await wholeOf(find('calm-long'));
    const [first] = whole.observations;
    if (!first) throw new Error('nothing read');
    const judge = (o: object) => unsound({ ...whole, observations: [{ ...first, ...o }] }, ['calm.csv']);
    expect(judge({})).toBeUndefined();
    for (const o of [
      { value: Number.NaN },
      { value: 6 },
      { lat: 91 },
      { month: 0.5 },
      { month: 99_999 },
      { uncertainty: -1 },
      { filled: 2 },
    ])
      expect(judge(o)).toBeDefined();
    const reject = (r: object) =>
      unsound({ ...whole, rejected: [{ file: 'calm.csv', rule: 'a rule', todo: 'nothing', ...r }] }, ['calm.csv']);
    expect(reject({})).toBeUndefined();
    for (const r of [
      { rule: '' },
      { todo: '' },
      { file: 'other.csv' },
      { count: 0 },
      { rule: 'could not be read (x is not a function)' },
    ])
      expect(reject(r)).toBeDefined();
  });

  it('finds another number out of a guarded container, and out of a row that nobody touched', async () => {
    for (const id of ['zip', 'calm-long']) {
      const specimen = find(id);
      const whole = await wholeOf(specimen);
      const of: NonNullable<Case['of']> = { specimen, part: 0, damage };
      const changed = whole.observations.map((o, i) => (i === 3 ? { ...o, value: o.value + 0.01 } : o));
      expect(unfaithful(of, specimen.parts, whole, whole)).toBeUndefined();
      expect(
        unfaithful(of, specimen.parts, whole, { ...whole, observations: whole.observations.slice(4) }),
      ).toBeUndefined();
      expect(unfaithful(of, specimen.parts, whole, { ...whole, observations: changed })).toContain('|');
    }
  });

  it('finds a value that stands where no file puts it', async () => {
    const specimen = find('gtnp');
    const whole = await wholeOf(specimen);
    const of: NonNullable<Case['of']> = { specimen, part: 0, damage };
    const moved = whole.observations.map((o) => ({ ...o, lat: o.lat + 1 }));
    expect(unfaithful(of, specimen.parts, whole, whole)).toBeUndefined();
    expect(unfaithful(of, specimen.parts, whole, { ...whole, observations: moved })).toContain('71.5, -150.25');
    expect(unfaithful({ ...of, part: 1 }, specimen.parts, whole, { ...whole, observations: moved })).toBeUndefined();
  });
});

describe('damaged and hostile files', () => {
  it('cost no crash, no hang, no memory and give no wrong number: 600 of the ten thousand cases', async () => {
    const results = await run({ cases: 600, seed: 3, only: [], processes: 2, plan: 'light', from: 0 });
    expect(faults(results)).toEqual([]);
    expect(results.length).toBe(600);
    expect(new Set(results.map((r) => r.outcome))).toEqual(new Set(['whole', 'partly', 'rejected']));
  }, 240_000);
});
