import { toCelsius, toMetres, toPascal } from '../../core/unit.ts';
import { VARIABLES, type Variable, type VariableName } from '../../core/variable.ts';

/** The other way round of each sign convention. */
const OPPOSITE: Readonly<Record<string, string>> = {
  up: 'down',
  down: 'up',
  'to the atmosphere': 'uptake',
  uptake: 'to the atmosphere',
  'above the surface': 'below the surface',
};

const plain = (unit: string): string =>
  unit.trim().toLowerCase().replaceAll('µ', 'u').replaceAll('μ', 'u').replace(/\s+/g, ' ');

/**
 * From a stated unit and sign into the canonical ones of a variable.
 * @param positive which way is positive in the file; needed where the variable has a sign convention
 * @returns a question when unit or sign is not known: neither is ever guessed
 */
export function intoCanonical(
  variable: VariableName,
  unit: string,
  positive: string | undefined,
): ((x: number) => number) | string {
  const { unit: canonical, positive: way }: Variable = VARIABLES[variable];
  const convert = byUnit(canonical, unit);
  if (!convert) return `unknown unit "${unit}" for ${variable}; its own is ${canonical}`;
  if (way === undefined || positive === way) return convert;
  if (positive === OPPOSITE[way]) return (x) => -convert(x);
  return `which way is positive in ${variable}? "${way}" or "${OPPOSITE[way]}"${positive ? `, not "${positive}"` : ''}`;
}

function byUnit(canonical: string, unit: string): ((x: number) => number) | undefined {
  if (plain(unit) === plain(canonical)) return (x) => x;
  switch (canonical) {
    case 'm':
      return toMetres(unit);
    case 'degC':
      return toCelsius(unit);
    case 'Pa':
      return toPascal(unit);
    case 'degree':
      return /^deg(ree)?s?$/.test(plain(unit)) ? (x) => x : undefined;
    case '1':
    case 'm3 m-3':
      if (/^(%|percent)$/.test(plain(unit))) return (x) => x / 100;
      return /^(1|fraction|m3 m-3|m3\/m3)$/.test(plain(unit)) ? (x) => x : undefined;
    case 'mm month-1':
      return /^(mm|kg m-2)( ?month-1|\/month)$/.test(plain(unit)) ? (x) => x : undefined;
    default:
      return undefined;
  }
}
