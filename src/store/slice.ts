/** The part of a value that Storage.getRange asks for: from `offset`, or the last `-offset` bytes; shorter where the value ends. */
export function slice(value: Uint8Array, offset: number, length: number): Uint8Array {
  const from = offset < 0 ? Math.max(0, value.length + offset) : offset;
  return value.subarray(from, from + length);
}
