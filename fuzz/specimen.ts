/** One file of a specimen. */
export interface Part {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/**
 * How far damage can be told from data, which decides what a damaged file may still give.
 *
 * - `checksum`: the container guards its bytes. What comes out must be what stood there, or not come out.
 * - `row`: a text with a value a row. A row that is as it was gives what it gave.
 * - `mean`: a text whose values are means of many rows. Only limits can be checked.
 * - `raw`: binary without checksums. What is cut off must not become numbers; a changed byte may change a number.
 */
export type Guard = 'checksum' | 'row' | 'mean' | 'raw';

/** A whole file, or a set of files that belong together, which an import reads. The harness damages copies of it. */
export interface Specimen {
  readonly id: string;
  /** Id of the source that reads it, or `archive`. */
  readonly source: string;
  readonly guard: Guard;
  /** The file that is damaged first, then its companions. */
  readonly parts: readonly [Part, ...Part[]];
  /** Lines of the first part that say what the columns are. */
  readonly heading?: number;
  /** True where a companion says where the numbers belong, not the file itself. */
  readonly beside?: true;
  /** True for a file of a publisher; else made to specification. */
  readonly real: boolean;
}

const bytesOf = (content: string | Uint8Array): Uint8Array =>
  typeof content === 'string' ? new TextEncoder().encode(content) : content;

export const part = (name: string, content: string | Uint8Array): Part => ({ name, bytes: bytesOf(content) });

/** A specimen whose place stands in another of its files. */
export const placedBeside = (specimen: Specimen): Specimen => ({ ...specimen, beside: true });

/** A specimen made to specification. */
export const made = (
  id: string,
  source: string,
  guard: Guard,
  parts: readonly [Part, ...Part[]],
  heading = 1,
): Specimen => ({ id, source, guard, parts, heading, real: false });
