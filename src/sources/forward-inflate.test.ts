import { deflateSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { UnreadableFile } from '../core/error.ts';
import { Random } from '../core/random.ts';
import { crc32 } from './crc32.ts';
import { ForwardInflate } from './forward-inflate.ts';

const random = new Random(5);
const content = Uint8Array.from({ length: 900_000 }, (_, i) =>
  i % 7 === 0 ? Math.floor(random.uniform() * 256) : i % 251,
);
const raw = deflateSync(content);
const open = (bytes = raw, crc = crc32(content), size = content.length) =>
  new ForwardInflate(bytes, { name: 'a.zip/b', crc, size });

describe('a member unpacked from front to back', () => {
  it('gives any range, in any order, as the whole would', () => {
    const member = open();
    for (const [offset, length] of [
      [0, 10],
      [5, 100_000],
      [100_000, 400_000],
      [3, 7],
      [899_990, 50],
      [0, 900_000],
    ] as const)
      expect(Buffer.compare(member.bytes(offset, length), content.subarray(offset, offset + length))).toBe(0);
  });

  it('fails at the end when size or checksum do not fit, or the bytes are cut', () => {
    expect(() => open(raw, 1).bytes(0, content.length)).toThrow(UnreadableFile);
    expect(() => open(raw, crc32(content), 1000).bytes(0, 1000)).toThrow(UnreadableFile);
    expect(() => open(raw.subarray(0, 200_000)).bytes(0, content.length)).toThrow(UnreadableFile);
    expect(() => open(raw, crc32(content), 2_000_000).bytes(0, 2_000_000)).toThrow(UnreadableFile);
  });
});
