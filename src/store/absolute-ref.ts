import type { StoreRef } from './ref.ts';

/**
 * A reference that means the same in a worker, whose own address is another one than the page's.
 * Free of imports that run, so that the page may use it.
 * @param base what relative URLs are relative to: `() => document.baseURI` in a page
 */
export const absoluteRef = (ref: StoreRef, base: () => string): StoreRef =>
  ref.at === 'url' ? { at: 'url', url: new URL(ref.url, base()).href } : ref;
