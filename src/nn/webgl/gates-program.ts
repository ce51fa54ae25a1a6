import type { GPGPUProgram } from '@tensorflow/tfjs-backend-webgl';

/*
 * The gates on 2 x 2 texels: two cells, two features. With an even number of features the four gates of a feature lie in
 * the same place of four texels, so that nothing is taken apart.
 */

const FUNCTIONS = `
  vec4 gate(vec4 v) { return 1.0 / (1.0 + exp(-v)); }
  // Finite wherever the exponential is not.
  vec4 squash(vec4 v) {
    vec4 e = exp(-2.0 * abs(v));
    return sign(v) * (1.0 - e) / (1.0 + e);
  }
`;

/** @param body sets `result` from `r` and `k`, upper left cell and column of the texel, and `f`, the number of features */
function program(
  variableNames: string[],
  [cells, width]: readonly [number, number],
  features: number,
  body: string,
): GPGPUProgram {
  return {
    variableNames,
    outputShape: [cells, width],
    packedInputs: true,
    packedOutput: true,
    customUniforms: [{ name: 'month', type: 'int' as const }],
    userCode: `
      ${FUNCTIONS}
      const int f = ${features};
      void main() {
        ivec2 at = getOutputCoords();
        int r = at.x;
        int k = at.y;
        ${body}
        // A product sums over the cell that pads an odd number of them.
        if (r + 1 >= ${cells}) { result.zw = vec2(0.0); }
        setOutput(result);
      }
    `,
  };
}

type Size = readonly [cells: number, features: number];

/** Gate values `[cell, 4F]` of `month`. */
export const activeProgram = ([cells, features]: Size): GPGPUProgram =>
  program(
    ['fromInput', 'fromState'],
    [cells, 4 * features],
    features,
    `vec4 z = getFromInput(month, r, k) + getFromState(r, k);
     vec4 result = k < 3 * f ? gate(z) : squash(z);`,
  );

/** Cell state `[cell, F]` after the gates. */
export const cellProgram = ([cells, features]: Size): GPGPUProgram =>
  program(
    ['gateValues', 'c'],
    [cells, features],
    features,
    `vec4 result = getGateValues(r, k + f) * getC(r, k) + getGateValues(r, k) * getGateValues(r, k + 3 * f);`,
  );

/** Hidden state `[cell, F]`. */
export const hiddenProgram = ([cells, features]: Size): GPGPUProgram =>
  program(
    ['gateValues', 'next'],
    [cells, features],
    features,
    `vec4 result = getGateValues(r, k + 2 * f) * squash(getNext(r, k));`,
  );

/** What reaches the cell state, as `s`, and the hidden state, as `d`, of column `j`. */
const REACHING = `
  vec4 o = getGateValues(r, j + 2 * f);
  vec4 t = squash(getAfter(r, j));
  vec4 d = getDSequence(month, r, j) + getDh(r, j);
  vec4 s = getDc(r, j) + d * o * (1.0 - t * t);
`;

/** Gradient of the pre-activations `[cell, 4F]`. */
export const gateGradProgram = ([cells, features]: Size): GPGPUProgram =>
  program(
    ['dSequence', 'dh', 'dc', 'gateValues', 'before', 'after'],
    [cells, 4 * features],
    features,
    `int which = k / f;
     int j = k - which * f;
     ${REACHING}
     vec4 result;
     if (which == 0) {
       vec4 i = getGateValues(r, j);
       result = s * getGateValues(r, j + 3 * f) * i * (1.0 - i);
     } else if (which == 1) {
       vec4 forget = getGateValues(r, j + f);
       result = s * getBefore(r, j) * forget * (1.0 - forget);
     } else if (which == 2) {
       result = d * t * o * (1.0 - o);
     } else {
       vec4 g = getGateValues(r, j + 3 * f);
       result = s * getGateValues(r, j) * (1.0 - g * g);
     }`,
  );

/** Gradient of the cell state before, `[cell, F]`. */
export const cellGradProgram = ([cells, features]: Size): GPGPUProgram =>
  program(
    ['dSequence', 'dh', 'dc', 'gateValues', 'after'],
    [cells, features],
    features,
    `int j = k;
     ${REACHING}
     vec4 result = s * getGateValues(r, j + f);`,
  );
