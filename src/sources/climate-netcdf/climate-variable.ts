import { toCelsius, toMetres, toPascal } from '../../core/unit.ts';
import type { VariableName } from '../../core/variable.ts';
import { type NetcdfVariable, text } from '../netcdf-model.ts';

/** How one variable of a climate or terrain file becomes one of ours. */
export interface Meaning {
  readonly variable: VariableName;
  readonly convert: (x: number) => number;
  /** A value that cannot be: it becomes missing and is counted. */
  readonly impossible: (x: number) => boolean;
  readonly why: string;
  /** Set when the file gives no unit and one was assumed. */
  readonly assumed?: string;
}

const never = () => false;
const same = (x: number) => x;
const notWhole = (x: number) => !Number.isInteger(x);

/**
 * What a variable means, by CF standard_name or name, and unit.
 * @returns a sentence when the quantity is known and its unit is not: nobody guesses a unit
 */
export function meaningOf(v: NetcdfVariable): Meaning | string | undefined {
  const unit = text(v.attributes.units);
  switch (text(v.attributes.standard_name) || v.name) {
    case 'air_temperature':
    case 'tair':
      return known('t_air', toCelsius(unit), unit);
    case 'precipitation_amount':
    case 'precip':
      return /^mm(\s*month-1|\/month)?$/.test(unit.trim())
        ? { variable: 'precip', convert: same, impossible: (x) => x < 0, why: 'negative' }
        : refusal(unit);
    case 'downwelling_shortwave_flux_in_air':
    case 'surface_downwelling_shortwave_flux_in_air':
      return /^w\s*m-2$/i.test(unit.trim())
        ? { variable: 'sw_in', convert: same, impossible: never, why: '' }
        : refusal(unit);
    case 'water_vapor_pressure':
    case 'water_vapor_partial_pressure_in_air': {
      const meaning = known('vp', toPascal(unit), unit);
      // K1-8: a vapour pressure of exactly nothing is rounding of cold months
      return typeof meaning === 'string'
        ? meaning
        : { ...meaning, impossible: (x) => x <= 0, why: 'vapour pressure of zero is impossible; taken as missing' };
    }
    case 'surface_altitude':
    case 'elevation':
      return unit === '' ? { ...metres('elevation'), assumed: 'm' } : known('elevation', toMetres(unit), unit);
    case 'slope':
      return unit === '' || /^deg/.test(unit)
        ? {
            variable: 'slope',
            convert: same,
            impossible: (x) => x < 0 || x > 90,
            why: 'not a slope',
            ...(unit === '' ? { assumed: 'degrees' } : {}),
          }
        : refusal(unit);
    case 'pct_sand':
    case 'pct_silt':
    case 'pct_clay':
      // The name itself says per cent.
      return unit === '' || unit === '%' || unit === 'percent'
        ? { variable: v.name.slice(4) as 'sand' | 'silt' | 'clay', convert: (x) => x / 100, impossible: never, why: '' }
        : refusal(unit);
    case 'veg_class':
    case 'drainage_class':
      return {
        variable: v.name as 'veg_class' | 'drainage_class',
        convert: same,
        impossible: notWhole,
        why: 'no class',
      };
    default:
      return undefined;
  }
}

const metres = (variable: VariableName): Meaning => ({ variable, convert: same, impossible: never, why: '' });
const refusal = (unit: string): string => (unit === '' ? 'no unit given' : `unknown unit "${unit}"`);
const known = (variable: VariableName, convert: ((x: number) => number) | undefined, unit: string): Meaning | string =>
  convert ? { variable, convert, impossible: never, why: '' } : refusal(unit);
