import type { DroppedFile } from '../../workers/import.protocol.ts';
import { toWire } from '../core/wire.ts';
import { checkRecipe, RECIPE, type Recipe } from '../preprocess/recipe.ts';
import { dataRoom } from './data-room.ts';
import { saveFile } from './save-file.ts';
import { tell } from './studio.ts';

/** A recipe is a few pages of text, more only with many answers. */
const LARGEST = 4_000_000;

/**
 * Puts a recipe to use if the file is one. A broken one is said and changes nothing.
 * @param isMeant the person said that it is a recipe; among data files anything else passes in silence
 * @returns whether it is a recipe, good or broken
 */
export async function takeRecipe({ name, blob }: DroppedFile, isMeant = false): Promise<boolean> {
  if (!isMeant && (!/\.json$/i.test(name) || blob.size > LARGEST)) return false;
  const text = await blob.slice(0, LARGEST).text();
  if (!isMeant && !text.includes(`"${RECIPE}"`)) return false;
  try {
    const recipe = checkRecipe(JSON.parse(text), name);
    dataRoom.setState({ recipe, recipeAsLoaded: true });
    tell('info', `The choices of ${name} are in use: ${recipe.inputs.length} files are named in it.`);
  } catch (e) {
    tell('error', `${name} is no recipe that can be used; the choices stay as they were. ${toWire(e).message}`);
  }
  return true;
}

/** The recipe as a file in the person's downloads. */
export const saveRecipe = (recipe: Recipe): void =>
  saveFile(new Blob([`${JSON.stringify(recipe, null, 2)}\n`], { type: 'application/json' }), 'thawcast-recipe.json');
