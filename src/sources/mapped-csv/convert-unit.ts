import { daysIn } from '../../core/month.ts';
import {
  celsiusFromFahrenheit,
  celsiusFromKelvin,
  fractionFromPercent,
  metresFromCm,
  metresFromMm,
  mmFromInches,
  nmolFromGramsCarbon,
  pascalFromHpa,
  pascalFromKpa,
  umolFromGramsCarbon,
} from '../../core/unit.ts';
import { VARIABLES, type VariableName } from '../../core/variable.ts';

/** Into the canonical unit; the month matters where the unit is a total of it. */
export type Convert = (x: number, month: number) => number;

const same: Convert = (x) => x;
const LENGTH: Readonly<Record<string, Convert>> = {
  m: same,
  cm: metresFromCm,
  mm: metresFromMm,
  in: (x) => x * 0.0254,
  ft: (x) => x * 0.3048,
};
const TEMPERATURE: Readonly<Record<string, Convert>> = {
  degC: same,
  K: celsiusFromKelvin,
  degF: celsiusFromFahrenheit,
};
const FRACTION: Readonly<Record<string, Convert>> = { 'm3 m-3': same, '1': same, '%': fractionFromPercent };
const PRESSURE: Readonly<Record<string, Convert>> = { Pa: same, hPa: pascalFromHpa, kPa: pascalFromKpa };
const CO2: Readonly<Record<string, Convert>> = {
  'umol m-2 s-1': same,
  'g C m-2 month-1': umolFromGramsCarbon,
  'g C m-2 d-1': (x, month) => umolFromGramsCarbon(x * daysIn(month), month),
};
const CH4: Readonly<Record<string, Convert>> = {
  'nmol m-2 s-1': same,
  'umol m-2 s-1': (x) => x * 1000,
  'g C m-2 month-1': nmolFromGramsCarbon,
  'mg C m-2 d-1': (x, month) => nmolFromGramsCarbon((x / 1000) * daysIn(month), month),
  /** SOURCES.md, 3.2. */
  'mg CH4 m-2 d-1': (x) => x * 0.721441,
};

const UNITS: Readonly<Partial<Record<VariableName, Readonly<Record<string, Convert>>>>> = {
  alt: LENGTH,
  thaw_depth: LENGTH,
  snow_depth: LENGTH,
  swe: LENGTH,
  wtd: LENGTH,
  organic: LENGTH,
  t_air: TEMPERATURE,
  t_soil: TEMPERATURE,
  vwc: FRACTION,
  vp: PRESSURE,
  co2: CO2,
  gpp: CO2,
  reco: CO2,
  ch4: CH4,
  precip: { 'mm month-1': same, 'in month-1': mmFromInches },
  wind: { 'm s-1': same },
  sw_in: { 'W m-2': same },
};

/** Variables a table column can be mapped to. */
export const MAPPABLE = Object.keys(UNITS) as readonly VariableName[];

/** Units a column of that variable may have. */
export const unitsOf = (variable: VariableName): readonly string[] => Object.keys(UNITS[variable] ?? {});

/** Undefined when nobody has taught us that unit for that variable: then it is a question. */
export const convertUnit = (variable: VariableName, unit: string): Convert | undefined =>
  Object.hasOwn(UNITS[variable] ?? {}, unit) ? UNITS[variable]?.[unit] : undefined;

const SPELLINGS: readonly (readonly [RegExp, string])[] = [
  [/^(cm|centimet(er|re)s?)$/i, 'cm'],
  [/^(mm|millimet(er|re)s?)$/i, 'mm'],
  [/^(m|met(er|re)s?)$/i, 'm'],
  [/^(in|inch(es)?)$/i, 'in'],
  [/^(ft|feet)$/i, 'ft'],
  [/^(°|deg(rees?)?)?[ _.]*(c|celsius)$/i, 'degC'],
  [/^(°|deg(rees?)?)?[ _.]*(f|fahrenheit)$/i, 'degF'],
  [/^(k|kelvin)$/i, 'K'],
  [/^(%|percent|pct|vol ?%|% ?vol)$/i, '%'],
  [/^(m3[ /]?m-?3|m\^?3\/m\^?3|cm3[ /]cm-?3|fraction|v\/v)$/i, 'm3 m-3'],
  [/^pa$/i, 'Pa'],
  [/^(hpa|mbar)$/i, 'hPa'],
  [/^kpa$/i, 'kPa'],
  [/^[uµμ]mol ?m-?2 ?s-?1$/i, 'umol m-2 s-1'],
  [/^nmol ?m-?2 ?s-?1$/i, 'nmol m-2 s-1'],
  [/^g ?c ?m-?2 ?(month|mon)-?1$/i, 'g C m-2 month-1'],
  [/^g ?c ?m-?2 ?(d|day)-?1$/i, 'g C m-2 d-1'],
  [/^mg ?c ?m-?2 ?(d|day)-?1$/i, 'mg C m-2 d-1'],
  [/^mg ?ch4 ?m-?2 ?(d|day)-?1$/i, 'mg CH4 m-2 d-1'],
  [/^m ?s-?1|m\/s$/i, 'm s-1'],
  [/^w ?m-?2|w\/m2$/i, 'W m-2'],
];

/** Our spelling of a unit as headings write it, or undefined. */
export function readUnit(written: string): string | undefined {
  const text = written.trim().replace(/\s+/g, ' ').replaceAll('⁻', '-').replaceAll('²', '2').replaceAll('³', '3');
  return SPELLINGS.find(([pattern]) => pattern.test(text))?.[1];
}

/** What the canonical unit is called, for a person. */
export const canonicalUnit = (variable: VariableName): string => VARIABLES[variable].unit;
