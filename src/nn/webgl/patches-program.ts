import type { GPGPUProgram } from '@tensorflow/tfjs-backend-webgl';

/**
 * What each place of a k x k kernel sees, `[k*k*C, n*row*col]`, zero beyond the edges, from images `[n, row, col, C]`:
 * two places and two cells a texel, one read each.
 */
export function patchesProgram(
  [n, rows, cols, channels]: readonly [number, number, number, number],
  k: number,
): GPGPUProgram {
  const [height, width] = [k * k * channels, n * rows * cols];
  return {
    variableNames: ['x'],
    outputShape: [height, width],
    packedInputs: true,
    packedOutput: true,
    userCode: `
      float seen(int place, int cell) {
        if (place >= ${height} || cell >= ${width}) { return 0.0; }
        int tap = place / ${channels};
        int channel = place - tap * ${channels};
        int line = cell / ${cols};
        int image = line / ${rows};
        int row = line - image * ${rows} + tap / ${k} - ${(k - 1) / 2};
        int col = cell - line * ${cols} + tap % ${k} - ${(k - 1) / 2};
        if (row < 0 || row >= ${rows} || col < 0 || col >= ${cols}) { return 0.0; }
        return getChannel(getX(image, row, col, channel), vec2(col, channel));
      }
      void main() {
        ivec2 at = getOutputCoords();
        setOutput(vec4(seen(at.x, at.y), seen(at.x, at.y + 1), seen(at.x + 1, at.y), seen(at.x + 1, at.y + 1)));
      }
    `,
  };
}
