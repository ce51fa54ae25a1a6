import { expect, it } from 'vitest';
import { inPieces, joined } from './hdf5-pieces.ts';
import { madeHdf5 } from './made-netcdf.node.ts';
import { openNetcdf } from './netcdf.ts';

const count = (n: number) => Array.from({ length: n }, (_, i) => i);

it('a box of few chunks is one piece; of many, it is cut along its first axis at the edges of chunks', () => {
  const box = [
    [0, 100],
    [0, 50],
  ] as const;
  expect(inPieces(box, [10, 10])).toEqual([box]);
  const long = inPieces(
    [
      [7, 200_007],
      [3, 5],
    ],
    [2, 1],
  );
  expect(long).toHaveLength(4);
  expect(long?.[0]).toEqual([
    [7, 50_007],
    [3, 5],
  ]);
  expect(long?.at(-1)?.[0]).toEqual([150_007, 200_007]);
});

it('a declared size of more chunks than anybody reads is refused, along the first axis or across it', () => {
  expect(inPieces([[0, 2_000_000]], [1])).toBeUndefined();
  expect(
    inPieces(
      [
        [0, 10],
        [0, 4_194_309],
      ],
      [10, 5],
    ),
  ).toBeUndefined();
});

it('pieces join to what one read would give', async () => {
  const values = count(600);
  const made = await madeHdf5({
    dimensions: { time: 200, x: 3 },
    variables: { v: { type: 'int', dimensions: ['time', 'x'], values, chunk: [1, 3] } },
  });
  const file = await openNetcdf(made, 'v.nc');
  const v = file.variables.find((x) => x.name === 'v');
  const pieces = [0, 50, 100, 150].map(
    (from) =>
      [
        [from, from + 50],
        [0, 3],
      ] as const,
  );
  expect([...(joined(pieces, 600, (piece) => v?.slab?.(piece)) ?? [])]).toEqual(values);
  file.close();
});

it('a long axis with a chunk a step is read whole (made to specification)', async () => {
  const n = 60_000;
  const made = await madeHdf5({
    dimensions: { time: n },
    variables: { time: { type: 'int', dimensions: ['time'], values: count(n), chunk: [1] } },
  });
  const file = await openNetcdf(made, 't.nc');
  const read = file.variables[0]?.read();
  expect([read?.length, read?.[0], read?.[51_234], read?.at(-1)]).toEqual([n, 0, 51_234, n - 1]);
  file.close();
});
