/**
 * From pixel to map: `x = a col + b row + c`, `y = d col + e row + f`. Column and row count from the outer corner of the first
 * pixel, so that (0.5, 0.5) is its centre; b and d are not 0 where the raster is rotated.
 */
export type Affine = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

export const applyAffine = ([a, b, c, d, e, f]: Affine, col: number, row: number): readonly [x: number, y: number] => [
  a * col + b * row + c,
  d * col + e * row + f,
];

/** All finite, and no pixel without an area. */
export const isUsable = (t: Affine): boolean => t.every(Number.isFinite) && Math.abs(t[0] * t[4] - t[1] * t[3]) > 0;
