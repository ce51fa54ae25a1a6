/** Lanczos coefficients for g = 7, n = 9: relative error below 1e-14 for x >= 0.5. */
const LANCZOS = [
  0.9999999999998099, 676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406, 12.507343278686905,
  -0.13857109526572012, 0.000009984369578019572, 1.5056327351493116e-7,
] as const;
const G = 7;
const HALF_LOG_TWO_PI = 0.9189385332046728;
/** A term this small beside its sum changes nothing. */
const ENOUGH = 1e-16;
const TINY = 1e-300;
/** Both expansions need about sqrt(a) terms; this serves a of ten million. */
const MOST_TERMS = 20_000;

/**
 * Natural logarithm of the gamma function for x > 0.
 * @see Lanczos 1964, SIAM J. Numer. Anal. B 1, 86
 */
export function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  const z = x - 1;
  let sum = LANCZOS[0] as number;
  for (let i = 1; i < LANCZOS.length; i++) sum += (LANCZOS[i] as number) / (z + i);
  const t = z + G + 0.5;
  return HALF_LOG_TWO_PI + (z + 0.5) * Math.log(t) - t + Math.log(sum);
}

/**
 * Upper regularised incomplete gamma function Q(a, x), for a > 0 and x >= 0: the power series below a + 1, the continued fraction
 * (modified Lentz) above, so that small tails keep their relative accuracy.
 * @see DLMF 8.7.1, 8.9.2
 */
export function upperGamma(a: number, x: number): number {
  if (x <= 0) return 1;
  if (x === Number.POSITIVE_INFINITY) return 0;
  const front = Math.exp(a * Math.log(x) - x - logGamma(a));
  return x < a + 1 ? 1 - front * seriesOver(a, x) : front * fractionOver(a, x);
}

function seriesOver(a: number, x: number): number {
  let term = 1 / a;
  let sum = term;
  for (let n = 1; n < MOST_TERMS; n++) {
    term *= x / (a + n);
    sum += term;
    if (term < sum * ENOUGH) break;
  }
  return sum;
}

function fractionOver(a: number, x: number): number {
  let b = x + 1 - a;
  let c = 1 / TINY;
  let d = 1 / b;
  let h = d;
  for (let n = 1; n < MOST_TERMS; n++) {
    const an = -n * (n - a);
    b += 2;
    d = 1 / nonZero(an * d + b);
    c = nonZero(b + an / c);
    const step = d * c;
    h *= step;
    if (Math.abs(step - 1) < ENOUGH * 4) break;
  }
  return h;
}

const nonZero = (v: number): number => (Math.abs(v) < TINY ? TINY : v);
