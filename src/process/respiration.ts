/**
 * Respiration relative to its rate at 10 degC (Lloyd and Taylor 1994).
 *
 * @param soil  soil temperature, degC; below -46 degC nothing respires
 */
export function lloydTaylor(soil: number): number {
  const kelvin = soil + 273.15;
  return kelvin > 228 ? Math.exp(308.56 * (1 / 56.02 - 1 / (kelvin - 227.13))) : 0;
}

/** Rate at `temperature` over the rate at `reference`, degC: the van 't Hoff form with one Q10. */
export const q10 = (factor: number, temperature: number, reference: number): number =>
  Math.exp((Math.log(factor) * (temperature - reference)) / 10);
