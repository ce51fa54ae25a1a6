import type { Sink } from './sink.ts';

/** A sink whose file is a Blob: the browser may keep it on disk, so memory stays bounded. */
export interface BlobSink extends Sink {
  blob(type: string): Blob;
}

/** Parts are joined at this size: a Blob of a million pieces is slow. */
const PART = 1 << 20;

export function blobSink(): BlobSink {
  let parts: Blob[] = [];
  let small: Uint8Array<ArrayBuffer>[] = [];
  let waiting = 0;
  const settle = () => {
    if (waiting > 0) parts.push(new Blob(small));
    small = [];
    waiting = 0;
  };
  return {
    write: async (bytes) => {
      small.push(bytes.slice());
      waiting += bytes.length;
      if (waiting >= PART) settle();
    },
    rewriteStart: async (bytes) => {
      settle();
      const whole = new Blob(parts);
      parts = [new Blob([bytes.slice()]), whole.slice(bytes.length)];
    },
    blob: (type) => {
      settle();
      return new Blob(parts, { type });
    },
  };
}
