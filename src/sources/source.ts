import type { VariableName } from '../core/variable.ts';
import type { ObservationFlag, Provenance } from '../store/schema.ts';
import type { Candidate } from './candidate.ts';

/** A file a person gave us, read by ranges: a disk file, a dropped File, a member of a zip. */
export interface InputFile {
  /** Path as the person knows it, `/`-separated; a zip member is `archive.zip/member.csv`. */
  readonly name: string;
  readonly size: number;
  bytes(offset?: number, length?: number): Promise<Uint8Array>;
  /** The same at once, for parsers that cannot wait (HDF5); absent where a platform has only promises. */
  now?(offset: number, length: number): Uint8Array;
}

/** How sure a source is that a file is its own; 'possible' is for readers of anything, who come last. */
export type Confidence = 'certain' | 'likely' | 'possible' | 'no';

/** Something not taken over, and what the person can do about it. Nothing is dropped without one. */
export interface Rejection {
  readonly file: string;
  /** Line of a text file or row of a sheet, from 1, or a data set's name: where it stands. */
  readonly where?: string;
  readonly column?: string;
  /** What stood there. */
  readonly found?: string;
  /** Values that share this rejection; 1 when not given. */
  readonly count?: number;
  /** Where on the map it belongs, degrees, if the row says. */
  readonly at?: { readonly lat: number; readonly lon: number };
  readonly rule: string;
  readonly todo: string;
}

/** One measured value in the canonical unit of its variable, before duplicates are settled and groups formed. */
export interface Observed {
  readonly variable: VariableName;
  readonly lat: number;
  readonly lon: number;
  /** One sd of the position, m. */
  readonly locationSd: number;
  /** Months since 1969-01. */
  readonly month: number;
  /** Interval below the surface, m, of a soil variable; equal ends where a sensor sits at one depth. */
  readonly depth?: readonly [top: number, bottom: number];
  readonly value: number;
  /** One sd, same unit; NaN where unknown. */
  readonly uncertainty: number;
  /** Gap-filled share 0-1; NaN where unknown, 0 where nothing is ever filled. */
  readonly filled: number;
  readonly flag: ObservationFlag;
  readonly site: string;
  readonly method: string;
  readonly source: string;
  /** `file:line`. */
  readonly origin: string;
  /** The same measurement in another source carries the same identity, and then counts once. */
  readonly identity: string;
  /** Code by which networks share a site, such as CALM's `U1` in GTN-P. */
  readonly place?: string;
  /** Who wins among equals; the higher. */
  readonly rank: number;
}

/** A monthly series of one climate variable at one place. */
export interface Series {
  readonly site: string;
  readonly name: string;
  readonly lat: number;
  readonly lon: number;
  /** m above sea level; NaN where the file does not say. */
  readonly elevation: number;
  readonly variable: VariableName;
  readonly month: Int32Array;
  readonly value: Float32Array;
  readonly source: string;
  readonly origin: string;
}

/** What a native grid's numbers mean in time. */
export type GridTime =
  | { readonly at: 'months'; readonly months: Int32Array }
  | { readonly at: 'years'; readonly years: Int32Array; readonly statistic: 'mean' | 'amplitude' }
  | { readonly at: 'static' }
  /** What an aircraft saw at an instant or between two passes, ISO 8601 UTC: never a monthly value. */
  | { readonly at: 'span'; readonly from: string; readonly to: string };

/** A field on its own grid, before resampling. Values `[time, cell]`, canonical unit, NaN where there is none. */
export interface NativeGrid {
  readonly name: string;
  readonly variable: VariableName;
  readonly rows: number;
  readonly cols: number;
  /** Centres, degrees, `[row, col]`; lon in [-180, 180). */
  readonly lat: Float64Array;
  readonly lon: Float64Array;
  /** Side of a cell on the ground, m, for resampling. */
  readonly cell: number;
  readonly time: GridTime;
  readonly values: Float32Array;
  /** One sd of each value, same shape and unit, NaN where unknown; absent when the source gives none. */
  readonly sd?: Float32Array;
  /** True when the numbers are a model's projection of the future, not history. */
  readonly projection: boolean;
  readonly source: string;
  readonly origin: string;
  readonly note: string;
}

/** What a source made of one file. */
export interface Imported {
  readonly observations: readonly Observed[];
  readonly series: readonly Series[];
  readonly grids: readonly NativeGrid[];
  readonly rejected: readonly Rejection[];
  /** Sentences for the report: what was understood, what was assumed. */
  readonly notes: readonly string[];
  readonly provenance: Provenance;
  /** Names of companions that were read as part of this file: they are not files of their own. */
  readonly used?: readonly string[];
}

/** A kind of file we can read. */
export interface Source {
  readonly id: string;
  readonly title: string;
  /** Recognises by content, never by name alone, and never throws. */
  probe(candidate: Candidate): Confidence;
  /**
   * Keeps the good, lists the bad in the file's own line numbers.
   * @param companions other files of the same import, for those formats that split one thing over two files
   * @throws UnreadableFile when nothing can be read
   */
  read(candidate: Candidate, companions: readonly InputFile[], signal?: AbortSignal): Promise<Imported>;
}
