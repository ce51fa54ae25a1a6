import type { FieldSample } from './sample-field.ts';

/** Share of the values of the widest driver that another must have at the same cells and months. */
const ENOUGH = 0.5;

/**
 * Drivers that can be looked at side by side: those of the level that most have, with values at half or more of the cells and months of
 * the one that has most. A file of one place and three years would leave nothing of the others.
 * @returns those drivers by name, and the names of the others
 */
export function comparableDrivers(drivers: ReadonlyMap<string, FieldSample>): {
  readonly together: Map<string, FieldSample>;
  readonly apart: readonly string[];
} {
  const levels = [...drivers.values()].map((s) => s.level);
  const count = (l: string) => levels.filter((x) => x === l).length;
  const level = levels.reduce<string | undefined>(
    (a, b) => (a === undefined || count(b) > count(a) ? b : a),
    undefined,
  );
  const present = [...drivers].filter(([, s]) => s.level === level).map(([name, s]) => ({ name, s, at: placesOf(s) }));
  const widest = present.reduce((a, b) => (b.at.size > a.at.size ? b : a), { at: new Set<string>() });
  const shared = (at: ReadonlySet<string>) => {
    let n = 0;
    for (const place of at) if (widest.at.has(place)) n++;
    return n;
  };
  const together = new Map(present.filter((p) => shared(p.at) >= ENOUGH * widest.at.size).map((p) => [p.name, p.s]));
  return { together, apart: [...drivers.keys()].filter((name) => !together.has(name)) };
}

/** Cells and months with a value, one month in twelve: enough to tell a region and a span from all Alaska. */
function placesOf({ cells, months, values }: FieldSample): Set<string> {
  const out = new Set<string>();
  for (let m = 0; m < months; m += 12 + 1)
    cells.forEach((cell, c) => {
      if (!Number.isNaN(values[m * cells.length + c] as number)) out.add(`${cell.row} ${cell.col} ${m}`);
    });
  return out;
}
