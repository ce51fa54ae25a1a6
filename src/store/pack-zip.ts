import type { OnProgress } from '../core/progress.ts';
import type { WritableStorage } from './storage.ts';
import { zipInto } from './zip-into.ts';

/**
 * A store as one zip, to take away. A key at a time is in memory; the Blob itself may lie on disk, as the browser decides.
 * @throws BadRequest for a store that no zip can hold; Cancelled
 */
export async function packZip(storage: WritableStorage, onProgress?: OnProgress, signal?: AbortSignal): Promise<Blob> {
  const parts: Blob[] = [];
  const keep = (piece: Uint8Array) => void parts.push(new Blob([piece as Uint8Array<ArrayBuffer>]));
  await zipInto(storage, keep, onProgress, signal);
  return new Blob(parts, { type: 'application/zip' });
}
