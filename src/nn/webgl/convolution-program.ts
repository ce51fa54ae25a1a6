import type { GPGPUProgram } from '@tensorflow/tfjs-backend-webgl';

export interface ConvolutionSizes {
  readonly n: number;
  readonly rows: number;
  readonly cols: number;
  readonly channels: number;
  readonly features: number;
  /** Cells across the kernel, odd. */
  readonly k: number;
}

/** Texels left and right of a pair of columns that a kernel of this size sees. */
const reach = (k: number): number => Math.ceil((k - 1) / 4);

/** The two columns that a pair of columns sees at tap `kc`, from the texels `t0`, `t1` … of their surroundings. */
function seen(kc: number, k: number): string {
  const shift = kc - (k - 1) / 2 + 2 * reach(k);
  const texel = Math.floor(shift / 2);
  return shift % 2 === 0 ? `t${texel}` : `vec4(t${texel}.zw, t${texel + 1}.xy)`;
}

/**
 * Stride-1 'same' convolution straight from the image: two columns and two features a texel, from 2 x 2 texels of image
 * (column, channel) and kernel (channel, feature). A row of three taps takes six reads for 24 products, as a matrix product
 * of patches does, and no patches are laid out.
 */
export function convolutionProgram(sizes: ConvolutionSizes, bias: boolean): GPGPUProgram {
  const { n, rows, cols, channels, features, k } = sizes;
  const [half, side] = [(k - 1) / 2, reach(k)];
  const texels = Array.from({ length: 2 * side + 1 }, (_, i) => i);
  const pairs = Math.ceil(cols / 2);
  const taps = Array.from(
    { length: k },
    (_, kc) => `
          a = ${seen(kc, k)};
          w = texelFetch(kernel, place(weight + ${kc * Math.ceil(channels / 2) * Math.ceil(features / 2)}, kernelWidth), 0);
          result += a.xxzz * w.xyxy + a.yyww * w.zwzw;`,
  ).join('');
  const load = (i: number) => `
          vec4 t${i} = inside${i} ? texelFetch(x, place(image + ${(i - side) * Math.ceil(channels / 2)}, imageWidth), 0) : vec4(0.0);
          ${cols % 2 ? `if (last${i}) { t${i}.zw = vec2(0.0); }` : ''}
          ${channels % 2 ? `if (c == ${Math.floor(channels / 2)}) { t${i}.yw = vec2(0.0); }` : ''}`;
  return {
    variableNames: ['x', 'kernel', ...(bias ? ['bias'] : [])],
    outputShape: [n, rows, cols, features],
    packedInputs: true,
    packedOutput: true,
    userCode: `
      // A texel by its number, in a texture so many texels wide.
      ivec2 place(int index, int width) { return ivec2(index % width, index / width); }
      void main() {
        ivec4 at = getOutputCoords();
        int pair = at.z / 2;
        int imageWidth = textureSize(x, 0).x;
        int kernelWidth = textureSize(kernel, 0).x;
        vec4 result = ${bias ? 'getBias(at.w).xyxy' : 'vec4(0.0)'};
        ${texels.map((i) => `bool inside${i} = pair + ${i - side} >= 0 && pair + ${i - side} < ${pairs};`).join('\n')}
        ${cols % 2 ? texels.map((i) => `bool last${i} = pair + ${i - side} == ${pairs - 1};`).join('\n') : ''}
        vec4 a;
        vec4 w;
        for (int kr = 0; kr < ${k}; kr++) {
          int row = at.y + kr - ${half};
          if (row < 0 || row >= ${rows}) { continue; }
          int image = ((at.x * ${rows} + row) * ${pairs} + pair) * ${Math.ceil(channels / 2)};
          int weight = kr * ${k * Math.ceil(channels / 2) * Math.ceil(features / 2)} + at.w / 2;
          for (int c = 0; c < ${Math.ceil(channels / 2)}; c++) {
            ${texels.map(load).join('')}
            ${taps}
            image++;
            weight += ${Math.ceil(features / 2)};
          }
        }
        // What pads an odd size is summed over by products of matrices.
        ${cols % 2 ? `if (at.z + 1 >= ${cols}) { result.zw = vec2(0.0); }` : ''}
        ${features % 2 ? `if (at.w + 1 >= ${features}) { result.yw = vec2(0.0); }` : ''}
        setOutput(result);
      }
    `,
  };
}
