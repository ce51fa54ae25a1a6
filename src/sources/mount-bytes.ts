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

/**
 * Puts a file into a WebAssembly library's file system without copying it there: each read asks for its range.
 * @returns a function that takes it away
 */
export function mountBytes(files: WasmFiles, path: string, bytes: SyncBytes): () => void {
  files.writeFile(path, new Uint8Array());
  const { lookupPath } = files as unknown as { lookupPath(path: string): { node: WasmNode } };
  const { node } = lookupPath(path);
  // The library asks for the size before it seeks; an empty file of the memory file system has none of its own.
  Object.defineProperty(node, 'usedBytes', { get: () => bytes.size, set: () => undefined });
  node.stream_ops = {
    ...node.stream_ops,
    read: (_stream: unknown, into: Int8Array, at: number, length: number, position: number) => {
      const got = bytes.read(position, Math.max(0, Math.min(length, bytes.size - position)));
      into.set(new Int8Array(got.buffer, got.byteOffset, got.length), at);
      return got.length;
    },
  };
  return () => {
    Object.defineProperty(node, 'usedBytes', { value: 0, writable: true });
    files.unlink(path);
  };
}
