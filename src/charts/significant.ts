/** A number with so many figures and a true minus sign; `–` for none. */
export const significant = (x: number, figures = 3): string =>
  Number.isFinite(x) ? String(Number(x.toPrecision(figures))).replace('-', '\u2212') : '–';
