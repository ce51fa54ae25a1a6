export interface PlaneSizes {
  readonly channels: number;
  readonly n: number;
  readonly rows: number;
  readonly cols: number;
}

/**
 * Lays out what each place of a k x k kernel sees.
 *
 * A step within the kernel is one shift of a whole channel, all images at once, so each row of the result is one block
 * copy; then the cells that came over an edge, from the next row or image, are cleared.
 *
 * @param planes `[C, n, row, col]` @param out `[k*k*C, n*row*col]`, overwritten
 */
export function patchesLoop(planes: Float32Array, sizes: PlaneSizes, kernel: number, out: Float32Array): void {
  const { channels, n, rows, cols } = sizes;
  const half = (kernel - 1) / 2;
  const length = n * rows * cols;
  for (let r = -half; r <= half; r++) {
    for (let c = -half; c <= half; c++) {
      const shift = r * cols + c;
      const tap = (r + half) * kernel + c + half;
      for (let channel = 0; channel < channels; channel++) {
        const from = channel * length;
        const row = out.subarray((tap * channels + channel) * length, (tap * channels + channel + 1) * length);
        const [first, last] = [Math.max(0, shift), Math.min(length, length + shift)];
        if (first < last) row.set(planes.subarray(from + first, from + last), Math.max(0, -shift));
        clearEdges(row, sizes, r, c);
      }
    }
  }
}

/** Zeroes the cells whose neighbour `r` rows down and `c` columns right lies outside their image. */
function clearEdges(row: Float32Array, { n, rows, cols }: PlaneSizes, r: number, c: number): void {
  const area = rows * cols;
  const [top, bottom] = [Math.min(rows, Math.max(0, -r)), Math.max(0, Math.min(rows, rows - r))];
  const [left, right] = [Math.min(cols, Math.max(0, -c)), Math.max(0, Math.min(cols, cols - c))];
  for (let image = 0; image < n; image++) {
    const start = image * area;
    if (top > 0) row.fill(0, start, start + top * cols);
    if (bottom < rows) row.fill(0, start + bottom * cols, start + area);
    for (let at = start; at < start + area; at += cols) {
      for (let col = 0; col < left; col++) row[at + col] = 0;
      for (let col = right; col < cols; col++) row[at + col] = 0;
    }
  }
}
