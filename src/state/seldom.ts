/** Calls on at most once in so many ms, the first at once: for steps that come faster than anybody reads. */
export function seldom<T>(ms: number, tell: (value: T) => void): (value: T) => void {
  let last = Number.NEGATIVE_INFINITY;
  return (value) => {
    const now = performance.now();
    if (now - last < ms) return;
    last = now;
    tell(value);
  };
}
