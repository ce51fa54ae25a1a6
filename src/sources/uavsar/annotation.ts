/** `key (unit) = value ; comment` lines of an annotation, found by name and not by place. */
export class Annotation {
  readonly #values: ReadonlyMap<string, string>;

  /** Comment lines begin with `;`. A value may hold `=` and `:` (UAV-3); a comment begins at a `;` after a blank. */
  constructor(text: string) {
    const values = new Map<string, string>();
    for (const line of text.split(/\r\n?|\n/)) {
      const m = /^\s*([^;=(][^=(]*?)\s*\(([^)=]*)\)\s*=(.*)$/.exec(line);
      if (!m) continue;
      const value = ` ${m[3]}`.replace(/\s;.*$/, '').trim();
      const key = keyOf(m[1] as string);
      if (!values.has(key)) values.set(key, value);
    }
    this.#values = values;
  }

  get size(): number {
    return this.#values.size;
  }

  /** Undefined where absent or `N/A` (UAV-4). */
  text(key: string): string | undefined {
    const value = this.#values.get(keyOf(key));
    return value === undefined || value === '' || /^n\/a$/i.test(value) ? undefined : value;
  }

  number(key: string): number | undefined {
    const text = this.text(key);
    return text !== undefined && /^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/.test(text) ? Number(text) : undefined;
  }

  /** ` 1-Feb-2020 02:13:16 UTC`, always UTC (UAV-4). */
  instant(key: string): Date | undefined {
    const m = /^(\d{1,2})-([A-Za-z]{3})-(\d{4})\s+(\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:\s+UTC)?$/.exec(
      this.text(key) ?? '',
    );
    const month = MONTHS.indexOf((m?.[2] ?? '').toLowerCase());
    if (!m || month < 0) return undefined;
    const [day, year, h, min, s] = [1, 3, 4, 5, 6].map((i) => Number(m[i])) as [number, number, number, number, number];
    const date = new Date(Date.UTC(year, month, day, h, min, s));
    return date.getUTCDate() === day && h < 24 && min < 60 && s < 61 ? date : undefined;
  }
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const keyOf = (key: string): string => key.trim().replace(/\s+/g, ' ').toLowerCase();
