/** A column of the BASE product taken apart: `TS_PI_F_1_2_1` is variable TS, given by the site team, filled, position 1-2-1. */
export interface BaseColumn {
  readonly name: string;
  readonly variable: string;
  readonly team: boolean;
  readonly filled: boolean;
  /** Horizontal, vertical (from the top), replicate; empty without qualifiers. */
  readonly position: readonly number[];
}

/** Reads a column name of one of the given variables; undefined for others and for `_QC`, `_SD`, `_N` and the like (FMT-4). */
export function baseColumn(name: string, variables: readonly string[]): BaseColumn | undefined {
  const found = /^([A-Z][A-Z0-9]*(?:_(?:IN|OUT|SNOW))?)(_PI)?(_F)?((?:_(?:\d+|A))*)$/.exec(name);
  if (!found) return undefined;
  const [, variable = '', team, filled, qualifiers = ''] = found;
  if (!variables.includes(variable)) return undefined;
  const position = qualifiers
    .split('_')
    .filter(Boolean)
    .map((q) => (q === 'A' ? 0 : Number(q)));
  return { name, variable, team: team !== undefined, filled: filled !== undefined, position };
}

/**
 * Columns of the given variables, best first: in the order of the variables, measured before filled, without qualifiers before
 * with them, then by position. Replicates may differ in scale, so that only one of them is read: the caller takes the first that
 * holds data.
 */
export function columnsFor(columns: readonly string[], variables: readonly string[]): BaseColumn[] {
  const found = [...new Set(columns)].flatMap((c) => baseColumn(c, variables) ?? []);
  const keys = (c: BaseColumn) => [Number(c.filled), variables.indexOf(c.variable), Number(c.team), ...c.position];
  return found.sort((a, b) => {
    const [x, y] = [keys(a), keys(b)];
    for (let i = 0; i < Math.max(x.length, y.length); i++) {
      const d = (x[i] ?? -1) - (y[i] ?? -1);
      if (d !== 0) return d;
    }
    return 0;
  });
}
