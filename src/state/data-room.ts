import { createStore } from 'zustand/vanilla';
import type { DroppedFile } from '../../workers/import.protocol.ts';
import type { Progress } from '../core/progress.ts';
import type { VariableName } from '../core/variable.ts';
import type { WireError } from '../core/wire.ts';
import type { Diagnostics } from '../preprocess/diagnostics/diagnostics.ts';
import type { ImportReport } from '../preprocess/import-report.ts';
import type { Inspection } from '../preprocess/inspection.ts';
import { type Recipe, usualRecipe } from '../preprocess/recipe.ts';
import type { StoreRef } from '../store/ref.ts';

/** The files a person brought and how far they have come. `looked` is where choices are made. */
export type Intake =
  | { readonly at: 'empty' }
  | {
      readonly at: 'looking';
      readonly files: readonly DroppedFile[];
      /** What was seen before, if anything: a cancelled look falls back on it. */
      readonly inspection: Inspection;
      readonly job: Progress;
    }
  | { readonly at: 'looked'; readonly files: readonly DroppedFile[]; readonly inspection: Inspection }
  | {
      readonly at: 'building';
      readonly files: readonly DroppedFile[];
      readonly inspection: Inspection;
      readonly job: Progress;
    };

/** What the last build said. `ref` is absent when none of the files gave anything. */
export interface Built {
  readonly report: ImportReport;
  readonly ref?: StoreRef;
  /** Every choice made: the same files and this give the same bytes again. */
  readonly recipe?: Recipe;
}

export type Diagnosis =
  | { readonly at: 'idle' }
  | { readonly at: 'running'; readonly job: Progress }
  | { readonly at: 'ready'; readonly value: Diagnostics }
  | { readonly at: 'failed'; readonly error: WireError };

/** Both are absent for a store that no import made. */
export interface Companions {
  readonly report?: ImportReport;
  readonly recipe?: Recipe;
}

/** A store that the browser keeps. */
export interface KeptStore {
  /** Folder in the browser's private files. */
  readonly path: string;
  readonly title: string;
  readonly kind: 'tiles' | 'forecast';
  /** Day it was made, `2026-11-22`; empty when the store is not whole. */
  readonly made: string;
  /** Bytes. */
  readonly size: number;
}

export const TABS = ['files', 'rows', 'diagnostics', 'stores'] as const;
export type Tab = (typeof TABS)[number];

/** What the Data room knows besides the stores that are open. */
export interface DataRoom {
  readonly tab: Tab;
  readonly intake: Intake;
  /** Choices for the next build. */
  readonly recipe: Recipe;
  /** The recipe came from a file and nothing was changed since: its date is kept, so that the bytes are the same. */
  readonly recipeAsLoaded: boolean;
  readonly built: Built | undefined;
  /** What the build of the open tiles left in their store. */
  readonly companions: Companions;
  readonly diagnosis: Diagnosis;
  readonly kept: readonly KeptStore[];
  /** The browser has promised not to clear what it keeps. */
  readonly isSafe: boolean;
  /** Path of the store that is being packed or deleted. */
  readonly busyWith: string | undefined;
  /** The variable whose places stand on the map; all when not chosen. */
  readonly mapped: VariableName | undefined;
}

export const dataRoom = createStore<DataRoom>(() => ({
  tab: 'files',
  intake: { at: 'empty' },
  recipe: usualRecipe(new Date(0).toISOString()),
  recipeAsLoaded: false,
  built: undefined,
  companions: {},
  diagnosis: { at: 'idle' },
  kept: [],
  isSafe: false,
  busyWith: undefined,
  mapped: undefined,
}));

// The same each time: a view that picks them is drawn again only when they change.
const NO_FILES: readonly DroppedFile[] = [];
const NOTHING_SEEN: Inspection = { files: [] };

/** The files on the table, in whatever state. */
export const filesOf = (intake: Intake): readonly DroppedFile[] => (intake.at === 'empty' ? NO_FILES : intake.files);

/** What was last seen of them. */
export const inspectionOf = (intake: Intake): Inspection => (intake.at === 'empty' ? NOTHING_SEEN : intake.inspection);
