import { expect, it } from 'vitest';
import { monthOf } from '../../core/month.ts';
import { fluxConversion } from './flux-unit.ts';

const JULY = monthOf(2010, 7);
const of = (unit: string, gas: 'co2' | 'ch4' = 'co2', counted?: 'C' | 'CO2' | 'CH4') =>
  fluxConversion(unit, gas, counted)?.(1, JULY);

it('converts the units that flux files are written in (factors of SOURCES.md, 3.2)', () => {
  expect(of('umol m-2 s-1')).toBe(1);
  for (const unit of ['g C m-2 d-1', 'gC/m2/day', 'gC m**-2 day**-1', 'g C m^-2 d^-1', 'g C m⁻² d⁻¹'])
    expect(of(unit), unit).toBeCloseTo(1 / 1.0377504, 6);
  expect(of('mg C m-2 d-1', 'ch4')).toBeCloseTo(1 / 1.0377504, 6);
  expect(of('mg CH4 m-2 d-1', 'ch4')).toBeCloseTo(0.721441, 6);
  expect(of('kg m-2 s-1', 'co2', 'CO2')).toBeCloseTo(2.272262e7, -2);
  expect(of('g C m-2 month-1')).toBeCloseTo(1e6 / (12.011 * 86400 * 31), 9);
  expect(of('nmol CH4 m-2 s-1', 'ch4')).toBe(1);
  expect(of('umol km-2 s-1')).toBeCloseTo(1e-6, 12);
  expect(of('umol C m-2 d-1')).toBeCloseTo(1 / 86400, 12);
});

it('guesses nothing: a mass of nobody knows what, another gas, no area, no time', () => {
  for (const unit of [
    'g m-2 d-1',
    'g CH4 m-2 d-1',
    'umol s-1',
    'umol m-2',
    'g C',
    '',
    '1',
    'K',
    'g C m-2 fortnight-1',
    'g C m-2 d-1 x',
  ])
    expect(of(unit), unit).toBeUndefined();
});
