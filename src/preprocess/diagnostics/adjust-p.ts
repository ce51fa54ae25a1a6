/**
 * Holm's step-down adjustment, in the order given: keeps the chance of any false rejection below the level, whatever the dependence.
 * @see Holm 1979, Scand. J. Stat. 6, 65
 */
export function holm(p: readonly number[]): number[] {
  const m = p.length;
  let least = 0;
  return inOrder(p, (order) =>
    order.map((at, i) => (least = Math.max(least, Math.min(1, (m - i) * (p[at] as number))))),
  );
}

/**
 * Benjamini and Hochberg's step-up adjustment, in the order given: keeps the expected share of false rejections below the level for
 * independent or positively dependent tests.
 * @see Benjamini and Hochberg 1995, J. R. Stat. Soc. B 57, 289
 */
export function benjaminiHochberg(p: readonly number[]): number[] {
  const m = p.length;
  return inOrder(p, (order) => {
    const out = new Array<number>(m);
    let most = 1;
    for (let i = m - 1; i >= 0; i--) {
      most = Math.min(most, (m / (i + 1)) * (p[order[i] as number] as number));
      out[i] = most;
    }
    return out;
  });
}

/** Works along ascending p and puts the results back in their places. */
function inOrder(p: readonly number[], adjust: (order: readonly number[]) => readonly number[]): number[] {
  const order = p.map((_, i) => i).sort((a, b) => (p[a] as number) - (p[b] as number));
  const adjusted = adjust(order);
  const out = new Array<number>(p.length);
  order.forEach((at, i) => {
    out[at] = adjusted[i] as number;
  });
  return out;
}
