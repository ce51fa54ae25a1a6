import type { Store } from '../../store/store.ts';
import { comparableDrivers } from '../diagnostics/comparable-drivers.ts';
import { type FieldSample, sampleField } from '../diagnostics/sample-field.ts';
import { type Eof, fitEof, project, reconstruct } from './eof.ts';
import { applyScaling } from './scaling.ts';
import type { WideTable } from './wide-table.ts';

/** The gridded drivers of a store in a few modes. */
export interface DriverModes {
  readonly eof: Eof;
  /** Share of the variance of held-out months that the first 1, 2, … modes give back. */
  readonly heldOut: readonly number[];
  readonly drivers: readonly string[];
  readonly cells: number;
}

/** Months at the end that are held out: a fifth, as in a split by time. */
const HELD_OUT = 0.2;
const MOST_MODES = 10;

/**
 * EOF over months of all drivers at a seeded sample of cells, season included, fitted on the first four fifths of the months.
 * @returns undefined when the store has no monthly driver with data
 * @throws BadRequest when fewer than three months are complete; Cancelled, CorruptChunk
 */
export async function driverModes(store: Store, seed: number, signal?: AbortSignal): Promise<DriverModes | undefined> {
  const samples = new Map<string, FieldSample>();
  for (const field of store.meta.fields) {
    if (field.kind !== 'driver' || !field.axes.includes('month')) continue;
    const sample = await sampleField(store, field, seed, signal);
    if (sample) samples.set(field.name, sample);
  }
  const { together } = comparableDrivers(samples);
  const [first] = together.values();
  if (!first) return undefined;
  const table = tableOf(together, first.months);
  const months = first.months;
  const training = Uint8Array.from({ length: months }, (_, m) => (m < months * (1 - HELD_OUT) ? 1 : 0));
  const eof = fitEof(table, training, { modes: MOST_MODES });
  const cells = Math.max(...[...together.values()].map((s) => s.cells.length));
  return { eof, heldOut: givenBack(eof, table, training), drivers: [...together.keys()], cells };
}

/** Cells that lack months would cost all others these months: they are left out. */
function tableOf(samples: ReadonlyMap<string, FieldSample>, months: number): WideTable {
  const columns = [...samples].flatMap(([name, s]) =>
    s.cells.flatMap((cell, c) => {
      const series = Float64Array.from({ length: months }, (_, m) => s.values[m * s.cells.length + c] as number);
      return series.every(Number.isFinite) ? [{ name: `${name} ${cell.row} ${cell.col}`, series }] : [];
    }),
  );
  const k = columns.length;
  const values = new Float64Array(months * k);
  columns.forEach(({ series }, c) => {
    series.forEach((v, m) => {
      values[m * k + c] = v;
    });
  });
  return { channels: columns.map((c) => c.name), values };
}

function givenBack(eof: Eof, table: WideTable, training: Uint8Array): number[] {
  const k = table.channels.length;
  const held = table.values.filter((_, i) => training[Math.floor(i / k)] === 0);
  if (held.length === 0) return [];
  const rows = { channels: table.channels, values: held };
  const wanted = applyScaling(eof.scaling, rows);
  const whole = wanted.reduce((s, v) => s + v * v, 0);
  return eof.vectors.map((_, m) => {
    const few: Eof = { ...eof, vectors: eof.vectors.slice(0, m + 1) };
    const got = applyScaling(eof.scaling, { channels: table.channels, values: reconstruct(few, project(few, rows)) });
    const lost = wanted.reduce((s, v, i) => s + (v - (got[i] as number)) ** 2, 0);
    return whole > 0 ? 1 - lost / whole : 0;
  });
}
