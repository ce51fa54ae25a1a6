import type { OnProgress } from '../core/progress.ts';
import type { LandMask } from '../sources/reference-alaska/land-mask.ts';
import type { InputFile } from '../sources/source.ts';
import type { StoreMeta } from '../store/schema.ts';
import type { WritableStorage } from '../store/storage.ts';
import { buildTiles } from './build-tiles.ts';
import { BEFORE_KEY, beforeSamples } from './diagnostics/before-samples.ts';
import { importFiles } from './import-files.ts';
import { type ImportReport, reportText } from './import-report.ts';
import type { Recipe } from './recipe.ts';
import { answerFiles, inputDifferences, recipeInputs } from './recipe-inputs.ts';

/** What a store keeps beside its arrays: a Zarr reader passes them over. */
export const BESIDE = { report: 'report.json', reportText: 'report.txt', recipe: 'recipe.json' } as const;

export interface MakeOrder {
  readonly files: readonly InputFile[];
  readonly recipe: Recipe;
  /** Asked for only once something was read. */
  readonly place: () => WritableStorage;
  readonly land: () => LandMask | Promise<LandMask>;
  readonly onProgress?: OnProgress | undefined;
}

export interface Made {
  /** Undefined when none of the files gave anything: then nothing was written. */
  readonly meta: StoreMeta | undefined;
  readonly report: ImportReport;
  /** The recipe with the fingerprints of these very files. */
  readonly recipe: Recipe;
}

/**
 * From files to a store, by a recipe: reads, grids, writes the arrays, the report and the recipe itself. The same files in any order and
 * the same recipe give the same bytes.
 * @throws Cancelled; the store then does not open
 */
export async function makeTiles(order: MakeOrder, signal?: AbortSignal): Promise<Made> {
  const { onProgress } = order;
  const files = [...order.files].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  const inputs = await recipeInputs(files, onProgress, signal);
  const differences = inputDifferences(order.recipe, inputs);
  const recipe: Recipe = { ...order.recipe, inputs };
  const imported = await importFiles(files, onProgress, signal, answerFiles(recipe));
  if (imported.observations.length + imported.series.length + imported.grids.length === 0) {
    const report = { files: imported.files, rejected: imported.rejected, observations: {}, notes: differences };
    return { meta: undefined, report, recipe };
  }
  const storage = order.place();
  const made = await buildTiles({ imported, storage, land: await order.land(), recipe, onProgress }, signal);
  const report: ImportReport = { ...made.report, notes: [...differences, ...made.report.notes] };
  const write = (name: string, text: string) => storage.set(name, new TextEncoder().encode(text));
  await write(BESIDE.report, `${JSON.stringify(report, null, 1)}\n`);
  await write(BESIDE.reportText, reportText(report));
  await write(BEFORE_KEY, `${JSON.stringify(beforeSamples(imported, recipe.seed))}\n`);
  await write(BESIDE.recipe, `${JSON.stringify(recipe, null, 1)}\n`);
  return { meta: made.meta, report, recipe };
}
