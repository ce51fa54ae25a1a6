/** A number as people type it, a true minus sign allowed; undefined for anything else. */
export function numberOf(text: string): number | undefined {
  const plain = text.trim().replace('\u2212', '-');
  return /^[-+]?(\d+\.?\d*|\.\d+)$/.test(plain) ? Number(plain) : undefined;
}
