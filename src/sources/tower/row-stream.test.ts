import { describe, expect, it } from 'vitest';
import { UnreadableFile } from '../../core/error.ts';
import { memoryFile } from '../memory-file.ts';
import { BAD } from './decimal.ts';
import { streamRows } from './row-stream.ts';

async function rowsOf(text: string, columns = [0, 2], fields = 3) {
  const seen = { rows: [] as [number, number[]][], ragged: [] as [number, number][], cut: [] as number[] };
  await streamRows(
    memoryFile('x.csv', text),
    { offset: 0, line: 1, delimiter: 44, fields, columns },
    {
      row: (v, line) => seen.rows.push([line, [...v]]),
      ragged: (line, n) => seen.ragged.push([line, n]),
      cut: (line) => seen.cut.push(line),
    },
  );
  return seen;
}

describe('rows of a large table', () => {
  it('are given with their lines, past comments, empty lines, quotes and line ends of Windows', async () => {
    const { rows, ragged } = await rowsOf('1,2,3\r\n\r\n# a,b,c\n"4",5, 6 \n,,\n7,8\n9,x,y\n');
    expect(rows).toEqual([
      [1, [1, 3]],
      [4, [4, 6]],
      [7, [9, BAD]],
    ]);
    expect(ragged).toEqual([[6, 2]]);
  });

  it('end before a last line that may be cut off inside a number', async () => {
    const { rows, cut } = await rowsOf('1,2,3\n4,5,-99');
    expect([rows.length, cut]).toEqual([1, [2]]);
  });

  it('are the same wherever the ranges are cut', async () => {
    const line = (i: number) => `${i / 2 + 0.25},${'0'.repeat(i % 90)},${i / 4 + 0.125}`;
    const n = 200_000; // several ranges of 4 MB; no whole numbers, which may be fill codes
    const { rows } = await rowsOf(`${Array.from({ length: n }, (_, i) => line(i)).join('\n')}\n`);
    expect(rows.length).toBe(n);
    expect(rows.every(([at, [a, b]], i) => at === i + 1 && a === i / 2 + 0.25 && b === i / 4 + 0.125)).toBe(true);
  });

  it('are refused when a line never ends', async () => {
    await expect(rowsOf('1'.repeat(9 << 20))).rejects.toThrow(UnreadableFile);
  });
});
