import { StudioError } from '../core/error.ts';
import { Random } from '../core/random.ts';
import { VARIABLES } from '../core/variable.ts';
import { type Candidate, openCandidate } from './candidate.ts';
import type { InputFile, Source } from './source.ts';

/** Words that tables hold by accident, for tests: each must be refused, missing, or a value that could be. */
const WORDS = [
  'inf',
  '-9999',
  '-999',
  '1e308',
  'abc',
  '',
  '"',
  '99999999',
  '-0',
  '31-Feb-2000',
  'NaN',
  '0x10',
  '1,5',
  '\u0000',
  '-1e-320',
  'true',
  '2010',
];

/**
 * Damaged copies of a text: cut anywhere, bytes flipped, cells replaced, lines doubled or dropped. Seeded.
 * @returns `n` byte arrays
 */
export function damagedCopies(text: string, n: number, seed: number): Uint8Array[] {
  const random = new Random(seed);
  const whole = new TextEncoder().encode(text);
  return Array.from({ length: n }, (_, i) => {
    if (i % 4 === 0) return whole.slice(0, random.integer(whole.length + 1));
    if (i % 4 === 1) {
      const bytes = whole.slice();
      for (let k = 0; k < 1 + random.integer(6); k++) bytes[random.integer(bytes.length)] = random.integer(256);
      return bytes;
    }
    const lines = text.split('\n');
    for (let k = 0; k < 3; k++) {
      const at = random.integer(lines.length);
      const line = lines[at] as string;
      if (i % 4 === 3 && random.integer(3) === 0) lines.splice(at, random.integer(2), line);
      else {
        const cells = line.split(/(?=[,\t])/);
        const cell = random.integer(cells.length);
        const lead = cell === 0 ? '' : (cells[cell]?.[0] ?? ',');
        cells[cell] = lead + WORDS[random.integer(WORDS.length)];
        lines[at] = cells.join('');
      }
    }
    return new TextEncoder().encode(lines.join('\n'));
  });
}

/**
 * Reads a damaged file the way an import does: it may be refused with an error of ours or lose rows with reasons, and whatever comes out
 * must be possible.
 * @returns what happened, for the test to count
 * @throws whatever else the source threw, or an Error that says what cannot be
 */
export async function survives(
  source: Source,
  file: InputFile,
  companions: readonly InputFile[] = [],
): Promise<'read' | 'refused' | 'not recognised'> {
  let candidate: Candidate | undefined;
  try {
    candidate = await openCandidate(file);
    if (source.probe(candidate) === 'no') return 'not recognised';
    const { observations, rejected } = await source.read(candidate, companions);
    for (const o of observations) {
      const [low, high] = VARIABLES[o.variable].range;
      const place = Math.abs(o.lat) <= 90 && Math.abs(o.lon) <= 180 && o.locationSd > 0;
      const depth = !o.depth || (o.depth[0] >= 0 && o.depth[1] >= o.depth[0]);
      if (!(o.value >= low && o.value <= high && place && depth && Number.isInteger(o.month)))
        throw new Error(`cannot be: ${JSON.stringify(o)}`);
      if (!(Number.isNaN(o.uncertainty) || o.uncertainty >= 0)) throw new Error(`uncertainty ${o.uncertainty}`);
    }
    for (const r of rejected)
      if (!r.file || !r.rule || !r.todo) throw new Error(`half a rejection: ${JSON.stringify(r)}`);
    return 'read';
  } catch (error) {
    if (error instanceof StudioError) return 'refused';
    throw error;
  } finally {
    candidate?.close();
  }
}
