import { createStore } from 'zustand/vanilla';
import type { Target } from '../core/variable.ts';
import type { Cell } from '../grid/ease2.ts';
import type { Level } from '../grid/level.ts';
import { IDLE, type Loading } from './loading.ts';
import type { LonLat } from './view.ts';

/** A value read from a store for one place and month. Never taken from pixels. */
export interface Reading {
  readonly variable: Target;
  readonly month: number;
  readonly place: LonLat;
  /** The cell that answered, in the store window of its level. */
  readonly level: Level;
  readonly cell: Cell;
  /** Median of a forecast, or the process estimate; NaN where there is no data. */
  readonly value: number;
  /** 5 and 95 % of a forecast. */
  readonly interval: readonly [number, number] | undefined;
  readonly kind: 'forecast' | 'process';
}

export interface Probe {
  /** Where the pointer or the arrow keys are; undefined when nowhere. */
  readonly at: LonLat | undefined;
  readonly reading: Loading<Reading>;
}

export const probe = createStore<Probe>(() => ({ at: undefined, reading: IDLE }));
