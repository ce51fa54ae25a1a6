import { daysIn } from '../../core/month.ts';
import { toCelsius, toMetres, toPascal } from '../../core/unit.ts';
import type { VariableName } from '../../core/variable.ts';
import { fluxConversion } from '../gridded/flux-unit.ts';
import { type NetcdfVariable, text } from '../netcdf-model.ts';

/** What a CF variable is to us. */
export interface CfQuantity {
  readonly variable: VariableName;
  /** Mean of a month as stored, to the canonical unit. */
  readonly finish: (x: number, month: number, stepDays: number) => number;
  readonly note?: string;
}

/** A quantity we know whose unit or sign leaves a question. */
export interface CfQuestion {
  readonly rule: string;
  readonly todo: string;
}

/** By standard_name, then by the names that files use; the first that fits. */
const KNOWN: readonly { readonly standard: RegExp; readonly name?: RegExp; readonly is: Kind }[] = [
  {
    standard: /^surface_upward_mo(le|lar)_flux_of_methane|^surface_upward_mass_flux_of_methane/,
    name: /^(ch4|fch4|ch4_flux|methane_flux)$/i,
    is: { gas: 'ch4', variable: 'ch4' },
  },
  {
    standard: /^surface_upward_m(ole|ass)_flux_of_carbon_dioxide/,
    name: /^(nee|fco2|co2_flux|net_ecosystem_exchange)$/i,
    is: { gas: 'co2', variable: 'co2' },
  },
  {
    standard: /^surface_(net_)?downward_m(ole|ass)_flux_of_carbon_dioxide/,
    name: /^(nep|nbp)$/i,
    is: { gas: 'co2', variable: 'co2', downward: true },
  },
  { standard: /^gross_primary_productivity_of_/, name: /^gpp$/i, is: { gas: 'co2', variable: 'gpp' } },
  { standard: /respiration/, name: /^(reco|ecosystem_respiration)$/i, is: { gas: 'co2', variable: 'reco' } },
  { standard: /^air_temperature$/, name: /^(tair|tas|t2m)$/i, is: { variable: 't_air', unit: toCelsius } },
  { standard: /^water_vapor_(partial_)?pressure(_in_air)?$/, is: { variable: 'vp', unit: toPascal } },
  { standard: /^surface_altitude$/, name: /^elevation$/i, is: { variable: 'elevation', unit: toMetres } },
  { standard: /^surface_snow_thickness$/, is: { variable: 'snow_depth', unit: toMetres } },
  { standard: /^lwe_thickness_of_surface_snow_amount$/, is: { variable: 'swe', unit: toMetres } },
  { standard: /^wind_speed$/, name: /^sfcwind$/i, is: { variable: 'wind', unit: exactly('m s-1') } },
  {
    standard: /^surface_downwelling_shortwave_flux(_in_air)?$/,
    name: /^rsds$/i,
    is: { variable: 'sw_in', unit: exactly('w m-2') },
  },
  {
    standard: /^(volume_fraction_of_condensed_water_in_soil|soil_moisture_content_fraction)$/,
    is: { variable: 'vwc', unit: exactly('m3 m-3', '1') },
  },
  {
    standard:
      /^(precipitation_flux|precipitation_amount|lwe_precipitation_rate|lwe_thickness_of_precipitation_amount)$/,
    name: /^(precip|pr|precipitation)$/i,
    is: { variable: 'precip', rain: true },
  },
];

type Kind =
  | { readonly variable: VariableName; readonly gas: 'co2' | 'ch4'; readonly downward?: boolean }
  | { readonly variable: VariableName; readonly unit: (unit: string) => ((x: number) => number) | undefined }
  | { readonly variable: 'precip'; readonly rain: true };

/** @returns undefined when we have no such quantity */
export function cfQuantity(v: NetcdfVariable): CfQuantity | CfQuestion | undefined {
  const standard = text(v.attributes.standard_name).trim();
  const name = v.name.slice(v.name.lastIndexOf('/') + 1);
  const kind = (
    KNOWN.find((k) => k.standard.test(standard)) ??
    (standard === '' ? KNOWN.find((k) => k.name?.test(name)) : undefined)
  )?.is;
  const unit = text(v.attributes.units).trim();
  if (!kind) return undefined;
  if ('gas' in kind) return flux(kind, unit, standard);
  if ('rain' in kind) return rain(unit);
  const convert = kind.unit(unit);
  return convert ? { variable: kind.variable, finish: convert } : question(unit);
}

function flux(
  {
    gas,
    variable,
    downward,
  }: { readonly gas: 'co2' | 'ch4'; readonly variable: VariableName; readonly downward?: boolean },
  unit: string,
  standard: string,
): CfQuantity | CfQuestion {
  const counted = /as_carbon/.test(standard)
    ? 'C'
    : /mass_flux_of_carbon_dioxide/.test(standard)
      ? 'CO2'
      : /mass_flux_of_methane/.test(standard)
        ? 'CH4'
        : undefined;
  const convert = fluxConversion(unit, gas, counted);
  if (!convert) return question(unit, 'a flux such as "g C m-2 d-1" or "umol m-2 s-1", with what its mass counts');
  // TV-4: a name may say mass flux where the unit counts moles; the unit is what the numbers were written with.
  const note =
    /mass_flux/.test(standard) && /mol/i.test(unit)
      ? `its standard_name says mass flux, its unit "${unit}" was used`
      : undefined;
  const sign = downward ? -1 : 1;
  return {
    variable,
    finish: (x, month) => sign * convert(x, month),
    ...(downward ? { note: 'given as uptake (downward positive): the sign was turned' } : note ? { note } : {}),
  };
}

/** Rates of any length and amounts of a step, to a month's total. */
function rain(unit: string): CfQuantity | CfQuestion {
  const plain = unit
    .replace(/\*\*|\^/g, '')
    .replace(/\/\s*(month|mon|day|d|s)\b/g, ' $1-1')
    .replace(/\s+/g, ' ')
    .toLowerCase();
  const monthly = (perDay: number): CfQuantity => ({
    variable: 'precip',
    finish: (x, month) => x * perDay * daysIn(month),
  });
  switch (plain) {
    case 'kg m-2 s-1':
    case 'mm s-1':
      return monthly(86400);
    case 'mm d-1':
    case 'mm day-1':
    case 'kg m-2 d-1':
    case 'kg m-2 day-1':
      return monthly(1);
    case 'm s-1':
      return monthly(86_400_000);
    case 'mm month-1':
    case 'mm mon-1':
    case 'kg m-2 month-1':
      return { variable: 'precip', finish: (x) => x };
    case 'mm':
    case 'kg m-2':
      return {
        variable: 'precip',
        finish: (x, month, stepDays) => (stepDays >= 27 ? x : (x / stepDays) * daysIn(month)),
      };
    default:
      return question(unit);
  }
}

function exactly(...units: readonly string[]): (unit: string) => ((x: number) => number) | undefined {
  return (unit) => {
    const plain = unit
      .replace(/\*\*|\^/g, '')
      .replace(/\/\s*s\b/, ' s-1')
      .replace(/\/\s*m2\b/, ' m-2')
      .replace(/\s+/g, ' ')
      .trim()
      .toLowerCase();
    return units.includes(plain) ? (x) => x : undefined;
  };
}

const question = (unit: string, example = 'a unit as UDUNITS writes it'): CfQuestion => ({
  rule: unit === '' ? 'no unit given' : `unknown unit "${unit}"`,
  todo: `add the units attribute: ${example}`,
});
