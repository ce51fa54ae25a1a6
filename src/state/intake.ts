import type { DroppedFile, ImportResult } from '../../workers/import.protocol.ts';
import type { Progress } from '../core/progress.ts';
import { isCancelled, toWire } from '../core/wire.ts';
import type { Recipe } from '../preprocess/recipe.ts';
import type { StoreRef } from '../store/ref.ts';
import type { DataPort } from './data-port.ts';
import { dataRoom, filesOf, type Intake, inspectionOf } from './data-room.ts';
import { chooseMonth, openInto } from './default-data.ts';
import type { ImportPort } from './import-port.ts';
import { givesNothing, openQuestions, readOf, withoutAnswers } from './inspection-facts.ts';
import { listKept } from './kept-stores.ts';
import { IDLE } from './loading.ts';
import { takeRecipe } from './recipe-file.ts';
import { seldom } from './seldom.ts';
import { announce, studio, tell } from './studio.ts';

/** Progress is drawn so often, ms. */
const STEP = 150;

let stop = new AbortController();

/**
 * Takes in what a person dropped: a finished store opens at once, a recipe is put to use, anything else is looked at. Files that come
 * while others lie on the table join them, so that a companion can be brought later.
 */
export async function takeFiles(port: ImportPort, data: DataPort, given: readonly DroppedFile[]): Promise<void> {
  if (given.length === 0) return;
  const [only] = given;
  if (given.length === 1 && only && (await openFinished(data, only))) return;
  const { intake, built, recipe } = dataRoom.getState();
  // What is built is done with: other files need other answers.
  if (built?.ref) dataRoom.setState({ recipe: { ...recipe, answers: {} } });
  const before = built?.ref ? [] : filesOf(intake);
  const files: DroppedFile[] = [];
  for (const file of given) if (!(await takeRecipe(file))) files.push(file);
  const names = new Set(files.map(({ name }) => name));
  const all = [...before.filter(({ name }) => !names.has(name)), ...files];
  if (all.length === 0) return;
  dataRoom.setState({ built: undefined, tab: 'files' });
  await look(port, all);
}

/** Makes the choices of a recipe, and looks again at what lies on the table. */
export async function chooseRecipe(port: ImportPort, file: DroppedFile): Promise<void> {
  await takeRecipe(file, true);
  const { intake, built } = dataRoom.getState();
  if (!built && intake.at === 'looked') await look(port, intake.files);
}

/** Looks at the files again, after an answer or a change of what lies on the table. */
export async function look(port: ImportPort, files: readonly DroppedFile[]): Promise<void> {
  stop.abort();
  const { intake: before, recipe } = dataRoom.getState();
  if (files.length === 0) return dataRoom.setState({ intake: { at: 'empty' } });
  stop = new AbortController();
  const { signal } = stop;
  const show = (job: Progress): void => {
    if (!signal.aborted) dataRoom.setState({ intake: { at: 'looking', files, inspection: inspectionOf(before), job } });
  };
  show({ what: `Looking at ${nameOf(files)}`, done: 0, of: 0, secondsLeft: null });
  try {
    const seen = await port.inspect({ files, answers: recipe.answers }, seldom(STEP, show), signal);
    if (signal.aborted) return;
    const inspection = withoutAnswers(seen, recipe.answers);
    dataRoom.setState({ intake: { at: 'looked', files, inspection } });
    if (givesNothing(inspection)) tellNothing(nameOf(files), inspection.files[0]);
    else announce(summary(readOf(inspection).length, inspection.files.length, openQuestions(inspection).length));
  } catch (e) {
    if (signal.aborted) return; // whoever cancelled has put the room in order
    dataRoom.setState({ intake: restored(before) });
    if (!isCancelled(e))
      tell('error', `${nameOf(files)} could not be looked at. What was open stays open. ${toWire(e).message}`);
  }
}

/** Makes a store of the files on the table and opens it. What was open stays on failure. */
export async function build(port: ImportPort, data: DataPort): Promise<void> {
  const { intake } = dataRoom.getState();
  if (intake.at !== 'looked') return;
  stop.abort();
  stop = new AbortController();
  const { signal } = stop;
  const { files, inspection } = intake;
  const name = nameOf(files);
  const show = (job: Progress): void => {
    if (!signal.aborted) dataRoom.setState({ intake: { at: 'building', files, inspection, job } });
  };
  show({ what: `Reading ${name}`, done: 0, of: 0, secondsLeft: null });
  try {
    const result = await port.importFiles({ files, recipe: recipeNow() }, seldom(STEP, show), signal);
    if (signal.aborted) return;
    dataRoom.setState({ intake: { at: 'looked', files, inspection } });
    await follow(result, name, data);
  } catch (e) {
    if (signal.aborted) return;
    dataRoom.setState({ intake: { at: 'looked', files, inspection } });
    if (!isCancelled(e))
      tell('error', `No store could be made of ${name}. What was open stays open. ${toWire(e).message}`);
  }
}

