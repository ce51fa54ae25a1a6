const METRES_A_DEGREE = 111_195;

/** Running mean of measurements at points near each other (Welford): value, spread and place, in constant memory. */
export class PointMean {
  n = 0;
  mean = 0;
  lat = 0;
  lon = 0;
  #m2 = 0;
  #latM2 = 0;
  #lonM2 = 0;
  #random = 0;
  #known = 0;

  /** @param sd random error of this one measurement; NaN where unknown */
  add(value: number, lat: number, lon: number, sd: number): void {
    this.n++;
    const [d, dLat, dLon] = [value - this.mean, lat - this.lat, lon - this.lon];
    this.mean += d / this.n;
    this.lat += dLat / this.n;
    this.lon += dLon / this.n;
    this.#m2 += d * (value - this.mean);
    this.#latM2 += dLat * (lat - this.lat);
    this.#lonM2 += dLon * (lon - this.lon);
    if (sd >= 0) {
      this.#random += sd * sd;
      this.#known++;
    }
  }

  /** Between measurements; NaN of one. */
  get sd(): number {
    return this.n > 1 ? Math.sqrt(this.#m2 / (this.n - 1)) : Number.NaN;
  }

  /** One sd of the points' places about their centre, m. */
  get spread(): number {
    const metres = METRES_A_DEGREE ** 2;
    return Math.sqrt((metres * (this.#latM2 + this.#lonM2 * Math.cos((this.lat * Math.PI) / 180) ** 2)) / this.n);
  }

  /**
   * One sd of the mean: random error and spread by the root of n, an instrument's bias not divided (SOURCES.md, 1).
   * @param bias same unit; NaN where unknown
   * @returns NaN when nothing at all is known
   */
  uncertainty(bias: number): number {
    const random = this.#known > 0 ? Math.sqrt(this.#random / this.#known / this.n) : Number.NaN;
    const parts = [bias, random, this.sd / Math.sqrt(this.n)].filter((x) => !Number.isNaN(x));
    return parts.length > 0 ? Math.hypot(...parts) : Number.NaN;
  }
}
