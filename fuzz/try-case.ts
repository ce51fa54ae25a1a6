import { type Import, importFiles } from '../src/preprocess/import-files.ts';
import { memoryFile } from '../src/sources/memory-file.ts';
import type { Case } from './case.ts';
import { unfaithful } from './faithful.ts';
import { unsound } from './sound.ts';
import type { Part, Specimen } from './specimen.ts';

/** What became of a case. `wrong`: a number that cannot be or never was; `unclear`: an answer that helps nobody. */
export type Outcome = 'whole' | 'partly' | 'rejected' | 'unclear' | 'wrong' | 'crash' | 'hang' | 'memory';

export interface Tried {
  readonly outcome: Outcome;
  readonly why?: string;
}

const read = (parts: readonly Part[]): Promise<Import> => importFiles(parts.map((p) => memoryFile(p.name, p.bytes)));
const amount = (i: Import): number =>
  i.observations.length +
  i.series.reduce((n, s) => n + s.value.length, 0) +
  i.grids.reduce((n, g) => n + g.values.length, 0);

const wholes = new Map<string, Promise<Import>>();
/** What a specimen gives undamaged, read once. */
export function wholeOf(specimen: Specimen): Promise<Import> {
  const known = wholes.get(specimen.id) ?? read(specimen.parts);
  wholes.set(specimen.id, known);
  return known;
}

/** Imports one case and judges what comes out. Whatever it throws is a crash. */
export async function tryCase(c: Case): Promise<Tried> {
  const got = await read(c.parts);
  const why = unsound(
    got,
    c.parts.map((p) => p.name),
  );
  if (why !== undefined) return { outcome: why.startsWith('unclear') ? 'unclear' : 'wrong', why };
  if (!c.of) return { outcome: amount(got) > 0 ? 'partly' : 'rejected' };
  const whole = await wholeOf(c.of.specimen);
  const wrong = unfaithful(c.of, c.parts, whole, got);
  if (wrong !== undefined) return { outcome: 'wrong', why: wrong };
  if (amount(got) === 0) return { outcome: 'rejected' };
  return {
    outcome: amount(got) === amount(whole) && got.rejected.length === whole.rejected.length ? 'whole' : 'partly',
  };
}
