/** Where an exported file goes, byte after byte. What was written may be reused by the caller once the promise is kept. */
export interface Sink {
  write(bytes: Uint8Array): Promise<void>;
  /** Replaces the first bytes of the file, for formats whose head says where the rest lies. */
  rewriteStart(bytes: Uint8Array): Promise<void>;
}
