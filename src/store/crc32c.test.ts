import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkedCrc32c, crc32c, withCrc32c } from './crc32c.ts';

describe('CRC-32C', () => {
  it('has the values of RFC 3720', () => {
    expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
    expect(crc32c(new Uint8Array(32).fill(0xff))).toBe(0x62a8ab43);
    expect(crc32c(Uint8Array.from({ length: 32 }, (_, i) => i))).toBe(0x46dd794e);
    expect(crc32c(new TextEncoder().encode('123456789'))).toBe(0xe3069283);
  });

  it('accepts what it signed, and nothing that differs in a bit', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 70 }), fc.nat(), (data, n) => {
        const signed = withCrc32c(data);
        expect(checkedCrc32c(signed)).toEqual(data);
        signed[n % signed.length]! ^= 1 << (n % 8);
        expect(checkedCrc32c(signed)).toBeUndefined();
      }),
    );
    expect(checkedCrc32c(new Uint8Array(3))).toBeUndefined();
  });
});
