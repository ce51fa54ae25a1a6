import { choleskySolve } from './cholesky-solve.ts';

export interface PlaceLike {
  readonly lat: number;
  readonly lon: number;
}

/** Mean radius of the Earth, km; distances here only set weights, where 0.5 % is nothing. */
const RADIUS = 6371;

/** Unit vector of a place. */
const vector = ({ lat, lon }: PlaceLike): [number, number, number] => {
  const [p, l] = [(lat * Math.PI) / 180, (lon * Math.PI) / 180];
  return [Math.cos(p) * Math.cos(l), Math.cos(p) * Math.sin(l), Math.sin(p)];
};

/** Correlation between places that falls off exponentially with distance. */
export class Reach {
  readonly #at: Float64Array;
  /** @param reach km at which the correlation is 1/e */
  constructor(
    readonly places: readonly PlaceLike[],
    readonly reach: number,
  ) {
    this.#at = Float64Array.from(places.flatMap(vector));
  }

  /** Correlations of a place with all of ours, into `out`. */
  correlations(place: PlaceLike, out: Float64Array): Float64Array {
    const [x, y, z] = vector(place);
    const at = this.#at;
    for (let i = 0, k = 0; i < out.length; i++, k += 3) {
      const [dx, dy, dz] = [x - (at[k] as number), y - (at[k + 1] as number), z - (at[k + 2] as number)];
      out[i] = Math.exp((-RADIUS * Math.sqrt(dx * dx + dy * dy + dz * dz)) / this.reach);
    }
    return out;
  }

  /**
   * Weights of simple kriging with mean 0: the estimate at a place is the sum of its correlations times these.
   *
   * @param members   indices of the places that have a value
   * @param noise     noise variance of each member relative to the field's variance
   * @param values    `[right-hand side][member]`
   * @returns         `[right-hand side][member]`
   */
  solve(members: readonly number[], noise: readonly number[], values: readonly ArrayLike<number>[]): Float64Array[] {
    const n = members.length;
    const matrix = new Float64Array(n * n);
    const row = new Float64Array(this.places.length);
    members.forEach((m, i) => {
      this.correlations(this.places[m] as PlaceLike, row);
      members.forEach((k, j) => {
        matrix[i * n + j] = row[k] as number;
      });
      matrix[i * n + i] = 1 + (noise[i] as number);
    });
    const b = values.map((v) => Float64Array.from(v));
    choleskySolve(matrix, n, b);
    return b;
  }
}
