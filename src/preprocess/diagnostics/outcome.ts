import type { TestOutcome } from './diagnostics.ts';
import type { Meaning } from './meaning.ts';
import { isTested, type Tested, type TestResult } from './tested.ts';

/** Gathers outcomes of one variable, and a sentence for each test that could not be made. */
export class Outcomes {
  readonly tests: TestOutcome[] = [];
  readonly notes: string[] = [];

  /** @param of what the notes call the values: `alt, observations` */
  constructor(private readonly of: string) {}

  add(test: string, result: TestResult, meaning: (r: Tested) => Meaning): void {
    if (isTested(result)) this.tests.push({ test, ...result, ...meaning(result) });
    else this.say(`${test} cannot be tested because ${result.untestable}.`);
  }

  /** Anything else that a reader should know of these values. */
  say(sentence: string): void {
    this.notes.push(`${this.of}: ${sentence}`);
  }
}
