/**
 * Covariance of the gap between observation and process model, as a sum of parts that each have a meaning:
 * what a site keeps, what a region shares, what a kind of landscape does in a season, what one year brings.
 * Each part is sd² · S(place, place') · T(month - month'), so that sums over many months at few places are cheap.
 */
export interface Component {
  readonly name: string;
  /** Standard deviation this part explains, in latent units. */
  readonly sd: number;
  /** exp(-distance / km); null where distance does not matter. */
  readonly km: number | null;
  /** Squared-exponential range in standardised landscape features; null where the landscape does not matter. */
  readonly landscape: number | null;
  /** exp(-|months apart| / memory); null for what lasts. */
  readonly memory: number | null;
  /** Range of the periodic kernel over the year, in units where 1 correlates about half a year; null for no season. */
  readonly season: number | null;
}

/** A place the covariance knows: position and standardised landscape features. */
export interface Place {
  readonly lon: number;
  readonly lat: number;
  readonly features: readonly number[];
}

/** Longest lag that is told apart from longer ones: 150 years. */
export const LONGEST_LAG = 1800;

/** S of one component for two places `metres` apart. */
export function spatialCorrelation(c: Component, a: Place, b: Place, metres: number): number {
  let s = c.km === null ? 1 : Math.exp(-metres / (1000 * c.km));
  if (c.landscape !== null) {
    let d2 = 0;
    for (let i = 0; i < a.features.length; i++) d2 += ((a.features[i] as number) - (b.features[i] as number)) ** 2;
    s *= Math.exp(-d2 / (2 * c.landscape ** 2));
  }
  return s;
}

/** T of one component for every lag from 0 to LONGEST_LAG months. */
export function temporalCorrelation(c: Component): Float64Array {
  const table = new Float64Array(LONGEST_LAG + 1);
  for (let lag = 0; lag <= LONGEST_LAG; lag++) {
    let t = c.memory === null ? 1 : Math.exp(-lag / c.memory);
    if (c.season !== null) t *= Math.exp(-2 * (Math.sin((Math.PI * lag) / 12) / c.season) ** 2);
    table[lag] = t;
  }
  return table;
}

/** `[a.length, b.length]` sd² · S for each component: what the temporal tables multiply. */
export function spatialTables(
  components: readonly Component[],
  a: readonly Place[],
  b: readonly Place[],
  metres: (a: Place, b: Place) => number,
): Float64Array[] {
  const tables = components.map(() => new Float64Array(a.length * b.length));
  a.forEach((from, i) => {
    b.forEach((to, j) => {
      const d = metres(from, to);
      components.forEach((c, k) => {
        (tables[k] as Float64Array)[i * b.length + j] = c.sd * c.sd * spatialCorrelation(c, from, to, d);
      });
    });
  });
  return tables;
}
