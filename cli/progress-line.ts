/** A progress line on standard error: rewrites itself on a terminal, a line every ten seconds in a log. */
export class ProgressLine {
  #told = Number.NEGATIVE_INFINITY;
  #width = 0;

  /** @param important is told even if the last line was a moment ago */
  tell(line: string, secondsLeft: number | null = null, important = false): void {
    const now = performance.now();
    const { isTTY } = process.stderr;
    if (!important && now - this.#told < (isTTY ? 200 : 10_000)) return;
    this.#told = now;
    const text = secondsLeft === null ? line : `${line}, about ${Math.ceil(secondsLeft)} s left`;
    process.stderr.write(isTTY ? `\r${text.padEnd(this.#width)}` : `${text}\n`);
    this.#width = text.length;
  }

  /** Ends the line, so that what follows starts on its own. */
  end(): void {
    if (process.stderr.isTTY && this.#width > 0) process.stderr.write('\n');
    this.#width = 0;
  }
}
