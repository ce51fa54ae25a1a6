import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { type OnProgress, ProgressMeter } from '../core/progress.ts';
import { turn } from '../core/turn.ts';
import { memoryFile } from '../sources/memory-file.ts';
import type { InputFile } from '../sources/source.ts';
import type { Recipe, RecipeInput } from './recipe.ts';

const PIECE = 4 << 20;

/** Name, size and hash of each file, read piece by piece. @throws Cancelled */
export async function recipeInputs(
  files: readonly InputFile[],
  onProgress?: OnProgress,
  signal?: AbortSignal,
): Promise<RecipeInput[]> {
  const total = files.reduce((n, f) => n + f.size, 0);
  const meter = new ProgressMeter('Taking fingerprints of the files', total, onProgress);
  const out: RecipeInput[] = [];
  for (const { name, size, bytes } of files) {
    const hash = sha256.create();
    for (let at = 0; at < size; at += PIECE) {
      const piece = await bytes(at, Math.min(PIECE, size - at));
      hash.update(piece);
      meter.advance(piece.length);
      await turn(signal);
    }
    out.push({ name, size, sha256: bytesToHex(hash.digest()) });
  }
  return out;
}

/** What a person answered, as the companion files that sources look for. */
export const answerFiles = ({ answers }: Pick<Recipe, 'answers'>): InputFile[] =>
  Object.entries(answers).map(([name, answer]) => memoryFile(name, JSON.stringify(answer)));

/** Sentences on how the files at hand differ from those a recipe was made for; none when they are the same. */
export function inputDifferences(recipe: Pick<Recipe, 'inputs'>, found: readonly RecipeInput[]): string[] {
  if (recipe.inputs.length === 0) return [];
  const before = new Map(recipe.inputs.map((i) => [i.name, i]));
  const names = new Set(found.map((i) => i.name));
  const changed = found.filter((i) => before.has(i.name) && before.get(i.name)?.sha256 !== i.sha256);
  const added = found.filter((i) => !before.has(i.name));
  const gone = recipe.inputs.filter((i) => !names.has(i.name));
  const say = (of: readonly RecipeInput[], what: string) =>
    of.map((i) => `${i.name} ${what}; the store differs from the recipe's`);
  return [
    ...say(changed, 'is not the file the recipe was made for'),
    ...say(added, 'is not in the recipe'),
    ...say(gone, 'is in the recipe and was not given'),
  ];
}
