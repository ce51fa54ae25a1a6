import { createStore } from 'zustand/vanilla';
import type { VariableName } from '../core/variable.ts';
import type { WireError } from '../core/wire.ts';
import type { SkillRow } from '../learn/skill-row.ts';
import type { LossTerms, TrainingProgress } from '../learn/training-progress.ts';
import type { DeviceName } from '../nn/device.ts';
import type { StoreRef } from '../store/ref.ts';
import { IDLE, type Loading } from './loading.ts';
import type { OpenStore } from './question.ts';
import type { LonLat } from './view.ts';

/** A store that is open, and where it came from. */
export interface LoadedStore extends OpenStore {
  readonly ref: StoreRef;
}

export interface Site extends LonLat {
  readonly name: string;
  /** What was measured there, and how many values. */
  readonly variables: readonly VariableName[];
  readonly rows: number;
}

/** A sentence in the message area. Errors stay until dismissed. */
export interface Notice {
  readonly id: number;
  readonly kind: 'error' | 'info';
  readonly text: string;
}

export interface DeviceState {
  readonly name: DeviceName;
  readonly description: string;
}

export type Training =
  | { readonly at: 'idle' }
  | {
      readonly at: 'running';
      readonly progress: TrainingProgress | undefined;
      readonly stopping: boolean;
      /** What went wrong on the way and did not end it, oldest first. */
      readonly setbacks: readonly string[];
    }
  | {
      readonly at: 'done';
      readonly device: DeviceName;
      readonly seconds: number;
      readonly stopped: boolean;
      readonly setbacks: readonly string[];
    }
  | { readonly at: 'failed'; readonly error: WireError };

/** One epoch of the loss curve. */
export interface LossPoint {
  readonly member: number;
  readonly epoch: number;
  readonly loss: LossTerms;
}

export interface Job {
  readonly what: string;
  readonly done: number;
  readonly of: number;
  readonly secondsLeft: number | null;
}

/** An ensemble that can make forecasts, and what is known of its skill. */
export interface Ensemble {
  readonly bytes: Uint8Array;
  readonly name: string;
}

/** What the page knows besides the view: loaded things, running jobs, messages. Not part of a link. */
export interface Studio {
  readonly tiles: Loading<LoadedStore>;
  readonly forecast: Loading<LoadedStore>;
  readonly ensemble: Loading<Ensemble>;
  readonly mapReady: boolean;
  readonly device: DeviceState | undefined;
  /** What the person wants to compute on. */
  readonly deviceChoice: DeviceName | 'auto';
  readonly devices: readonly DeviceState[];
  readonly training: Training;
  readonly losses: readonly LossPoint[];
  readonly skill: readonly SkillRow[];
  readonly forecasting: Loading<Job>;
  /** Places where something was measured, from the tiles store. */
  readonly sites: readonly Site[];
  readonly notices: readonly Notice[];
  /** Read aloud by a screen reader when it changes. */
  readonly announcement: string;
}

export const studio = createStore<Studio>(() => ({
  tiles: IDLE,
  forecast: IDLE,
  ensemble: IDLE,
  mapReady: false,
  device: undefined,
  deviceChoice: 'auto',
  devices: [],
  training: { at: 'idle' },
  losses: [],
  skill: [],
  forecasting: IDLE,
  sites: [],
  notices: [],
  announcement: '',
}));

let nextNotice = 1;

/** Puts a sentence where the person sees it; the same sentence is not shown twice. */
export function tell(kind: Notice['kind'], text: string): void {
  const { notices } = studio.getState();
  if (notices.some((notice) => notice.text === text)) return;
  studio.setState({ notices: [...notices.slice(-4), { id: nextNotice++, kind, text }] });
}

export function dismiss(id: number): void {
  studio.setState(({ notices }) => ({ notices: notices.filter((notice) => notice.id !== id) }));
}

export const announce = (announcement: string): void => studio.setState({ announcement });
