import { RAD } from './ellipsoid.ts';

const A = 6378137;
const F = 1 / 298.257223563;
const B = A * (1 - F);

/**
 * Geodesic distance on WGS84, m, by Vincenty's inverse formula: good to about 0.1 mm.
 * Nearly antipodal points, for which it does not converge, are no concern of a program about Alaska: they get the
 * great-circle distance on the mean sphere, which is within 0.6 %.
 * @throws RangeError when a coordinate is not finite or a latitude is beyond ±90
 * @see Vincenty (1975), Survey Review 23(176)
 */
export function distance(lon1: number, lat1: number, lon2: number, lat2: number): number {
  if (!(Number.isFinite(lon1 + lon2) && Math.abs(lat1) <= 90 && Math.abs(lat2) <= 90)) {
    throw new RangeError(`not two places: ${lon1}, ${lat1} and ${lon2}, ${lat2}`);
  }
  const L = (((((lon2 - lon1 + 180) % 360) + 360) % 360) - 180) * RAD;
  const u1 = Math.atan((1 - F) * Math.tan(lat1 * RAD));
  const u2 = Math.atan((1 - F) * Math.tan(lat2 * RAD));
  const [sinU1, cosU1, sinU2, cosU2] = [Math.sin(u1), Math.cos(u1), Math.sin(u2), Math.cos(u2)];
  let lambda = L;
  for (let i = 0; i < 50; i++) {
    const [sinL, cosL] = [Math.sin(lambda), Math.cos(lambda)];
    const sinS = Math.hypot(cosU2 * sinL, cosU1 * sinU2 - sinU1 * cosU2 * cosL);
    if (sinS === 0) return 0;
    const cosS = sinU1 * sinU2 + cosU1 * cosU2 * cosL;
    const sigma = Math.atan2(sinS, cosS);
    const sinAlpha = (cosU1 * cosU2 * sinL) / sinS;
    const cos2Alpha = 1 - sinAlpha * sinAlpha;
    const cos2M = cos2Alpha === 0 ? 0 : cosS - (2 * sinU1 * sinU2) / cos2Alpha;
    const C = (F / 16) * cos2Alpha * (4 + F * (4 - 3 * cos2Alpha));
    const next = L + (1 - C) * F * sinAlpha * (sigma + C * sinS * (cos2M + C * cosS * (2 * cos2M * cos2M - 1)));
    if (Math.abs(next - lambda) < 1e-12) return arc(cos2Alpha, sinS, cosS, sigma, cos2M);
    lambda = next;
  }
  return greatCircle(lat1 * RAD, lat2 * RAD, L);
}

function arc(cos2Alpha: number, sinS: number, cosS: number, sigma: number, cos2M: number): number {
  const uu = (cos2Alpha * (A * A - B * B)) / (B * B);
  const a = 1 + (uu / 16384) * (4096 + uu * (-768 + uu * (320 - 175 * uu)));
  const b = (uu / 1024) * (256 + uu * (-128 + uu * (74 - 47 * uu)));
  const m2 = cos2M * cos2M;
  const delta =
    b * sinS * (cos2M + (b / 4) * (cosS * (2 * m2 - 1) - (b / 6) * cos2M * (4 * sinS * sinS - 3) * (4 * m2 - 3)));
  return B * a * (sigma - delta);
}

/** On the mean sphere, m; arguments in radians. Within 0.6 % of the geodesic, and many times cheaper. */
export function greatCircle(phi1: number, phi2: number, dLambda: number): number {
  const h = Math.sin((phi2 - phi1) / 2) ** 2 + Math.cos(phi1) * Math.cos(phi2) * Math.sin(dLambda / 2) ** 2;
  return 2 * 6371008.8 * Math.asin(Math.min(1, Math.sqrt(h)));
}
