import { UnreadableFile } from '../../core/error.ts';
import { Random } from '../../core/random.ts';
import { isVariable, VARIABLES, type VariableName } from '../../core/variable.ts';
import type { Import } from '../import-files.ts';
import { Reservoir } from './reservoir.ts';

const KIND = 'thawcast values before gridding';
/** Where a store keeps them. */
export const BEFORE_KEY = 'before.json';
const MOST = 5000;

/** What files gave of one variable before duplicates were settled and anything was gridded: plain JSON. */
export interface BeforeSample {
  readonly variable: VariableName;
  /** Measurements flagged ok, monthly series of stations, or cells of grids in the files' own resolution. */
  readonly of: 'observations' | 'series' | 'grids';
  /** Of grids: what made them, as in the name of the field that they become. */
  readonly source?: string;
  readonly unit: string;
  /** Values in the files that are numbers, and that are not. */
  readonly n: number;
  readonly missing: number;
  /** At most 5000 of the n, drawn by seed, single precision as in the store. */
  readonly values: readonly number[];
}

export interface BeforeSamples {
  readonly kind: typeof KIND;
  readonly version: 1;
  readonly seed: number;
  readonly samples: readonly BeforeSample[];
}

/**
 * Seeded samples of the values as read, in canonical units, for comparison with the store that is made of them. Projections of the
 * future are left out. The same import and seed give the same samples.
 */
export function beforeSamples(
  imported: Pick<Import, 'observations' | 'series' | 'grids'>,
  seed: number,
): BeforeSamples {
  const gathered = new Map<string, Gathered>();
  const at = (variable: VariableName, of: BeforeSample['of'], source?: string): Gathered => {
    const key = [variable, of, ...(source === undefined ? [] : [source])].join(' ');
    const known = gathered.get(key);
    if (known) return known;
    const made = { variable, of, source, missing: 0, reservoir: new Reservoir(MOST, new Random(seed).fork(key)) };
    gathered.set(key, made);
    return made;
  };
  for (const o of imported.observations) if (o.flag === 'ok') take(at(o.variable, 'observations'), o.value);
  for (const s of imported.series) takeAll(at(s.variable, 'series'), s.value);
  for (const g of imported.grids) if (!g.projection) takeAll(at(g.variable, 'grids', g.source), g.values);
  const samples = [...gathered.keys()].sort().map((key) => sampleOf(gathered.get(key) as Gathered));
  return { kind: KIND, version: 1, seed, samples: samples.filter((s) => s.n > 0) };
}

interface Gathered {
  readonly variable: VariableName;
  readonly of: BeforeSample['of'];
  readonly source: string | undefined;
  readonly reservoir: Reservoir;
  missing: number;
}

function takeAll(into: Gathered, values: ArrayLike<number>): void {
  for (let i = 0; i < values.length; i++) take(into, values[i] as number);
}

function take(into: Gathered, value: number): void {
  if (Number.isFinite(value)) into.reservoir.add(value);
  else into.missing++;
}

const sampleOf = ({ variable, of, source, reservoir, missing }: Gathered): BeforeSample => ({
  variable,
  of,
  ...(source === undefined ? {} : { source }),
  unit: VARIABLES[variable].unit,
  n: reservoir.seen,
  missing,
  // Nine digits bring a single back exactly.
  values: reservoir.values.map((v) => Number(Math.fround(v).toPrecision(9))),
});

/**
 * Reads what `beforeSamples` made and somebody stored.
 * @throws UnreadableFile naming what is wrong
 */
export function readBefore(bytes: Uint8Array, file = BEFORE_KEY): BeforeSamples {
  const wrong = (expected: string, cause?: unknown) => new UnreadableFile({ file, expected }, cause);
  let json: Partial<BeforeSamples>;
  try {
    json = JSON.parse(new TextDecoder().decode(bytes)) as Partial<BeforeSamples>;
  } catch (e) {
    throw wrong('JSON', e);
  }
  if (json?.kind !== KIND || json.version !== 1 || !Array.isArray(json.samples))
    throw wrong(`"kind": "${KIND}", version 1, with samples`);
  const fits = (s: Partial<BeforeSample> | null) =>
    isVariable(String(s?.variable)) &&
    ['observations', 'series', 'grids'].includes(String(s?.of)) &&
    ['undefined', 'string'].includes(typeof s?.source) &&
    [s?.n, s?.missing].every((n) => Number.isInteger(n) && (n as number) >= 0) &&
    Array.isArray(s?.values) &&
    s.values.every(Number.isFinite);
  const bad = json.samples.findIndex((s) => !fits(s));
  if (bad >= 0) throw wrong(`in sample ${bad + 1} a known variable, of, n, missing and numbers in values`);
  return json as BeforeSamples;
}

/**
 * What the files held of a field's quantity: of a field of measurements the measurements, of a field named after its source that source's
 * grids, of the climate on the grid the stations that it follows, else the grids.
 */
export function beforeOfField(
  { samples }: BeforeSamples,
  { name, variable }: { readonly name: string; readonly variable: VariableName },
): BeforeSample | undefined {
  const mine = samples.filter((s) => s.variable === variable);
  const rest = name.slice(variable.length + 1);
  if (rest === 'observed') return mine.find((s) => s.of === 'observations');
  if (rest !== '') return mine.find((s) => s.of === 'grids' && rest.startsWith(slug(s.source ?? '')));
  return mine.find((s) => s.of === 'series') ?? mine.find((s) => s.of === 'grids');
}

/** As in a field's name. */
const slug = (source: string): string => source.toLowerCase().replace(/[^a-z0-9]+/g, '_');
