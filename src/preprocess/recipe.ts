import type { VariableName } from '../core/variable.ts';
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
