/** How far a long job is. `of` is 0 while the size is unknown. */
export interface Progress {
  readonly what: string;
  readonly done: number;
  readonly of: number;
  /** Seconds that remain at the pace so far, or null while nobody can know. */
  readonly secondsLeft: number | null;
}

export type OnProgress = (progress: Progress) => void;

/** Counts units of one job and estimates the time left from the pace so far. */
export class ProgressMeter {
  readonly #started = performance.now();
  #done = 0;
  constructor(
    private readonly what: string,
    private readonly of: number,
    private readonly tell: OnProgress | undefined,
  ) {}

  advance(by = 1): void {
    this.#done += by;
    const spent = (performance.now() - this.#started) / 1000;
    const secondsLeft = this.#done > 0 && this.of > 0 ? (spent * (this.of - this.#done)) / this.#done : null;
    this.tell?.({ what: this.what, done: this.#done, of: this.of, secondsLeft });
  }
}
