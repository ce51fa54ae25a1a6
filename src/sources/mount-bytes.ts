import type { SyncBytes } from './sync-bytes.ts';

/** What we use of the file system that comes with WebAssembly libraries. @see Emscripten, File System API, `createLazyFile` */
interface WasmFiles {
  writeFile(path: string, data: Uint8Array): void;
  unlink(path: string): void;
}
interface WasmNode {
  usedBytes: number;
  stream_ops: Record<string, unknown>;
}

/** Members of the same that its types leave out. */
interface WasmInternals {
  lookupPath(path: string): { readonly node: WasmNode };
  /** What a failed system call throws; anything else would leave the library in the middle of its work. */
  readonly ErrnoError: new (
    errno: number,
  ) => Error;
}

/** Input/output error, in the numbers of WASI. */
const EIO = 29;

/**
 * Puts a file into a WebAssembly library's file system without copying it there: each read asks for its range.
 * @param bytes may throw: to the library that is a failed read
 * @returns a function that takes it away
 */
export function mountBytes(files: WasmFiles, path: string, bytes: SyncBytes): () => void {
  files.writeFile(path, new Uint8Array());
  const { lookupPath, ErrnoError } = files as unknown as WasmInternals;
  const { node } = lookupPath(path);
  // The library asks for the size before it seeks; an empty file of the memory file system has none of its own.
  Object.defineProperty(node, 'usedBytes', { get: () => bytes.size, set: () => undefined });
  node.stream_ops = {
    ...node.stream_ops,
    read: (_stream: unknown, into: Int8Array, at: number, length: number, position: number) => {
      let got: Uint8Array;
      try {
        got = bytes.read(position, Math.max(0, Math.min(length, bytes.size - position)));
      } catch {
        throw new ErrnoError(EIO);
      }
      into.set(new Int8Array(got.buffer, got.byteOffset, got.length), at);
      return got.length;
    },
  };
  return () => {
    Object.defineProperty(node, 'usedBytes', { value: 0, writable: true });
    files.unlink(path);
  };
}
