/**
 * Smooth seeded noise over the plane, mean 0 and spread near 1: values at lattice points, blended between them.
 * Any point can be asked for alone, and neighbours agree.
 *
 * @param x, y  km
 * @param wavelength  spacing of the lattice, km
 */
export function smoothNoise(seed: number, x: number, y: number, wavelength: number): number {
  const u = x / wavelength;
  const v = y / wavelength;
  const i = Math.floor(u);
  const j = Math.floor(v);
  const a = ease(u - i);
  const b = ease(v - j);
  const top = lattice(seed, i, j) * (1 - a) + lattice(seed, i + 1, j) * a;
  const bottom = lattice(seed, i, j + 1) * (1 - a) + lattice(seed, i + 1, j + 1) * a;
  // Blending averages: 1.5 brings the spread of a uniform lattice in -1 … 1 to about 1 again.
  return 2.2 * (top * (1 - b) + bottom * b);
}

/** A sum of octaves from a longest to a shortest wavelength, each with 0.6 of the one before; spread near 1. */
export function fractalNoise(seed: number, x: number, y: number, longest: number, shortest: number): number {
  let sum = 0;
  let power = 0;
  let size = 1;
  for (let w = longest, o = 0; w >= shortest; w /= 2, o++) {
    sum += size * smoothNoise(seed + 7919 * o, x, y, w);
    power += size * size;
    size *= 0.6;
  }
  return power > 0 ? sum / Math.sqrt(power) : 0;
}

/** Position for noise, km: one scale of longitude for the whole window, because a scale that changes with latitude shears the pattern. */
export const planeAt = (lon: number, lat: number): { x: number; y: number } => ({
  x: (lon + 152) * 111.2 * Math.cos((65 * Math.PI) / 180),
  y: (lat - 63) * 111.2,
});

const ease = (t: number): number => t * t * (3 - 2 * t);

/** Uniform in -1 … 1 from a lattice point. */
function lattice(seed: number, i: number, j: number): number {
  let h = (Math.imul(seed, 0x9e3779b1) ^ Math.imul(i, 0x85ebca6b) ^ Math.imul(j, 0xc2b2ae35)) | 0;
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  h = Math.imul(h ^ (h >>> 12), 0x297a2d39);
  return ((h ^ (h >>> 15)) >>> 0) / 2147483648 - 1;
}
