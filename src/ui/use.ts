import { useStore } from 'zustand';
import type { StoreApi } from 'zustand/vanilla';

/** A part of a store, for a component. */
export const use = <S, T>(store: StoreApi<S>, pick: (state: S) => T): T => useStore(store, pick);
