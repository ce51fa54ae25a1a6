import { type OnProgress, ProgressMeter } from '../../core/progress.ts';
import { throwIfCancelled, turn } from '../../core/turn.ts';
import type { FieldInfo, ObservationTable } from '../../store/schema.ts';
import type { Store } from '../../store/store.ts';
import { benjaminiHochberg } from './adjust-p.ts';
import { type BeforeSample, type BeforeSamples, beforeOfField } from './before-samples.ts';
import { collinearity } from './collinearity.ts';
import { comparableDrivers } from './comparable-drivers.ts';
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
  const variables = [...new Set(table.variable)].filter((v) => !isClass(v)).sort();
  const fields = store.meta.fields.filter((f) => !isCompanion(f, store.meta.fields) && !isClass(f.variable));
  const meter = new ProgressMeter('Diagnosing', variables.length + fields.length, onProgress);
  const found: VariableDiagnostics[] = [];
  const notes: string[] = [];
  for (const variable of variables) {
    const raw = before?.samples.find((s) => s.variable === variable && s.of === 'observations');
    const d = diagnoseObservations(table, variable, seed, raw);
    if (d) found.push(d.diagnostics);
    notes.push(...(d?.notes ?? [`${variable}, observations: no value is flagged ok.`]));
    meter.advance();
    await turn(signal);
  }
  const drivers = new Map<string, FieldSample>();
  for (const field of fields) {
    const sample = await sampleField(store, field, seed, signal);
    const sd = sample && (await companionSample(store, field, seed, signal));
    const d = sample && diagnoseField(field, sample, seed, rawOf(field, before), sd);
    if (d) found.push(d.diagnostics);
    notes.push(...(d?.notes ?? [`${field.name}: no cell that was looked at holds a value.`]));
    if (sample && field.kind === 'driver' && field.axes.includes('month')) drivers.set(field.name, sample);
    meter.advance();
    await turn(signal);
  }
  const { together, apart } = comparableDrivers(drivers);
  const between = together.size > 1 ? collinearity(together, seed) : undefined;
  return {
    title: store.meta.title,
    seed,
    variables: found,
    ...(between ? { collinearity: between } : {}),
    notes: [
      ...scopeNotes(store, before),
      ...manyTests(found),
      ...togetherNotes(between, apart),
      ...classNotes(store, table),
      ...notes,
    ],
  };
}

/** Numbers that stand for kinds of soil or plants. */
const isClass = (variable: string): boolean => variable.endsWith('_class');

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

/** What process models made of the drivers was in no file. */
const rawOf = (field: FieldInfo, before: BeforeSamples | undefined): BeforeSample | undefined =>
  before && (field.name !== field.variable || field.kind === 'driver') ? beforeOfField(before, field) : undefined;

const scopeNotes = (store: Store, before: BeforeSamples | undefined): string[] => [
  'Of the observation table only values flagged ok count.',
  `Fields are seen at up to ${SAMPLED_CELLS} cells that hold data, drawn by seed; all their months count.`,
  'Tests of time use the longest stretch without gaps of departures from the mean season: of the site or cell that has the longest, or of the mean over cells where a field covers them all; nothing is filled.',
  'p takes values as independent. With many values of neighbouring cells and months everything is significant: the size of an effect decides what is said.',
  ...(before ? [] : ['The store kept no values from before gridding: nothing to compare with.']),
  ...(store.meta.quantiles ? ['Of a forecast the median is looked at.'] : []),
];

/** How many of all p remain small when it counts that there are many. */
function manyTests(found: readonly VariableDiagnostics[]): string[] {
  const p = found.flatMap((v) => v.tests.flatMap((t) => (t.p === undefined ? [] : [t.p])));
  const small = (x: readonly number[]) => x.filter((v) => v < 0.05).length;
  if (p.length === 0) return [];
  return [
    `Of ${p.length} tests ${small(p)} have p below 0.05, ${small(benjaminiHochberg(p))} after the adjustment of Benjamini and Hochberg; without any effect ${Math.round(p.length / 20)} would be expected.`,
  ];
}

const togetherNotes = (between: Collinearity | undefined, apart: readonly string[]): string[] =>
  between
    ? [
        `Collinearity: ${between.n} cells and months; p adjusted after Holm.`,
        ...apart.map(
          (name) => `${name}: at too few of the cells and months of the other drivers to be compared with them.`,
        ),
      ]
    : [];

const classNotes = (store: Store, table: ObservationTable): string[] =>
  [...new Set([...table.variable, ...store.meta.fields.map((f) => f.variable)])]
    .filter(isClass)
    .map((v) => `${v}: numbers that name classes, of which no mean or spread can be taken.`);
