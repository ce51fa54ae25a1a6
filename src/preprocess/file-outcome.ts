import { VARIABLES } from '../core/variable.ts';
import type { Confidence, Imported, NativeGrid } from '../sources/source.ts';
import type { InspectedField, ValueSummary } from './inspection.ts';

/** What became of one file. Plain data. */
export interface FileOutcome {
  readonly file: string;
  readonly size: number;
  /** Id of the source that recognised it, `archive`, `part` or `none`. */
  readonly id: string;
  /** Its title; undefined when none did. */
  readonly source: string | undefined;
  readonly confidence: Confidence;
  readonly observations: number;
  readonly series: number;
  readonly grids: number;
  readonly rejected: number;
  /** Of observations and series together, in canonical units. */
  readonly variables: Readonly<Record<string, ValueSummary>>;
  readonly fields: readonly InspectedField[];
  readonly notes: readonly string[];
}

const NOTHING = { observations: 0, series: 0, grids: 0, rejected: 0, variables: {}, fields: [], notes: [] } as const;

export const archiveOutcome = (file: string, size: number, members: number): FileOutcome => ({
  ...NOTHING,
  file,
  size,
  id: 'archive',
  source: `archive of ${members} files`,
  confidence: 'certain',
});

/** @param by who would have read it, had it been whole */
export const unreadOutcome = (file: string, size: number, by?: By): FileOutcome => ({
  ...NOTHING,
  file,
  size,
  id: by?.id ?? 'none',
  source: undefined,
  confidence: by?.confidence ?? 'no',
  rejected: 1,
});

interface By {
  readonly id: string;
  readonly title: string;
  readonly confidence: Confidence;
}

export function readOutcome(file: string, size: number, by: By, read: Imported): FileOutcome {
  return {
    file,
    size,
    id: by.id,
    source: by.title,
    confidence: by.confidence,
    observations: read.observations.length,
    series: read.series.length,
    grids: read.grids.length,
    rejected: read.rejected.reduce((n, r) => n + (r.count ?? 1), 0),
    variables: summaries(read),
    fields: read.grids.map(fieldOf),
    notes: read.notes,
  };
}

/** Running count, sum and range. */
class Tally {
  n = 0;
  sum = 0;
  min = Number.POSITIVE_INFINITY;
  max = Number.NEGATIVE_INFINITY;

  add(value: number): void {
    if (Number.isNaN(value)) return;
    this.n++;
    this.sum += value;
    if (value < this.min) this.min = value;
    if (value > this.max) this.max = value;
  }

  /** Zeros stand for a mean and a range that nothing has: JSON knows no NaN. */
  summary(unit: string): ValueSummary {
    const { n, sum, min, max } = this;
    return n > 0 ? { n, unit, mean: sum / n, min, max } : { n, unit, mean: 0, min: 0, max: 0 };
  }
}

function summaries({ observations, series }: Imported): Record<string, ValueSummary> {
  const tallies = new Map<keyof typeof VARIABLES, Tally>();
  const of = (name: keyof typeof VARIABLES): Tally => {
    const tally = tallies.get(name) ?? new Tally();
    tallies.set(name, tally);
    return tally;
  };
  for (const o of observations) of(o.variable).add(o.value);
  for (const s of series) {
    const tally = of(s.variable);
    for (const value of s.value) tally.add(value);
  }
  return Object.fromEntries([...tallies].map(([name, tally]) => [name, tally.summary(VARIABLES[name].unit)]));
}

function fieldOf(grid: NativeGrid): InspectedField {
  const tally = new Tally();
  for (const value of grid.values) tally.add(value);
  return {
    ...tally.summary(VARIABLES[grid.variable].unit),
    name: grid.name,
    variable: grid.variable,
    rows: grid.rows,
    cols: grid.cols,
    steps: grid.values.length / (grid.rows * grid.cols),
    time: grid.time.at,
  };
}
