import type { Tried } from './try-case.ts';

/** What passes between the harness and a process that reads. Types only. */
export interface ToChild {
  readonly run: number;
}
export type FromChild =
  | { readonly kind: 'ready' /** null: no end. */; readonly cases: number | null }
  | { readonly kind: 'began'; readonly id: string; readonly what: string }
  | ({ readonly kind: 'done'; readonly ms: number; readonly rss: number } & Tried);
