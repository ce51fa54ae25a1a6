import { StudioError } from '../core/error.ts';
import { type OnProgress, ProgressMeter } from '../core/progress.ts';
import { turn } from '../core/turn.ts';
import { isCancelled } from '../core/wire.ts';
import { archiveBatches } from '../sources/archive-batches.ts';
import { type Candidate, openCandidate } from '../sources/candidate.ts';
import { groupBy } from '../sources/group-by.ts';
import { describeUnknown, type Recognised, recognise } from '../sources/registry.ts';
import type { Imported, InputFile, NativeGrid, Observed, Rejection, Series } from '../sources/source.ts';
import { zipMembers } from '../sources/zip-members.ts';
import type { Provenance } from '../store/schema.ts';
import { archiveOutcome, type FileOutcome, readOutcome, unreadOutcome } from './file-outcome.ts';

/** Everything that a set of files gave, before duplicates are settled. */
export interface Import {
  readonly observations: readonly Observed[];
  readonly series: readonly Series[];
  readonly grids: readonly NativeGrid[];
  readonly rejected: readonly Rejection[];
  readonly files: readonly FileOutcome[];
  readonly provenance: readonly Provenance[];
}

interface Gathered {
  readonly observations: Observed[];
  readonly series: Series[];
  readonly grids: NativeGrid[];
  readonly rejected: Rejection[];
  readonly files: FileOutcome[];
  readonly provenance: Map<string, Provenance>;
  /** Files that another one took as its part, with the name of that one. */
  readonly used: Map<string, string>;
  /** What was said of files that nobody recognised. */
  readonly unknown: Set<Rejection>;
}

/**
 * Reads files of any kind, each recognised by its content; zips are opened. A file that fails becomes a rejection that names
 * it, and the others are read all the same.
 * @param answers companions of every file, by the name that each would have beside its file; not read themselves
 * @throws Cancelled
 */
export async function importFiles(
  files: readonly InputFile[],
  onProgress?: OnProgress,
  signal?: AbortSignal,
  answers: readonly InputFile[] = [],
): Promise<Import> {
  const got: Gathered = {
    observations: [],
    series: [],
    grids: [],
    rejected: [],
    files: [],
    provenance: new Map(),
    used: new Map(),
    unknown: new Set(),
  };
  const meter = new ProgressMeter('Reading files', files.length, onProgress);
  for (const file of files) {
    await readOne(file, files, got, signal, 0, answers);
    meter.advance();
    await turn(signal);
  }
  return settle(got);
}

/** A part of another file stands in the report as that, and not as something nobody recognised. */
function settle({ used, unknown, ...got }: Gathered): Import {
  return {
    ...got,
    rejected: got.rejected.filter((r) => !(used.has(r.file) && unknown.has(r))),
    files: got.files.map((f) =>
      used.has(f.file) && f.source === undefined
        ? { ...f, id: 'part', source: `part of ${used.get(f.file)}`, rejected: 0 }
        : f,
    ),
    provenance: [...got.provenance.values()],
  };
}

async function readOne(
  file: InputFile,
  all: readonly InputFile[],
  got: Gathered,
  signal: AbortSignal | undefined,
  depth = 0,
  beside: readonly InputFile[] = [],
): Promise<void> {
  let candidate: Candidate | undefined;
  let by: Recognised | undefined;
  try {
    candidate = await openCandidate(file);
    by = recognise(candidate);
    const companions = [...neighbours(file, all), ...beside];
    if (by) return take(file, by, withLost(candidate, await by.source.read(candidate, companions, signal)), got);
    const { magic } = candidate;
    if (depth > DEEPEST && (magic === 'zip' || magic === 'gzip' || magic === 'tar'))
      return leave(file, { rule: `an archive inside ${depth} others`, todo: 'unpack it and give the files' }, got);
    if (magic === 'gzip' || magic === 'tar')
      return await readArchive(file, magic === 'gzip', got, signal, depth, companions);
    const members = magic === 'zip' ? await zipMembers(file) : [];
    if (members.length === 0) return leave(file, describeUnknown(candidate), got);
    got.files.push(archiveOutcome(file.name, file.size, members.length));
    // What lies beside an archive may describe its members: a table of the positions of all sites.
    for (const member of members) await readOne(member, members, got, signal, depth + 1, companions);
  } catch (error) {
    if (isCancelled(error)) throw error;
    leave(file, { rule: reasonOf(error), todo: 'mend or replace the file; the others are not affected' }, got, by);
  } finally {
    candidate?.close();
  }
}

