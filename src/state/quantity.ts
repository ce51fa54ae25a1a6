import type { Target } from '../core/variable.ts';
import type { Statistic } from './view.ts';

/** How a quantity is shown to a person: words, digits, and the range its colours cover. */
export interface Quantity {
  readonly target: Target;
  readonly label: string;
  /** The label without subscripts, for speech and search. */
  readonly name: string;
  /** One sentence for someone who meets it for the first time. */
  readonly about: string;
  /** Unit as people read it. */
  readonly unit: string;
  readonly digits: number;
  readonly colours: 'thaw' | 'methane' | 'carbon';
  /** Values at both ends of the colour scale. */
  readonly domain: readonly [number, number];
  /** The same for the width of the 90 % interval. */
  readonly spread: readonly [number, number];
  /** What lies at the ends of the scale, in words. */
  readonly ends: readonly [string, string];
}

export const QUANTITIES: Readonly<Record<Target, Quantity>> = {
  alt: {
    target: 'alt',
    label: 'Thaw depth',
    name: 'Thaw depth (ALT)',
    about: 'How deep the ground above the permafrost has thawed this month.',
    unit: 'm',
    digits: 2,
    colours: 'thaw',
    domain: [0, 1],
    spread: [0, 0.6],
    ends: ['frozen', 'deep thaw'],
  },
  co2: {
    target: 'co2',
    label: 'CO₂ flux',
    name: 'CO2 flux, carbon dioxide',
    about: 'Net exchange of carbon dioxide: below zero the land takes it up, above zero it gives it off.',
    unit: 'µmol m⁻² s⁻¹',
    digits: 2,
    colours: 'carbon',
    domain: [-2.4, 2.4],
    spread: [0, 2],
    ends: ['uptake', 'release'],
  },
  ch4: {
    target: 'ch4',
    label: 'CH₄ flux',
    name: 'CH4 flux, methane',
    about: 'Methane given off by the land, mostly from wet ground in summer.',
    unit: 'nmol m⁻² s⁻¹',
    digits: 1,
    colours: 'methane',
    domain: [0, 100],
    spread: [0, 80],
    ends: ['little', 'much'],
  },
};

export const STATISTIC_LABELS: Readonly<Record<Statistic, string>> = {
  p05: '5 %',
  p25: '25 %',
  p50: 'Median',
  p75: '75 %',
  p95: '95 %',
  spread: 'Width',
};

const MINUS = '\u2212';

/** A number with the digits the quantity deserves and a true minus sign; `–` for no data. */
export function formatNumber(value: number, digits: number): string {
  if (!Number.isFinite(value)) return '–';
  const text = value.toFixed(digits);
  const zero = Number(text) === 0;
  return zero ? (0).toFixed(digits) : text.replace('-', MINUS);
}

export const formatValue = (value: number, { digits, unit }: Quantity): string =>
  Number.isFinite(value) ? `${formatNumber(value, digits)} ${unit}` : 'no data';

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** `August 2031` */
export const monthText = (month: number): string =>
  `${MONTHS[((month % 12) + 12) % 12]} ${1969 + Math.floor(month / 12)}`;

/** `64.84° N, 147.72° W` */
export const placeText = ({ lon, lat }: { readonly lon: number; readonly lat: number }, digits = 2): string =>
  `${Math.abs(lat).toFixed(digits)}° ${lat < 0 ? 'S' : 'N'}, ${Math.abs(lon).toFixed(digits)}° ${lon < 0 ? 'W' : 'E'}`;
