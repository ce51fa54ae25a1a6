import { createStore } from 'zustand/vanilla';
import type { Target } from '../core/variable.ts';

export interface LonLat {
  readonly lon: number;
  readonly lat: number;
}

export interface Camera extends LonLat {
  readonly zoom: number;
}

export const PROJECTIONS = ['globe', 'mercator'] as const;
export type Projection = (typeof PROJECTIONS)[number];

export const THEMES = ['auto', 'light', 'dark'] as const;
export type ThemeChoice = (typeof THEMES)[number];

export const PANELS = ['explore', 'model', 'data'] as const;
export type Panel = (typeof PANELS)[number];

/** What of a forecast's distribution is on the map. `spread` is the width of its 90 % interval. */
export const STATISTICS = ['p05', 'p25', 'p50', 'p75', 'p95', 'spread'] as const;
export type Statistic = (typeof STATISTICS)[number];

/** Everything a link restores. */
export interface View {
  readonly variable: Target;
  readonly statistic: Statistic;
  /** Months since 1969-01; undefined until a store says which months there are. */
  readonly month: number | undefined;
  /** The pinned place. */
  readonly place: LonLat | undefined;
  readonly camera: Camera;
  readonly projection: Projection;
  readonly theme: ThemeChoice;
  readonly panel: Panel;
}

export const DEFAULT_VIEW: View = {
  variable: 'alt',
  statistic: 'p50',
  month: undefined,
  place: undefined,
  camera: { lon: -152.5, lat: 64.2, zoom: 3.35 },
  projection: 'globe',
  theme: 'auto',
  panel: 'explore',
};

export const view = createStore<View>(() => DEFAULT_VIEW);
