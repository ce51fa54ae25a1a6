import type { InputFile } from './source.ts';

/** A file whose bytes are in memory: a member of a zip, a fixture. */
export const memoryFile = (name: string, content: Uint8Array | string): InputFile => {
  const all = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  return {
    name,
    size: all.length,
    bytes: async (offset = 0, length = all.length - offset) => all.subarray(offset, offset + length),
  };
};
