import type { OnProgress } from '../core/progress.ts';
import { type Candidate, openCandidate } from '../sources/candidate.ts';
import { groupBy } from '../sources/group-by.ts';
import { proposeMapping, type Sample } from '../sources/mapped-csv/propose-mapping.ts';
import { tableSample } from '../sources/mapped-csv/table-sample.ts';
import { meaningName } from '../sources/raster/companion-json.ts';
import type { InputFile, Rejection } from '../sources/source.ts';
import type { FileOutcome } from './file-outcome.ts';
import { groupRejections } from './group-rejections.ts';
import { type Import, importFiles } from './import-files.ts';
import type { InspectedFile, Inspection } from './inspection.ts';
import type { Recipe } from './recipe.ts';
import { answerFiles } from './recipe-inputs.ts';

/** Rows of an unmapped table that a person is shown. */
const ROWS_SHOWN = 20;

/**
 * A look at files: each is read as an import would read it, and nothing is built.
 * @param answers given so far, as in a recipe
 * @throws Cancelled
 */
export async function inspectFiles(
  files: readonly InputFile[],
  answers: Recipe['answers'] = {},
  onProgress?: OnProgress,
  signal?: AbortSignal,
): Promise<Inspection> {
  const imported = await importFiles(files, onProgress, signal, answerFiles({ answers }));
  return { files: await describeAll(imported, files) };
}

async function describeAll(imported: Pick<Import, 'files' | 'rejected'>, given: readonly InputFile[]) {
  const rejected = groupBy(imported.rejected, (r) => r.file);
  const byName = new Map(given.map((f) => [f.name, f]));
  const out: InspectedFile[] = [];
  for (const outcome of imported.files) {
    const input = byName.get(outcome.file);
    out.push({
      ...summaryOf(outcome, rejected.get(outcome.file) ?? []),
      ...(input && asksForColumns(outcome) ? await tableOf(input) : {}),
    });
  }
  return out;
}

function summaryOf(outcome: FileOutcome, rejected: readonly Rejection[]): InspectedFile {
  const { file, id, source, confidence, observations, variables, fields, notes } = outcome;
  const answer = meaningName(file.slice(file.lastIndexOf('/') + 1));
  return {
    file,
    source: id,
    title: source ?? 'not recognised',
    confidence,
    observations,
    variables,
    fields,
    rejected: outcome.rejected,
    reasons: groupRejections(rejected).map(({ rule, todo, count, places }) => ({ rule, todo, count, places })),
    notes,
    ...(rejected.some((r) => r.todo.includes(answer)) ? { answer: meaningName(file) } : {}),
  };
}

/** Tables that nobody knows, or that the column mapping read or wants to. */
const asksForColumns = ({ id }: FileOutcome): boolean => id === 'none' || id === 'mapped-csv';

async function tableOf(file: InputFile): Promise<Pick<InspectedFile, 'table'>> {
  let candidate: Candidate | undefined;
  try {
    candidate = await openCandidate(file);
    const sample = tableSample(candidate);
    if (!sample) return {};
    const shown: Sample = { ...sample, rows: sample.rows.slice(0, ROWS_SHOWN) };
    return { table: { sample: shown, proposal: proposeMapping(sample) } };
  } catch {
    return {}; // why it cannot be opened stands among the reasons already
  } finally {
    candidate?.close();
  }
}
