import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import type { Sink } from './sink.ts';

/**
 * Writes a file beside its place and moves it there when it is whole: a reader sees the old file or the new one, never a part.
 * @param fill writes the file; what it throws is thrown on, and nothing is left behind
 */
export async function writeToDisk<T>(path: string, fill: (sink: Sink) => Promise<T>): Promise<T> {
  const unfinished = `${path}.unfinished`;
  const handle = await open(unfinished, 'w');
  try {
    const result = await fill(sinkOf(handle));
    await handle.close();
    await rename(unfinished, path);
    return result;
  } catch (error) {
    await handle.close();
    await rm(unfinished, { force: true });
    throw error;
  }
}

function sinkOf(handle: FileHandle): Sink {
  let at = 0;
  const put = async (bytes: Uint8Array, from: number) => {
    for (let done = 0; done < bytes.length; )
      done += (await handle.write(bytes, done, bytes.length - done, from + done)).bytesWritten;
  };
  return {
    write: async (bytes) => {
      await put(bytes, at);
      at += bytes.length;
    },
    rewriteStart: (bytes) => put(bytes, 0),
  };
}
