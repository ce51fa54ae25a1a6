import { daysIn } from '../../core/month.ts';

/** Molar masses, g mol-1 (SOURCES.md, 3.2). */
const MASS = { C: 12.011, CO2: 44.009, CH4: 16.043 } as const;
const GRAMS: Readonly<Record<string, number>> = { kg: 1000, g: 1, mg: 1e-3, ug: 1e-6, µg: 1e-6, t: 1e6 };
const MOLES: Readonly<Record<string, number>> = { mol: 1, mmol: 1e-3, umol: 1e-6, µmol: 1e-6, nmol: 1e-9 };
const SECONDS: readonly (readonly [RegExp, number])[] = [
  [/^s(ec(onds?)?)?$/, 1],
  [/^h((ou)?rs?)?$/, 3600],
  [/^d(ays?)?$/, 86400],
];

/** A flux as written, to the canonical unit of its gas; a month has its true number of days. */
export type FluxConversion = (x: number, month: number) => number;

/**
 * `g C m-2 d-1`, `umol m-2 s-1`, `kg m-2 s-1`, `mgC/m2/day`, `nmol CH4 m**-2 s**-1` to umol (CO2) or nmol (CH4) m-2 s-1.
 * @param counted what a mass counts where the unit does not say it, such as by a CF standard_name
 * @returns undefined when the unit is no flux, or a mass of nobody knows what
 */
export function fluxConversion(
  unit: string,
  gas: 'co2' | 'ch4',
  counted?: 'C' | 'CO2' | 'CH4',
): FluxConversion | undefined {
  const words = tokens(unit);
  const [amount, ...rest] = words;
  if (amount === undefined) return undefined;
  const substance = rest.map((w) => /^(c|co2|ch4)(?:-c)?$/i.exec(w)).find((m) => m !== null);
  const area = rest.filter((w) => /^k?m(-2)$/i.test(w));
  const time = rest.filter((w) => /^[a-z]+-1$/i.test(w));
  if (area.length !== 1 || time.length !== 1 || rest.length !== 2 + (substance ? 1 : 0)) return undefined;
  const word = substance?.[0].toUpperCase();
  const of = word?.endsWith('-C') || word === 'C' ? 'C' : ((word as 'CO2' | 'CH4' | undefined) ?? counted);
  // Methane in a CO2 unit and the other way round is a file that contradicts itself.
  if ((of === 'CO2' && gas === 'ch4') || (of === 'CH4' && gas === 'co2')) return undefined;
  const grams = GRAMS[amount];
  const moles = MOLES[amount] ?? (grams !== undefined && of !== undefined ? grams / MASS[of] : undefined);
  if (moles === undefined) return undefined;
  const perSquareMetre = /^km/i.test(area[0] as string) ? 1e-6 : 1;
  const factor = moles * perSquareMetre * (gas === 'co2' ? 1e6 : 1e9);
  const span = (time[0] as string).replace('-1', '').toLowerCase();
  if (/^mon(ths?)?$/.test(span)) return (x, month) => (x * factor) / (86400 * daysIn(month));
  const seconds = SECONDS.find(([name]) => name.test(span))?.[1];
  return seconds === undefined ? undefined : (x) => (x * factor) / seconds;
}

/** Words of a unit with all powers written as `m-2`. */
function tokens(unit: string): string[] {
  const plain = unit
    .trim()
    .replace(/\*\*|\^/g, '')
    .replace(/μ/g, 'µ')
    .replace(/²/g, '2')
    .replace(/⁻/g, '-')
    .replace(/¹/g, '1')
    .replace(/\(|\)/g, ' ')
    .replace(/\/\s*(k?m)\s*2/gi, ' $1-2')
    .replace(/\/\s*([a-z]+)/gi, ' $1-1')
    .replace(/(^|\s)(kg|mg|ug|µg|g|mol|mmol|umol|µmol|nmol)(CO2|CH4|C)(?=[\s-]|$)/g, '$1$2 $3')
    .replace(/\.(?=[a-z])/gi, ' ');
  return plain.split(/\s+/).filter((w) => w !== '');
}
