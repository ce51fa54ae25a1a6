import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { utils, write } from 'xlsx';
import { BrokenContainer, compoundStream } from './compound-file.ts';

/** A workbook of so many rows; small ones lie in the mini stream. */
function book(rows: number): Uint8Array {
  const cells = Array.from({ length: rows }, (_, i) => [`row ${i}`, i, i / 7]);
  const made = utils.book_new();
  utils.book_append_sheet(made, utils.aoa_to_sheet(cells), 's');
  return new Uint8Array(write(made, { type: 'array', bookType: 'biff8' }) as ArrayBuffer);
}

describe('the stream of an old Office document', () => {
  it.each([3, 3000])('of %i rows is whole: its records run from the first to the last byte', (rows) => {
    const stream = compoundStream(book(rows), ['Workbook', 'Book']);
    const view = new DataView((stream as Uint8Array).slice().buffer);
    let [at, ends] = [0, 0];
    for (; at + 4 <= view.byteLength; at += 4 + view.getUint16(at + 2, true))
      if (view.getUint16(at, true) === 0x0a) ends++;
    expect([view.getUint16(0, true), ends, at]).toEqual([0x0809, 2, view.byteLength]);
    expect(compoundStream(book(rows), ['PowerPoint Document'])).toBeUndefined();
  });

  it('ends in an error where a chain runs in a circle or out of the file', () => {
    const whole = book(3000);
    const view = new DataView(whole.buffer);
    const fat = (view.getUint32(76, true) + 1) * 512;
    const next = (sector: number, to: number) => {
      const bytes = whole.slice();
      new DataView(bytes.buffer).setUint32(fat + 4 * sector, to, true);
      return () => compoundStream(bytes, ['Workbook']);
    };
    const directory = view.getUint32(48, true);
    expect(next(directory, directory)).toThrow(/circle/);
    expect(next(directory, 99_999)).toThrow(/leaves the file/);
    expect(() => compoundStream(whole.subarray(0, 20_000), ['Workbook'])).toThrow(BrokenContainer);
  });

  it('survives any bytes anywhere', () => {
    const whole = book(200);
    fc.assert(
      fc.property(
        fc.nat(whole.length - 1),
        fc.uint8Array({ minLength: 1, maxLength: 40 }),
        fc.boolean(),
        (at, put, isIn) => {
          const bytes = isIn
            ? Uint8Array.from([...whole.subarray(0, at), ...put, ...whole.subarray(at)])
            : whole.map((b, i) => put[i - at] ?? b);
          try {
            compoundStream(bytes, ['Workbook']);
          } catch (e) {
            expect(e).toBeInstanceOf(BrokenContainer);
          }
        },
      ),
      { numRuns: 400 },
    );
  });
});
