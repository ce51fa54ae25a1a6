import { StudioError } from '../../core/error.ts';
import { isCancelled } from '../../core/wire.ts';
import { archiveBatches } from '../archive-batches.ts';
import { isHdf5, openNetcdfFile } from '../netcdf.ts';
import type { Netcdf } from '../netcdf-model.ts';
import type { InputFile } from '../source.ts';
import { fluxTableOf } from './flux-tables.ts';

/** What the name of a bundle says. */
interface BundleName {
  readonly site: string;
  /** `2020-07-04` or `2020-07`. */
  readonly date: string;
  readonly stamp: string;
}

const NAME =
  /NEON\.D\d\d\.([A-Z]{4})\.DP4\.00200\.001\.nsae\.(\d{4}-\d\d(?:-\d\d)?)\.(?:basic|expanded)\.(\w+)\.h5(?:\.gz)?$/;

export function bundleName(file: string): BundleName | undefined {
  const m = NAME.exec(file);
  return m ? { site: m[1] as string, date: m[2] as string, stamp: m[3] as string } : undefined;
}

/** By date; of the same day the latest version first, because the first that gives a half hour keeps it. */
const inOrder = (a: BundleName, b: BundleName): number =>
  a.date === b.date ? (a.stamp < b.stamp ? 1 : -1) : a.date < b.date ? -1 : 1;

/** The other files of the same tower in an import, in the order in which they are read. */
export function sameTower(file: InputFile, companions: readonly InputFile[]): readonly InputFile[] {
  const own = bundleName(file.name);
  if (!own) return [];
  const named = companions.flatMap((c) => {
    const name = bundleName(c.name);
    // A packed file is a companion of its own content, where that is what is being read.
    return name?.site === own.site && !file.name.startsWith(`${c.name}/`) ? [{ file: c, name }] : [];
  });
  return named.sort((a, b) => inOrder(a.name, b.name)).map((n) => n.file);
}

/** True when the first file comes before the second in that order. */
export function comesBefore(a: InputFile, b: InputFile): boolean {
  const [x, y] = [bundleName(a.name), bundleName(b.name)];
  if (!x || !y) return false;
  return x.date === y.date && x.stamp === y.stamp ? a.name < b.name : inOrder(x, y) < 0;
}

/** A bundle that is open. */
export interface OpenBundle {
  readonly file: InputFile;
  readonly netcdf: Netcdf;
}

/** Groups on the way to the tables of net exchange: a bundle holds thousands of others. */
const ON_THE_WAY = /^[A-Z]{4}(\/dp04(\/(data|qfqm)(\/fluxCo2)?)?)?$/;

/**
 * Opens a bundle, unpacking it first where it is packed, and closes it again.
 * @returns undefined when it is damaged or no bundle: it is then said where that file itself is read
 */
export async function withBundle<T>(
  file: InputFile,
  use: (bundle: OpenBundle) => T,
  signal?: AbortSignal,
): Promise<T | undefined> {
  let netcdf: Netcdf | undefined;
  try {
    const plain = file.name.endsWith('.gz') ? await unpacked(file, signal) : file;
    if (!plain || !isHdf5(await plain.bytes(0, Math.min(8, plain.size)))) return undefined;
    netcdf = await openNetcdfFile(plain, (path) => ON_THE_WAY.test(path));
    return fluxTableOf(netcdf) ? use({ file: plain, netcdf }) : undefined;
  } catch (error) {
    if (isCancelled(error) || !(error instanceof StudioError)) throw error;
    return undefined;
  } finally {
    netcdf?.close();
  }
}

async function unpacked(file: InputFile, signal: AbortSignal | undefined): Promise<InputFile | undefined> {
  for await (const { files } of archiveBatches(file, true, signal)) return files[0];
  return undefined;
}

const opened = new WeakMap<InputFile, Promise<string | undefined>>();

/** Whose tower a bundle is of, by its content; undefined when it cannot be opened. Asked once a file: every other of its tower asks. */
export function towerOf(file: InputFile, signal?: AbortSignal): Promise<string | undefined> {
  let known = opened.get(file);
  if (!known) {
    known = withBundle(file, ({ netcdf }) => fluxTableOf(netcdf)?.site, signal);
    opened.set(file, known);
    known.catch(() => opened.delete(file)); // cancelled: the next who asks tries again
  }
  return known;
}
