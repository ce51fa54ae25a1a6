/** Content of a block at most (RFC 8878, 3.1.1.2.4). */
const BLOCK = 131_072;

/**
 * Whether a Zstandard frame (RFC 8878) can unpack to the size its page states, by its block headers alone: a block of a few bytes can
 * become 128 kB, and the decoder asks nobody.
 */
export function zstdFits(bytes: Uint8Array, size: number): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 6 || view.getUint32(0, true) !== 0xfd2fb528) return false;
  const descriptor = bytes[4] as number;
  const single = (descriptor & 32) !== 0;
  const sizeBytes = [single ? 1 : 0, 2, 4, 8][descriptor >> 6] as number;
  let at = 5 + (single ? 0 : 1) + ([0, 1, 2, 4][descriptor & 3] as number);
  if (at + sizeBytes + 3 > bytes.length) return false;
  const stated =
    sizeBytes === 1
      ? view.getUint8(at)
      : sizeBytes === 2
        ? view.getUint16(at, true) + 256
        : sizeBytes >= 4
          ? view.getUint32(at, true)
          : size;
  if (stated !== size || (sizeBytes === 8 && view.getUint32(at + 4, true) !== 0)) return false;
  at += sizeBytes;
  // Writers fill their blocks; a quarter full on average is already odd.
  const most = Math.ceil((4 * size) / BLOCK) + 16;
  for (let blocks = 0; blocks < most && at + 3 <= bytes.length; blocks++) {
    const header = view.getUint16(at, true) + ((bytes[at + 2] as number) << 16);
    const length = header >> 3;
    if (length > BLOCK) return false;
    at += 3 + (((header >> 1) & 3) === 1 ? 1 : length);
    if (header & 1) return at + (descriptor & 4) === bytes.length;
  }
  return false;
}
