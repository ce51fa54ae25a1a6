import { BadRequest } from '../core/error.ts';
import { isVariable, type VariableName } from '../core/variable.ts';
import type { Extent } from './observation-table.ts';

export const RECIPE = 'thawcast recipe';

/** How a field is brought to cells; `auto` follows the variable and the ratio of cell sizes. */
export type Method = 'auto' | 'nearest' | 'bilinear' | 'average';

/**
 * Every choice that turns files into a store: plain JSON, kept in the store as `recipe.json`. The same inputs and recipe give the
 * same bytes.
 */
export interface Recipe {
  readonly kind: typeof RECIPE;
  readonly version: 1;
  /** When the choices were made, ISO 8601; it becomes the store's date, so that a second run differs in nothing. */
  readonly created: string;
  /** Seed of every random draw. */
  readonly seed: number;
  readonly extent?: Extent;
  /** What the choices were made for; another file under the same name is said. Empty: any. */
  readonly inputs: readonly RecipeInput[];
  /** What a person answered, by the name of the companion file that would hold it: `folder/scene.tif.meaning.json`, `itex.mapping.json`. */
  readonly answers: Readonly<Record<string, unknown>>;
  /** Method by variable, where it is not to be `auto`. */
  readonly resampling: Readonly<Partial<Record<VariableName, Method>>>;
  /** Least share of a cell that native cells must cover for an average to count, 0 to 1. */
  readonly leastCover: number;
}

export interface RecipeInput {
  readonly name: string;
  readonly size: number;
  /** Hexadecimal, of all bytes. */
  readonly sha256: string;
}

const METHODS: readonly Method[] = ['auto', 'nearest', 'bilinear', 'average'];
/** A cell of which less is covered says little of itself. */
const USUAL_COVER = 0.2;
const USUAL_SEED = 1969;

/** The choices of a person who makes none. @param created now, ISO 8601 */
export const usualRecipe = (created: string): Recipe => ({
  kind: RECIPE,
  version: 1,
  created,
  seed: USUAL_SEED,
  inputs: [],
  answers: {},
  resampling: {},
  leastCover: USUAL_COVER,
});

/**
 * A recipe from a file, checked in every part.
 * @param name what to call it in an error
 * @throws BadRequest that names the part which is wrong
 */
export function checkRecipe(found: unknown, name: string): Recipe {
  const wrong = (part: string, expected: string): never => {
    throw new BadRequest({ what: `${part} of ${name}`, expected });
  };
  if (!isRecord(found)) return wrong('the text', `a JSON object with "kind": "${RECIPE}"`);
  const { kind, version, created, seed, extent, inputs, answers, resampling, leastCover } = found;
  if (kind !== RECIPE || version !== 1) wrong('kind, version', `"${RECIPE}", 1`);
  if (typeof created !== 'string' || Number.isNaN(Date.parse(created))) wrong('created', 'a date, ISO 8601');
  if (!Number.isSafeInteger(seed) || (seed as number) < 0) wrong('seed', 'a whole number from 0');
  if (extent !== undefined && !isExtent(extent))
    wrong('extent', 'west, south, east, north in degrees, west below east and south below north');
  if (!Array.isArray(inputs) || !inputs.every(isInput)) wrong('inputs', 'a list of {name, size, sha256}');
  if (!isRecord(answers)) wrong('answers', 'companion files by name, each with its JSON');
  if (!isRecord(resampling)) wrong('resampling', 'methods by variable');
  for (const [variable, method] of Object.entries(resampling as object)) {
    if (!isVariable(variable)) wrong(`resampling.${variable}`, 'the name of a variable');
    if (!METHODS.includes(method as Method)) wrong(`resampling.${variable}`, METHODS.join(', '));
  }
  if (typeof leastCover !== 'number' || !(leastCover >= 0 && leastCover <= 1)) wrong('leastCover', 'a share, 0 to 1');
  return found as unknown as Recipe;
}

const isRecord = (x: unknown): x is Record<string, unknown> => typeof x === 'object' && x !== null && !Array.isArray(x);

function isExtent(x: unknown): x is Extent {
  if (!isRecord(x)) return false;
  const { west, south, east, north } = x as Record<string, number>;
  const all = [west, south, east, north] as number[];
  return all.every(Number.isFinite) && (west as number) < (east as number) && (south as number) < (north as number);
}

const isInput = (x: unknown): boolean =>
  isRecord(x) && typeof x.name === 'string' && Number.isInteger(x.size) && /^[0-9a-f]{64}$/.test(`${x.sha256}`);
