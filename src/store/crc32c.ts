/** CRC-32C (Castagnoli), as the Zarr v3 codec of that name wants it. Four bytes a step. @see RFC 3720, appendix B.4 */
const TABLES = (() => {
  const t = Array.from({ length: 4 }, () => new Uint32Array(256));
  for (let n = 0; n < 256; n++) {
    let c = n;
    for (let k = 0; k < 8; k++) c = c & 1 ? (c >>> 1) ^ 0x82f63b78 : c >>> 1;
    t[0]![n] = c >>> 0;
  }
  for (let n = 0; n < 256; n++) {
    for (let k = 1; k < 4; k++) {
      const before = t[k - 1]![n]!;
      t[k]![n] = (before >>> 8) ^ t[0]![before & 255]!;
    }
  }
  return t as [Uint32Array, Uint32Array, Uint32Array, Uint32Array];
})();

export function crc32c(data: Uint8Array): number {
  const [t0, t1, t2, t3] = TABLES;
  let c = 0xffffffff;
  let i = 0;
  for (const end = data.length & ~3; i < end; i += 4) {
    c ^= data[i]! | (data[i + 1]! << 8) | (data[i + 2]! << 16) | (data[i + 3]! << 24);
    c = t3[c & 255]! ^ t2[(c >>> 8) & 255]! ^ t1[(c >>> 16) & 255]! ^ t0[c >>> 24]!;
  }
  for (; i < data.length; i++) c = t0[(c ^ data[i]!) & 255]! ^ (c >>> 8);
  return (c ^ 0xffffffff) >>> 0;
}

/** The data with their checksum behind them, little-endian. */
export function withCrc32c(data: Uint8Array): Uint8Array {
  const out = new Uint8Array(data.length + 4);
  out.set(data);
  new DataView(out.buffer).setUint32(data.length, crc32c(data), true);
  return out;
}

/** The data before their checksum, or undefined when it does not match. */
export function checkedCrc32c(bytes: Uint8Array): Uint8Array | undefined {
  if (bytes.length < 4) return undefined;
  const data = bytes.subarray(0, bytes.length - 4);
  const want = new DataView(bytes.buffer, bytes.byteOffset + data.length, 4).getUint32(0, true);
  return crc32c(data) === want ? data : undefined;
}
