import type { Import } from '../src/preprocess/import-files.ts';
import type { Observed } from '../src/sources/source.ts';
import type { Case } from './case.ts';
import { stepsOf } from './sound.ts';
import type { Part, Specimen } from './specimen.ts';

const keyOf = (o: Observed): string => `${o.variable}|${o.month}|${o.lat}|${o.lon}|${o.depth ?? ''}|${o.value}`;

/** Every value an import gave, by what, when and where. */
function valuesOf(of: Import): Map<string, number> {
  const out = new Map<string, number>();
  for (const s of of.series)
    s.month.forEach((m, i) => {
      out.set(`series|${s.variable}|${m}|${s.lat}|${s.lon}`, s.value[i] as number);
    });
  for (const g of of.grids) {
    const cells = g.rows * g.cols;
    stepsOf(g).forEach((t, k) => {
      for (let c = 0; c < cells; c++) {
        const v = g.values[k * cells + c] as number;
        if (!Number.isNaN(v)) out.set(`grid|${g.variable}|${g.time.at}|${t}|${g.lat[c]}|${g.lon[c]}`, v);
      }
    });
  }
  return out;
}

/** Everything that came out stood in the whole file too. */
function within(whole: Import, got: Import): string | undefined {
  const known = new Set(whole.observations.map(keyOf));
  const strange = got.observations.find((o) => !known.has(keyOf(o)));
  if (strange) return `${keyOf(strange)} (${strange.origin}), which the whole file does not give`;
  const before = valuesOf(whole);
  for (const [key, value] of valuesOf(got))
    if (before.get(key) !== value) return `${key} is ${value}, in the whole file ${before.get(key) ?? 'nothing'}`;
  return undefined;
}

const linesOf = ({ bytes }: Part): string[] => new TextDecoder().decode(bytes).split(/\r\n?|\n/);
const lineOf = (o: Observed): number => Number(/:(\d+)$/.exec(o.origin)?.[1] ?? Number.NaN);

/** Rows that are as they were give what they gave. */
function rowsAgree(specimen: Specimen, damaged: Part, whole: Import, got: Import): string | undefined {
  const [was, is] = [linesOf(specimen.parts[0]), linesOf(damaged)];
  const heading = specimen.heading ?? 1;
  if (was.slice(0, heading).join('\n') !== is.slice(0, heading).join('\n')) return undefined; // columns mean something else now
  const gave = new Map<string, Set<string>>();
  for (const o of whole.observations) {
    const text = was[lineOf(o) - 1] ?? '';
    gave.set(text, (gave.get(text) ?? new Set()).add(keyOf(o)));
  }
  const untouched = new Set(was);
  const wrong = got.observations.find((o) => {
    const text = is[lineOf(o) - 1];
    return text !== undefined && untouched.has(text) && !gave.get(text)?.has(keyOf(o));
  });
  return wrong ? `${keyOf(wrong)} from an untouched row (${wrong.origin})` : undefined;
}

/** Nothing stands anywhere but where it stood. */
function elsewhere(whole: Import, got: Import): string | undefined {
  const place = (p: { readonly lat: number; readonly lon: number }) => `${p.lat}, ${p.lon}`;
  const known = new Set([...whole.observations, ...whole.series].map(place));
  const strange = [...got.observations, ...got.series].find((p) => !known.has(place(p)));
  return strange ? `a value at ${place(strange)}, where the file beside does not put it` : undefined;
}

/**
 * Whether a damaged file gave a number that its whole never held, where the damage cannot be the number's own text.
 *
 * A container with checksums (zip, gzip, a new workbook) gives what it held or nothing, whatever was done to it. A binary without any
 * gives what it held when it was only cut off; a byte changed in it may be a number changed, which nobody can see. A text with a value a
 * row gives of untouched rows what it gave. Of texts whose values are means over rows the limits are checked (`unsound`), and the place where
 * another file says it.
 * @returns the first wrong value in words, or undefined
 */
export function unfaithful(
  of: NonNullable<Case['of']>,
  damaged: readonly Part[],
  whole: Import,
  got: Import,
): string | undefined {
  const { specimen, part, damage } = of;
  if (specimen.guard === 'checksum' || (specimen.guard === 'raw' && damage.cut)) return within(whole, got);
  if (specimen.guard === 'row' && part === 0) return rowsAgree(specimen, damaged[0] as Part, whole, got);
  return specimen.beside && part === 0 ? elsewhere(whole, got) : undefined;
}
