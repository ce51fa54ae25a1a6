const HELD = 8192;

/** What the numbers of a column look like, in bounded memory: extremes exactly, quantiles from evenly spaced ones. */
export class ValueSample {
  n = 0;
  min = Number.POSITIVE_INFINITY;
  max = Number.NEGATIVE_INFINITY;
  #held: number[] = [];
  #step = 1;

  add(values: Float64Array): void {
    for (const v of values) {
      if (Number.isNaN(v)) continue;
      if (v < this.min) this.min = v;
      if (v > this.max) this.max = v;
      if (this.n++ % this.#step === 0) this.#held.push(v);
      if (this.#held.length < HELD) continue;
      this.#held = this.#held.filter((_, i) => i % 2 === 0);
      this.#step *= 2;
    }
  }

  quantile(q: number): number {
    const sorted = [...this.#held].sort((a, b) => a - b);
    return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN;
  }

  /** `n 5584983, min …, 5 % …, 50 % …, 95 % …, max …` */
  words(): string {
    const at = (q: number) => `${q * 100} % ${short(this.quantile(q))}`;
    return `n ${this.n}, min ${short(this.min)}, ${[0.05, 0.5, 0.95].map(at).join(', ')}, max ${short(this.max)}`;
  }
}

const short = (x: number): string => String(Number(x.toPrecision(4)));
