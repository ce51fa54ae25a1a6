import type { WebGPUProgram } from '@tensorflow/tfjs-backend-webgpu';

const WORKGROUP = 64;

/** Non-linearities that stay finite wherever an exponential does not. */
const FUNCTIONS = `
  fn gate(x : f32) -> f32 { return 1.0 / (1.0 + exp(-x)); }
  fn squash(x : f32) -> f32 {
    let e = exp(-2.0 * abs(x));
    return sign(x) * (1.0 - e) / (1.0 + e);
  }
`;

/**
 * One value of one cell a thread, `cells * features` threads. The backend allows one output a program, so results lie one
 * after the other in a flat tensor: forward h, c' `[cell, F]` and the gates `[cell, 4F]`; backward dz `[cell, 4F]`
 * and dc `[cell, F]`.
 */
function program(
  shaderKey: string,
  variableNames: string[],
  threads: number,
  size: number,
  code: string,
): WebGPUProgram {
  return {
    outputShape: [size],
    shaderKey,
    variableNames,
    uniforms: 'features : i32, month : i32, threads : i32,',
    dispatchLayout: { x: [0] },
    dispatch: [Math.ceil(threads / WORKGROUP), 1, 1],
    workgroupSize: [WORKGROUP, 1, 1],
    getUserCode: () => `
      ${FUNCTIONS}
      fn main(index : i32) {
        if (index >= uniforms.threads) { return; }
        let f = uniforms.features;
        let n = uniforms.threads;
        // The same value of the four gates.
        let p = (index / f) * 4 * f + index % f;
        ${code}
      }
    `,
  };
}

export const gatesProgram = (cells: number, features: number): WebGPUProgram =>
  program(
    'thawGates',
    ['fromInput', 'fromState', 'c'],
    cells * features,
    6 * cells * features,
    `
      let start = uniforms.month * 4 * n + p;
      let i = gate(fromInput[start] + fromState[p]);
      let forget = gate(fromInput[start + f] + fromState[p + f]);
      let o = gate(fromInput[start + 2 * f] + fromState[p + 2 * f]);
      let g = squash(fromInput[start + 3 * f] + fromState[p + 3 * f]);
      let next = forget * c[index] + i * g;
      result[index] = o * squash(next);
      result[n + index] = next;
      let kept = 2 * n + p;
      result[kept] = i;
      result[kept + f] = forget;
      result[kept + 2 * f] = o;
      result[kept + 3 * f] = g;
    `,
  );

export const gatesGradProgram = (cells: number, features: number): WebGPUProgram =>
  program(
    'thawGatesGrad',
    ['dSequence', 'dh', 'dc', 'gateValues', 'before', 'after'],
    cells * features,
    5 * cells * features,
    `
      let i = gateValues[p];
      let forget = gateValues[p + f];
      let o = gateValues[p + 2 * f];
      let g = gateValues[p + 3 * f];
      let t = squash(after[index]);
      let d = dSequence[uniforms.month * n + index] + dh[index];
      let s = dc[index] + d * o * (1.0 - t * t);
      result[p] = s * g * i * (1.0 - i);
      result[p + f] = s * before[index] * forget * (1.0 - forget);
      result[p + 2 * f] = d * t * o * (1.0 - o);
      result[p + 3 * f] = s * i * (1.0 - g * g);
      result[4 * n + index] = s * forget;
    `,
  );
