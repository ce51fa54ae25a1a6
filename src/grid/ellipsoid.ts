/**
 * WGS84 and the authalic latitude of the equal-area projections.
 * The eccentricity is the one printed in NSIDC's grid definition files (`EASE2_M01km.gpd`).
 * @see SOURCES.md §2.1; Snyder (1987), equations 3-12 and 3-18
 */

/** Semi-major axis, m. */
export const A = 6378137.0;
/** First eccentricity. */
export const E = 0.081819190843;
export const E2 = E * E;

export const RAD = Math.PI / 180;

/** `q(φ)`: twice the area between equator and latitude on the unit ellipsoid, per radian of longitude. @param sinPhi sin φ */
export function authalicQ(sinPhi: number): number {
  const es = E * sinPhi;
  return (1 - E2) * (sinPhi / (1 - es * es) - Math.log((1 - es) / (1 + es)) / (2 * E));
}

/** q at the pole. */
export const QP = authalicQ(1);

/** The latitude (rad) whose q is given. Series first, then Newton until float64 is exhausted. @param q within ±QP */
export function latitudeOfQ(q: number): number {
  const s = Math.max(-1, Math.min(1, q / QP));
  const beta = Math.asin(s);
  const e4 = E2 * E2;
  const e6 = e4 * E2;
  let phi =
    beta +
    (E2 / 3 + (31 * e4) / 180 + (517 * e6) / 5040) * Math.sin(2 * beta) +
    ((23 * e4) / 360 + (251 * e6) / 3780) * Math.sin(4 * beta) +
    ((761 * e6) / 45360) * Math.sin(6 * beta);
  // The series is good to 1e-9 rad (6 mm); one Newton step takes it below 1e-15. dq/dφ vanishes at the poles, where beta is exact.
  if (Math.abs(s) < 0.999999) {
    for (let i = 0; i < 2; i++) {
      const sin = Math.sin(phi);
      const w = 1 - E2 * sin * sin;
      phi -= ((authalicQ(sin) - q) * w * w) / (2 * (1 - E2) * Math.cos(phi));
    }
  }
  return phi;
}
