/**
 * Where the bytes of a store live. Keys are `/`-separated, relative to the store's root, without a leading slash.
 * Back ends: HTTP, OPFS, Node folder, zip, memory.
 */
export interface Storage {
  /** For messages: a path, URL or file name a person knows. */
  readonly name: string;
  /** The whole value, or undefined when absent. */
  get(key: string, signal?: AbortSignal): Promise<Uint8Array | undefined>;
  /** `length` bytes from `offset`, or the last `-offset` bytes when offset is negative; undefined when the key is absent. */
  getRange(key: string, offset: number, length: number, signal?: AbortSignal): Promise<Uint8Array | undefined>;
}

export interface WritableStorage extends Storage {
  /** All or nothing: a reader sees the old value or the new one, never a part. */
  set(key: string, value: Uint8Array): Promise<void>;
  /** Every key, sorted. */
  list(): Promise<string[]>;
  /** Nothing happens when the key is absent. */
  remove(key: string): Promise<void>;
}
