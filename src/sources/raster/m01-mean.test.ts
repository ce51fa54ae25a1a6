import { describe, expect, it } from 'vitest';
import { cellArea } from '../../grid/ease2.ts';
import { windowCentre } from '../../grid/window.ts';
import { boxAround, cellPosition, M01Mean } from './m01-mean.ts';

describe('means of cells of M01', () => {
  it('are weighted, with the noise of the mean and the spread inside a cell', () => {
    const means = new M01Mean({ rows: [10, 12], cols: [20, 23] });
    means.add(10.5, 20.5, 1, 1, 4);
    means.add(10.2, 20.9, 3, 3, 4 / 3);
    means.add(11.1, 22.1, 7);
    means.add(9.9, 20.5, 100);
    const { rows, cols, values, noise, spread, pixels, lat, lon } = means.result(cellArea('M01'));
    expect([rows, cols, means.outside]).toEqual([2, 3, 1]);
    expect(Array.from(values)).toEqual([2.5, Number.NaN, Number.NaN, Number.NaN, Number.NaN, 7]);
    // variance of (1 x1 + 3 x2) / 4 with variances 4 and 4/3: (4 + 9 * 4/3) / 16 = 1
    expect(noise[0]).toBeCloseTo(1, 6);
    expect(spread[0]).toBeCloseTo(Math.sqrt((1 * 2.25 + 3 * 0.25) / 4), 6);
    expect(pixels[0]).toBe(2);
    expect({ lat: lat[4], lon: lon[4] }).toEqual(windowCentre('M01', 11, 21));
  });

  it('leave out cells of which less than a tenth was seen, and count them', () => {
    const means = new M01Mean({ rows: [0, 1], cols: [0, 2] });
    for (let i = 0; i < 99; i++) means.add(0.5, 0.5, 1);
    for (let i = 0; i < 101; i++) means.add(0.5, 1.5, 1);
    const { values, leftOut } = means.result(cellArea('M01') / 1000);
    expect(values[0]).toBeNaN();
    expect(values[1]).toBe(1);
    expect(leftOut).toBe(1);
  });

  it('stand in a box a cell wider than the places, cut at the edge of the window', () => {
    expect(
      boxAround([
        [5.2, 7.9],
        [6.1, 8.3],
      ]),
    ).toEqual({ rows: [4, 8], cols: [6, 10] });
    expect(
      boxAround([
        [0.2, 0.2],
        [-3, 5],
      ]),
    ).toEqual({ rows: [0, 2], cols: [0, 2] });
    expect(boxAround([[-1, 5]])).toBeUndefined();
    expect(boxAround([cellPosition(-108, 39)])).toBeUndefined();
  });
});
