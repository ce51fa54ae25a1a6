/** What a test gives, before anybody says what it means. */
export interface Tested {
  readonly statistic: number;
  readonly p?: number;
  readonly bound?: 'at most' | 'at least';
  readonly n: number;
  readonly detail: Readonly<Record<string, number | string>>;
}

/** Why there is no number: half a sentence that follows 'cannot be tested because'. */
export interface Untestable {
  readonly untestable: string;
}

export type TestResult = Tested | Untestable;

export const isTested = (r: TestResult): r is Tested => 'statistic' in r;

/** Numbers that differ by less than this share of their size are all the same but for rounding. */
const ROUNDING = 1e-12;
/** Fourth powers of these are still numbers. */
const LARGEST = 1e70;

/**
 * The reason why values cannot be tested, or undefined.
 * @param least fewest values that the test is defined for
 */
export function untestableBecause(x: ArrayLike<number>, least: number): Untestable | undefined {
  if (x.length < least)
    return { untestable: `there ${x.length === 1 ? 'is' : 'are'} ${x.length} of at least ${least} values` };
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < x.length; i++) {
    const v = x[i] as number;
    if (!Number.isFinite(v)) return { untestable: 'there are gaps between the values' };
    if (v < low) low = v;
    if (v > high) high = v;
  }
  const size = Math.max(Math.abs(low), Math.abs(high));
  if (high - low <= ROUNDING * size) return { untestable: 'all values are the same' };
  if (size > LARGEST || high - low < 1 / LARGEST)
    return { untestable: 'the values are too large or too small to square' };
  return undefined;
}
