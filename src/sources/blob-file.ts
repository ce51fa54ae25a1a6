import type { InputFile } from './source.ts';

/** A file that a person dropped on the page; only the ranges asked for are read. */
export const blobFile = (name: string, blob: Blob): InputFile => ({
  name,
  size: blob.size,
  bytes: async (offset = 0, length = blob.size - offset) =>
    new Uint8Array(await blob.slice(offset, offset + length).arrayBuffer()),
});
