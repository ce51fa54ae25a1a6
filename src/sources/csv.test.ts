import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { delimiterOf, parseCsv } from './csv.ts';

const cellsOf = (text: string) => parseCsv(text).rows.map((r) => r.cells);

describe('delimited text', () => {
  it('keeps quoted commas, doubled quotes and line breaks in one cell', () => {
    expect(cellsOf('a,"b, ""c""\nd",e\n1,2,3\n')).toEqual([
      ['a', 'b, "c"\nd', 'e'],
      ['1', '2', '3'],
    ]);
  });

  it('names the line of the file, counting line breaks inside quotes and empty lines', () => {
    expect(parseCsv('h,i\n"x\ny",1\n\nz,2\r\nw,3').rows.map((r) => r.line)).toEqual([1, 2, 5, 6]);
  });

  it('does not mind how lines end', () => {
    expect(cellsOf('a,b\r\n1,2\r3,4\n')).toEqual([
      ['a', 'b'],
      ['1', '2'],
      ['3', '4'],
    ]);
  });

  it('says where a quote opens that never closes', () => {
    expect(parseCsv('a,b\n1,2\n"3,4\n5,6').unclosed).toBe(3);
    expect(parseCsv('a,b\n1,2').unclosed).toBeUndefined();
  });

  it('finds the delimiter', () => {
    expect([delimiterOf('a;b;c\n1,5;2;3'), delimiterOf('a\tb'), delimiterOf('"x;y;z;w",b')]).toEqual([';', '\t', ',']);
  });

  it('gives back any table that was written by the rules', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '1', ',', '"', '\n', ' ', 'é') });
    const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(table, (rows) => {
        const text = rows.map((r) => r.map((c) => `"${c.replaceAll('"', '""')}"`).join(',')).join('\n');
        expect(parseCsv(text, ',').rows.map((r) => r.cells)).toEqual(rows);
      }),
    );
  });
});
