// Constants of the kernels, kept in working memory: an engine builds a constant of four floats anew, with several
// instructions, wherever it stands in a loop, but a loaded one costs a load.

/** Bytes of working memory that every kernel may use, and where in them the constants begin. */
export const TEMP: usize = 4096;
const TABLE: usize = 3840;

/** Exponential (S. Moshier, Cephes, expf.c): bounds, base, -ln 2 in two parts so that n ln 2 is exact, polynomial, 1. */
export const LEAST: i32 = 0;
export const MOST: i32 = 1;
export const LOG2E: i32 = 2;
export const LN2: i32 = 3;
export const LN2_REST: i32 = 4;
export const EXP: i32 = 5;
export const ONE: i32 = 11;
/** Tangent near zero (the same, tanhf.c): polynomial, and where it ends. */
export const TANH: i32 = 12;
export const NEAR: i32 = 17;
/** Points p and q of the minimal filter, their powers, p^2 + q^2, p^2 q^2, p q^2 and p^2 q. */
export const P: i32 = 18;
export const Q: i32 = 19;
export const P2: i32 = 20;
export const Q2: i32 = 21;
export const P3: i32 = 22;
export const Q3: i32 = 23;
export const SUM: i32 = 24;
export const PRODUCT: i32 = 25;
export const PQ2: i32 = 26;
export const P2Q: i32 = 27;
/** 1.5 * 2^23: what is added to it is rounded to whole numbers. */
export const MAGIC: i32 = 28;

/** The minimal filter's points other than 0 and infinity, each with both signs. */
export const POINT_P: f32 = 0.625;
export const POINT_Q: f32 = 1.5;

@inline
export function constant(temp: usize, index: i32): v128 {
  return v128.load32_splat(temp + TABLE + (<usize>index << 2));
}

function set(temp: usize, index: i32, value: f32): void {
  store<f32>(temp + TABLE + (<usize>index << 2), value);
}

/** Once before any other kernel uses this working memory. */
export function fillConstants(temp: usize): void {
  set(temp, LEAST, -87);
  set(temp, MOST, 87);
  set(temp, LOG2E, <f32>Math.LOG2E);
  set(temp, LN2, -0.693359375);
  set(temp, LN2_REST, 2.1219444e-4);
  set(temp, EXP, 1.98756915e-4);
  set(temp, EXP + 1, 1.3981999507e-3);
  set(temp, EXP + 2, 8.3334519073e-3);
  set(temp, EXP + 3, 4.1665795894e-2);
  set(temp, EXP + 4, 1.6666665459e-1);
  set(temp, EXP + 5, 0.5);
  set(temp, ONE, 1);
  set(temp, TANH, -5.70498872745e-3);
  set(temp, TANH + 1, 2.06390887954e-2);
  set(temp, TANH + 2, -5.37397155531e-2);
  set(temp, TANH + 3, 1.33314422036e-1);
  set(temp, TANH + 4, -3.33332819422e-1);
  set(temp, NEAR, 0.625);
  const p = POINT_P;
  const q = POINT_Q;
  set(temp, P, p);
  set(temp, Q, q);
  set(temp, P2, p * p);
  set(temp, Q2, q * q);
  set(temp, P3, p * p * p);
  set(temp, Q3, q * q * q);
  set(temp, SUM, p * p + q * q);
  set(temp, PRODUCT, p * p * q * q);
  set(temp, PQ2, p * q * q);
  set(temp, P2Q, p * p * q);
  set(temp, MAGIC, 12582912);
}
