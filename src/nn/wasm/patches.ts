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
      const edges = beyondEdges(sizes, r, c);
      for (let channel = 0; channel < channels; channel++) {
        const from = channel * length;
        const row = out.subarray((tap * channels + channel) * length, (tap * channels + channel + 1) * length);
        const [first, last] = [Math.max(0, shift), Math.min(length, length + shift)];
        if (first < last) row.set(planes.subarray(from + first, from + last), Math.max(0, -shift));
        for (let i = 0; i < edges.length; i++) row[edges[i]!] = 0;
      }
    }
  }
}

/** Cells whose neighbour `r` rows down and `c` columns right lies outside their image; the same for every channel. */
function beyondEdges({ n, rows, cols }: PlaneSizes, r: number, c: number): Int32Array {
  const inImage: number[] = [];
  for (let row = 0; row < rows; row++) {
    for (let col = 0; col < cols; col++) {
      const outside = row + r < 0 || row + r >= rows || col + c < 0 || col + c >= cols;
      if (outside) inImage.push(row * cols + col);
    }
  }
  const all = new Int32Array(n * inImage.length);
  for (let image = 0; image < n; image++) {
    for (let i = 0; i < inImage.length; i++) all[image * inImage.length + i] = image * rows * cols + inImage[i]!;
  }
  return all;
}
