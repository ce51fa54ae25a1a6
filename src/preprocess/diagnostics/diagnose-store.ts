import { type OnProgress, ProgressMeter } from '../../core/progress.ts';
import { throwIfCancelled, turn } from '../../core/turn.ts';
import type { VariableName } from '../../core/variable.ts';
import type { FieldInfo } from '../../store/schema.ts';
import type { Store } from '../../store/store.ts';
import type { BeforeSample, BeforeSamples } from './before-samples.ts';
import { collinearity } from './collinearity.ts';
import { diagnoseField } from './diagnose-field.ts';
import { diagnoseObservations } from './diagnose-observations.ts';
import type { Collinearity, Diagnostics, VariableDiagnostics } from './diagnostics.ts';
import { type FieldSample, SAMPLED_CELLS, sampleField } from './sample-field.ts';

export interface DiagnoseOptions {
  readonly seed: number;
  /** What the files held before gridding, if the store kept it. */
  readonly before?: BeforeSamples | undefined;
}

/**
 * Diagnostics of a store: each variable of the observation table, each field at a seeded sample of its cells, and how the gridded drivers
 * hang together. Time and memory do not grow with the size of the map. The same store and seed give the same numbers.
 *
 * @throws Cancelled, CorruptChunk
 */
export async function diagnoseStore(
  store: Store,
  { seed, before }: DiagnoseOptions,
  onProgress?: OnProgress,
  signal?: AbortSignal,
): Promise<Diagnostics> {
  throwIfCancelled(signal);
  const table = await store.observations(signal);
  const variables = [...new Set(table.variable)].sort();
  const fields = store.meta.fields.filter((f) => !isCompanion(f, store.meta.fields));
  const meter = new ProgressMeter('Diagnosing', variables.length + fields.length, onProgress);
  const found: VariableDiagnostics[] = [];
  const notes: string[] = [];
  for (const variable of variables) {
    const d = diagnoseObservations(table, variable, seed, beforeOf(before, variable, ['observations']));
    if (d) found.push(d.diagnostics);
    notes.push(...(d?.notes ?? [`${variable}, observations: no value is flagged ok.`]));
    meter.advance();
    await turn(signal);
  }
  const drivers = new Map<string, FieldSample>();
  for (const field of fields) {
    const sample = await sampleField(store, field, seed, signal);
    const sd = sample && (await companionSample(store, field, seed, signal));
    const raw = beforeOf(before, field.variable, ['grids', 'series']);
    const d =
      sample &&
      diagnoseField(field, sample, seed, field.kind === 'driver' || field.kind === 'observed' ? raw : undefined, sd);
    if (d) found.push(d.diagnostics);
    notes.push(...(d?.notes ?? [`${field.name}: no cell that was looked at holds a value.`]));
    if (sample && field.kind === 'driver' && field.axes.includes('month')) drivers.set(field.name, sample);
    meter.advance();
    await turn(signal);
  }
  const together = sameLevel(drivers);
  const between = together.size > 1 ? collinearity(together, seed) : undefined;
  return {
    title: store.meta.title,
    seed,
    variables: found,
    ...(between ? { collinearity: between } : {}),
    notes: [...scopeNotes(store, before, between), ...notes],
  };
}

/** `X_sd` beside a field X: its uncertainty, not a variable of its own. */
const companionOf = (field: FieldInfo, all: readonly FieldInfo[]): FieldInfo | undefined =>
  all.find((f) => f.name === `${field.name}_sd`);
const isCompanion = (field: FieldInfo, all: readonly FieldInfo[]): boolean =>
  field.name.endsWith('_sd') && all.some((f) => `${f.name}_sd` === field.name);

async function companionSample(store: Store, field: FieldInfo, seed: number, signal: AbortSignal | undefined) {
  const companion = companionOf(field, store.meta.fields);
  return companion && companion.axes.join() === field.axes.join()
    ? sampleField(store, companion, seed, signal)
    : undefined;
}

function beforeOf(
  before: BeforeSamples | undefined,
  variable: VariableName,
  of: readonly BeforeSample['of'][],
): BeforeSample | undefined {
  const mine = before?.samples.filter((s) => s.variable === variable) ?? [];
  return of.map((kind) => mine.find((s) => s.of === kind)).find((s) => s !== undefined);
}

/** Drivers at the level that most of them have. */
function sameLevel(drivers: ReadonlyMap<string, FieldSample>): Map<string, FieldSample> {
  const levels = [...drivers.values()].map((s) => s.level);
  const count = (l: string) => levels.filter((x) => x === l).length;
  const level = levels.reduce<string | undefined>(
    (a, b) => (a === undefined || count(b) > count(a) ? b : a),
    undefined,
  );
  return new Map([...drivers].filter(([, s]) => s.level === level));
}

const scopeNotes = (store: Store, before: BeforeSamples | undefined, between: Collinearity | undefined): string[] => [
  'Of the observation table only values flagged ok count.',
  `Fields are seen at up to ${SAMPLED_CELLS} cells that hold data, drawn by seed; all their months count.`,
  'Tests of time use the longest stretch without gaps of departures from the mean season, of the site that has the longest, or of the mean over cells; nothing is filled.',
  'p takes values as independent. With many values of neighbouring cells and months everything is significant: the size of an effect decides what is said.',
  ...(between ? [`Collinearity: ${between.n} cells and months; p adjusted after Holm.`] : []),
  ...(before ? [] : ['The store kept no values from before gridding: nothing to compare with.']),
  ...(store.meta.quantiles ? ['Of a forecast the median is looked at.'] : []),
];
