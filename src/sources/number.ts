/** What a cell holds: a number, nothing, or something that is neither. */
export type Reading = number | 'missing' | 'bad';

/** Texts that mean 'no value' in the files we know; a source adds its own codes. 0 is a measurement. */
const MISSING = new Set([
  '',
  '-',
  '*',
  'na',
  'n/a',
  '#n/a',
  'nan',
  'null',
  'none',
  '.',
  '#value!',
  'inf',
  '-inf',
  '+inf',
  'infinity',
  '-infinity',
]);

/** Fill codes that no quantity of ours can reach. */
const FILLS = new Set([-9999, -9999.99, -999.99, -999.9, -9999.9, -99999, 9999, 99999, 9.969209968386869e36]);

/**
 * Reads a number as people and loggers write it: blanks and no-break blanks around, a trailing `%` allowed.
 * @param codes further numbers that mean missing in this source, such as -888
 */
export function readNumber(cell: string | number | boolean | null | undefined, codes?: ReadonlySet<number>): Reading {
  if (cell === null || cell === undefined) return 'missing';
  if (typeof cell === 'boolean') return 'bad';
  if (typeof cell === 'number') return Number.isFinite(cell) ? notFill(cell, codes) : 'missing';
  const text = cell.replace(/[\s\u00a0\u202f]/g, '');
  if (MISSING.has(text.toLowerCase())) return 'missing';
  if (!/^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?%?$/.test(text)) return 'bad';
  return notFill(Number.parseFloat(text), codes);
}

const notFill = (x: number, codes?: ReadonlySet<number>): Reading =>
  FILLS.has(x) || codes?.has(x) || Math.abs(x) > 1e30 || x === -999 ? 'missing' : x;
