import type { Random } from '../../core/random.ts';

/** A uniform sample of a stream of unknown length in constant memory (Li 1994, ACM Trans. Math. Softw. 20, 481, algorithm L). */
export class Reservoir {
  readonly values: number[] = [];
  seen = 0;
  #weight = 1;
  #next = 0;

  constructor(
    private readonly size: number,
    private readonly random: Random,
  ) {}

  add(value: number): void {
    this.seen++;
    if (this.values.length < this.size) {
      this.values.push(value);
      if (this.values.length === this.size) this.#skip();
    } else if (this.seen === this.#next) {
      this.values[this.random.integer(this.size)] = value;
      this.#skip();
    }
  }

  #skip(): void {
    // 1 - u lies in (0, 1]: its logarithm is finite.
    const log = () => Math.log(1 - this.random.uniform() * (1 - 2 ** -33));
    this.#weight *= Math.exp(log() / this.size);
    this.#next = this.seen + 1 + Math.floor(log() / Math.log1p(-this.#weight));
  }
}