/** Arrays of a container that could not be opened are said, whatever its source made of the others. */
function withLost({ file, netcdf }: Candidate, read: Imported): Imported {
  const rule = 'could not be opened: damaged, or a link that leads nowhere or into another file';
  const todo = 'download the file again; its other arrays are not affected';
  const lost = (netcdf?.lost ?? []).map((where): Rejection => ({ file: file.name, where, rule, todo }));
  return lost.length === 0 ? read : { ...read, rejected: [...read.rejected, ...lost] };
}

/** Archives inside archives beyond this are made to keep us busy: one can even hold itself. */
const DEEPEST = 3;

/** Members of a tar or gzip, batch by batch; whose bytes turn out to be damaged has given nothing that can be trusted. */
async function readArchive(
  file: InputFile,
  packed: boolean,
  got: Gathered,
  signal: AbortSignal | undefined,
  depth: number,
  beside: readonly InputFile[],
): Promise<void> {
  const before = mark(got);
  let members = 0;
  try {
    for await (const { files, rejected } of archiveBatches(file, packed, signal)) {
      got.rejected.push(...rejected);
      for (const member of files) await readOne(member, files, got, signal, depth + 1, beside);
      members += files.length;
    }
  } catch (error) {
    before.restore();
    throw error;
  }
  got.files.push(archiveOutcome(file.name, file.size, members));
}

/** How far everything had come, to go back to. */
function mark(got: Gathered): { restore(): void } {
  const lists = [got.observations, got.series, got.grids, got.rejected, got.files];
  const lengths = lists.map((l) => l.length);
  const provenance = [...got.provenance];
  return {
    restore: () => {
      lists.forEach((l, i) => {
        l.length = lengths[i] as number;
      });
      got.provenance.clear();
      for (const [key, value] of provenance) got.provenance.set(key, value);
    },
  };
}

const folderOf = (name: string): string => name.slice(0, name.lastIndexOf('/') + 1);
const byFolder = new WeakMap<readonly InputFile[], ReadonlyMap<string, readonly InputFile[]>>();

/** What stands in the same folder may belong together: metadata, coordinates. */
function neighbours(file: InputFile, all: readonly InputFile[]): InputFile[] {
  const folders = byFolder.get(all) ?? groupBy(all, (f) => folderOf(f.name));
  byFolder.set(all, folders);
  return (folders.get(folderOf(file.name)) ?? []).filter((f) => f !== file);
}

function reasonOf(error: unknown): string {
  if (error instanceof StudioError) return error.message;
  // A parser's own failure on a damaged file: what it says is the best there is.
  return `could not be read (${error instanceof Error ? error.message : String(error)})`;
}

function take(file: InputFile, by: Recognised, read: Imported, got: Gathered): void {
  for (const o of read.observations) got.observations.push(o);
  for (const r of read.rejected) got.rejected.push(r);
  for (const name of read.used ?? []) got.used.set(name, file.name);
  got.series.push(...read.series);
  got.grids.push(...read.grids);
  const { observations, series, grids } = read;
  got.files.push(readOutcome(file.name, file.size, idOf(by), read));
  const { provenance } = read;
  const key = `${provenance.source} ${provenance.citation}`;
  const before = got.provenance.get(key);
  const names = [before?.file, provenance.file].filter(Boolean).join(', ');
  if (observations.length + series.length + grids.length > 0)
    got.provenance.set(key, { ...provenance, ...(names ? { file: names } : {}) });
}

function leave(
  file: InputFile,
  { rule, todo }: { readonly rule: string; readonly todo: string },
  got: Gathered,
  by?: Recognised,
): void {
  const rejection: Rejection = { file: file.name, rule, todo };
  got.unknown.add(rejection);
  got.rejected.push(rejection);
  got.files.push(unreadOutcome(file.name, file.size, by && idOf(by)));
}

const idOf = ({ source, confidence }: Recognised) => ({ id: source.id, title: source.title, confidence });
