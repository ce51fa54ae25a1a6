/* The gates as one loop over plain arrays. Arithmetic is in double precision, stored as float32. */

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

export interface GateArrays {
  /** `[month, cell, 4F]`, gates i, f, o, g */
  readonly fromInput: Float32Array;
  /** `[cell, 4F]` */
  readonly fromState: Float32Array;
  /** `[cell, F]` */
  readonly c: Float32Array;
}

export interface GateResults {
  readonly h: Float32Array;
  readonly next: Float32Array;
  readonly active: Float32Array;
}

/** Fills `out` for one month. */
export function gatesLoop(x: GateArrays, month: number, features: number, out: GateResults): void {
  const cells = x.c.length / features;
  const start = month * cells * 4 * features;
  for (let cell = 0; cell < cells; cell++) {
    const at = cell * 4 * features;
    const state = cell * features;
    for (let k = 0; k < features; k++) {
      const pi = at + k;
      const pf = pi + features;
      const po = pf + features;
      const pg = po + features;
      const i = sigmoid(x.fromInput[start + pi]! + x.fromState[pi]!);
      const f = sigmoid(x.fromInput[start + pf]! + x.fromState[pf]!);
      const o = sigmoid(x.fromInput[start + po]! + x.fromState[po]!);
      const g = Math.tanh(x.fromInput[start + pg]! + x.fromState[pg]!);
      const c = f * x.c[state + k]! + i * g;
      out.active[pi] = i;
      out.active[pf] = f;
      out.active[po] = o;
      out.active[pg] = g;
      out.next[state + k] = c;
      out.h[state + k] = o * Math.tanh(c);
    }
  }
}

export interface GateGradArrays {
  /** `[month, cell, F]` */
  readonly dSequence: Float32Array;
  readonly dh: Float32Array;
  readonly dc: Float32Array;
  readonly active: Float32Array;
  readonly before: Float32Array;
  readonly after: Float32Array;
}

/** Fills `dz` `[cell, 4F]` and `dBefore` `[cell, F]` for one month. */
export function gatesGradLoop(
  x: GateGradArrays,
  month: number,
  features: number,
  out: { readonly dz: Float32Array; readonly dBefore: Float32Array },
): void {
  const cells = x.after.length / features;
  const start = month * cells * features;
  for (let cell = 0; cell < cells; cell++) {
    const at = cell * 4 * features;
    const state = cell * features;
    for (let k = 0; k < features; k++) {
      const pi = at + k;
      const s = state + k;
      const i = x.active[pi]!;
      const f = x.active[pi + features]!;
      const o = x.active[pi + 2 * features]!;
      const g = x.active[pi + 3 * features]!;
      const t = Math.tanh(x.after[s]!);
      const dh = x.dSequence[start + s]! + x.dh[s]!;
      const dc = x.dc[s]! + dh * o * (1 - t * t);
      out.dz[pi] = dc * g * i * (1 - i);
      out.dz[pi + features] = dc * x.before[s]! * f * (1 - f);
      out.dz[pi + 2 * features] = dh * t * o * (1 - o);
      out.dz[pi + 3 * features] = dc * i * (1 - g * g);
      out.dBefore[s] = dc * f;
    }
  }
}
