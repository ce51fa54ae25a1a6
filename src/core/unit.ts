import { daysIn } from './month.ts';

/** Conversions to the canonical units of core/variable; factors of SOURCES.md, section 3.2. Made at the edge, plain arithmetic inside. */

/** Molar mass of carbon, g mol-1. */
const CARBON = 12.011;
const SECONDS_A_DAY = 86400;

export const metresFromCm = (cm: number): number => cm / 100;
export const metresFromMm = (mm: number): number => mm / 1000;
export const mmFromInches = (inches: number): number => inches * 25.4;
export const celsiusFromKelvin = (kelvin: number): number => kelvin - 273.15;
export const celsiusFromFahrenheit = (fahrenheit: number): number => (fahrenheit - 32) / 1.8;
export const fahrenheitFromCelsius = (celsius: number): number => celsius * 1.8 + 32;
export const pascalFromHpa = (hpa: number): number => hpa * 100;
export const pascalFromKpa = (kpa: number): number => kpa * 1000;
export const fractionFromPercent = (percent: number): number => percent / 100;

/**
 * CO2 of one month, g C m-2 month-1, as mean rate in umol m-2 s-1; the month has its true number of days.
 * @param month months since 1969-01
 */
export const umolFromGramsCarbon = (grams: number, month: number): number =>
  (grams * 1e6) / (CARBON * SECONDS_A_DAY * daysIn(month));

/** CH4 of one month, g C m-2 month-1, as mean rate in nmol m-2 s-1. */
export const nmolFromGramsCarbon = (grams: number, month: number): number => 1000 * umolFromGramsCarbon(grams, month);

/** Mean CO2 rate, umol m-2 s-1, as g C m-2 month-1. */
export const gramsCarbonFromUmol = (umol: number, month: number): number =>
  (umol * CARBON * SECONDS_A_DAY * daysIn(month)) / 1e6;

/** Mean CH4 rate, nmol m-2 s-1, as g C m-2 month-1. */
export const gramsCarbonFromNmol = (nmol: number, month: number): number => gramsCarbonFromUmol(nmol, month) / 1000;

/** Unit texts as files write them, to a function into the canonical unit; undefined when nobody has taught us that unit. */
export function toCelsius(unit: string): ((x: number) => number) | undefined {
  switch (plain(unit)) {
    case 'k':
    case 'kelvin':
      return celsiusFromKelvin;
    case 'c':
    case 'degc':
    case 'celsius':
    case 'degreescelsius':
    case 'degreecelsius':
      return (x) => x;
    case 'f':
    case 'degf':
    case 'fahrenheit':
      return celsiusFromFahrenheit;
    default:
      return undefined;
  }
}

/** Pressure text to pascal. */
export function toPascal(unit: string): ((x: number) => number) | undefined {
  switch (plain(unit)) {
    case 'pa':
    case 'pascal':
      return (x) => x;
    case 'hpa':
    case 'mbar':
    case 'mb':
      return pascalFromHpa;
    case 'kpa':
      return pascalFromKpa;
    default:
      return undefined;
  }
}

/** Length text to metres. */
export function toMetres(unit: string): ((x: number) => number) | undefined {
  switch (plain(unit)) {
    case 'm':
    case 'metre':
    case 'metres':
    case 'meter':
    case 'meters':
      return (x) => x;
    case 'cm':
      return metresFromCm;
    case 'mm':
      return metresFromMm;
    case 'km':
      return (x) => x * 1000;
    default:
      return undefined;
  }
}

const plain = (unit: string): string => unit.toLowerCase().replace(/[\s_°.]/g, '');
