import { describe, expect, it } from 'vitest';
import { decodeText } from './encoding.ts';

const ascii = (text: string): number[] => [...text].map((c) => c.charCodeAt(0));

describe('text of undeclared encoding', () => {
  it('is UTF-8 where it can be, without its byte-order mark', () => {
    const utf8 = new TextEncoder().encode('\ufefflat,lon\nUtqiaġvik 71°');
    expect(decodeText(utf8)).toEqual({ text: 'lat,lon\nUtqiaġvik 71°', encoding: 'utf-8' });
  });

  it('is Mac-Roman when its high bytes are letters there and symbols elsewhere', () => {
    const bytes = Uint8Array.from([
      ...ascii('R'),
      0x8e,
      ...ascii('my G'),
      0x9a,
      ...ascii('ckede, 66'),
      0xa1,
      ...ascii(' N'),
    ]);
    expect(decodeText(bytes)).toEqual({ text: 'Rémy Göckede, 66° N', encoding: 'macintosh' });
  });

  it('is Windows-1252 when its high bytes are letters there', () => {
    const bytes = Uint8Array.from([
      ...ascii('R'),
      0xe9,
      ...ascii('my G'),
      0xf6,
      ...ascii('ckede, 66'),
      0xb0,
      ...ascii(' N'),
    ]);
    expect(decodeText(bytes)).toEqual({ text: 'Rémy Göckede, 66° N', encoding: 'windows-1252' });
  });

  it('is UTF-16 when its mark says so', () => {
    expect(decodeText(Uint8Array.from([0xff, 0xfe, 0x61, 0x00])).text).toBe('a');
  });
});
