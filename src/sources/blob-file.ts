import type { InputFile } from './source.ts';

/** What only workers have; the page itself has none, and then reads by promises alone. */
interface Reader {
  readAsArrayBuffer(blob: Blob): ArrayBuffer;
}

/** A file that a person dropped on the page; only the ranges asked for are read. */
export function blobFile(name: string, blob: Blob): InputFile {
  const { FileReaderSync: Sync } = globalThis as { FileReaderSync?: new () => Reader };
  const reader = Sync && new Sync();
  return {
    name,
    size: blob.size,
    bytes: async (offset = 0, length = blob.size - offset) =>
      new Uint8Array(await blob.slice(offset, offset + length).arrayBuffer()),
    ...(reader && {
      now: (offset: number, length: number) =>
        new Uint8Array(reader.readAsArrayBuffer(blob.slice(offset, offset + length))),
    }),
  };
}