/** Ends the look or the build. The files stay on the table. */
export function cancelWork(): void {
  stop.abort();
  dataRoom.setState(({ intake }) => ({ intake: restored(intake) }));
  announce('Cancelled. Nothing was changed.');
}

/** Clears the table; stores that were made stay. */
export function startOver(): void {
  stop.abort();
  dataRoom.setState(({ recipe }) => ({
    intake: { at: 'empty' },
    built: undefined,
    recipe: { ...recipe, answers: {} },
    recipeAsLoaded: false,
  }));
}

/** Changes choices of the next build; what was loaded from a file is then no longer as it was loaded. */
export const choose = (choices: Partial<Pick<Recipe, 'extent' | 'resampling' | 'seed' | 'leastCover'>>): void =>
  dataRoom.setState(({ recipe }) => ({ recipe: { ...recipe, ...choices }, recipeAsLoaded: false }));

/** Keeps an answer under the name of the file that would hold it, and looks again. Undefined takes it back. */
export async function answer(port: ImportPort, name: string, value: unknown): Promise<void> {
  const { recipe, intake } = dataRoom.getState();
  const { [name]: _before, ...others } = recipe.answers;
  const answers = value === undefined ? others : { ...others, [name]: value };
  dataRoom.setState({ recipe: { ...recipe, answers }, recipeAsLoaded: false });
  await look(port, filesOf(intake));
}

function recipeNow(): Recipe {
  const { recipe, recipeAsLoaded } = dataRoom.getState();
  if (recipeAsLoaded) return recipe;
  return { ...recipe, created: new Date().toISOString(), inputs: [] };
}

async function follow(result: ImportResult, name: string, data: DataPort): Promise<void> {
  if (result.kind === 'nothing') {
    dataRoom.setState({ built: { report: result.report } });
    return tellNothing(name);
  }
  if (result.kind === 'tiles') {
    const { report, ref, recipe } = result;
    dataRoom.setState({ built: { report, ref, recipe }, diagnosis: { at: 'idle' } });
    void listKept();
  }
  await adopt(data, result.ref, result.meta.kind, name);
}

/** Makes a store the current one of its kind; a forecast of other tiles is taken off the map. */
export async function adopt(data: DataPort, ref: StoreRef, kind: 'tiles' | 'forecast', name: string): Promise<boolean> {
  if (!(await openInto(data, kind, ref, name))) return false;
  announce(`${name} is open`);
  if (kind === 'tiles' && studio.getState().forecast.at !== 'idle') {
    studio.setState({ forecast: IDLE });
    chooseMonth();
    tell(
      'info',
      'The forecast belonged to the data from before and has been taken off. The Model room makes a new one.',
    );
  }
  return true;
}

const ZIP = [0x50, 0x4b];

/** Opens a zip that is a store. @returns false when it is something else: then it is read as an archive of source files */
async function openFinished(data: DataPort, { name, blob }: DroppedFile): Promise<boolean> {
  const head = new Uint8Array(await blob.slice(0, ZIP.length).arrayBuffer());
  if (ZIP.some((byte, i) => head[i] !== byte)) return false;
  const ref: StoreRef = { at: 'zip', name, blob };
  let kind: 'tiles' | 'forecast';
  try {
    ({ kind } = (await data.open(ref)).meta);
  } catch {
    return false; // the look at it says what it is, and what is wrong with it if anything is
  }
  dataRoom.setState({ built: undefined, diagnosis: { at: 'idle' } });
  return adopt(data, ref, kind, name);
}

function tellNothing(name: string, first?: { file: string; reasons: readonly { rule: string; todo: string }[] }): void {
  const why = first?.reasons[0];
  const reason = why ? ` ${first.file}: ${why.rule}. ${why.todo}.`.replaceAll('..', '.') : '';
  tell(
    'error',
    `Nothing could be read from ${name}. What was open stays open.${reason} The Data room lists everything.`,
  );
}

const restored = (intake: Intake): Intake =>
  intake.at === 'empty' ? intake : { at: 'looked', files: intake.files, inspection: intake.inspection };

const nameOf = ([first, ...more]: readonly DroppedFile[]): string =>
  more.length === 0 ? (first?.name ?? 'nothing') : `${first?.name} and ${more.length} more`;

function summary(read: number, files: number, open: number): string {
  const questions = open === 0 ? 'nothing is left open' : `${open} ${open === 1 ? 'waits' : 'wait'} for an answer`;
  return `${read} of ${files} ${files === 1 ? 'file' : 'files'} can be read; ${questions}.`;
}
