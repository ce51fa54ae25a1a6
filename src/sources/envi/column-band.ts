import type { VariableName } from '../../core/variable.ts';
import type { Understood } from '../raster/read-bands.ts';
import type { GridTime } from '../source.ts';

/** mg m-2 in a ppm m at 15 degC and 1013.25 hPa: molar mass x pressure / (gas constant x temperature). SOURCES 3.2. */
const PPM_METRE: Readonly<Partial<Record<VariableName, number>>> = { ch4_column: 0.6785, co2_column: 1.86125 };

/** `CH4 Absorption (ppm x m)` of the matched-filter product. @returns undefined for any other name */
export function columnBand(name: string, time: GridTime | undefined): Understood | string | undefined {
  const gas = /\bCH4\b/i.test(name) ? 'ch4_column' : /\bCO2\b/i.test(name) ? 'co2_column' : undefined;
  if (!gas || !/absorption|enhancement|column/i.test(name)) return undefined;
  if (!/\bppm\s*[-*x×·]?\s*m\b/i.test(name)) return `${gas}, but "${name}" does not give the unit ppm m`;
  if (!time) return `${gas}, but neither header nor name says when it was flown (ang20170714t213741)`;
  const factor = PPM_METRE[gas] as number;
  return {
    variable: gas,
    convert: (x) => x * factor,
    time,
    noisy: true,
    note: `ppm m x ${factor} mg m-2 (15 degC, 1013.25 hPa, assumed); sd from the scatter of pixels in a cell, background shared by the scene not in it; enhancement of the air, no flux and no monthly value`,
  };
}

/** Bands of radiance, which the product carries for looking at. */
export const isRadiance = (name: string): boolean =>
  /radiance|nanomet|wavelength|uW\s*(nm|\/)|\b(red|green|blue)\b/i.test(name);

/** `ang20170714t213741` in description or name, UTC: an instant, kept with its second. */
export function flightTime(texts: readonly string[]): GridTime | undefined {
  for (const text of texts) {
    const m = /ang(\d{4})(\d\d)(\d\d)t(\d\d)(\d\d)(\d\d)/i.exec(text);
    const iso = m ? `${m[1]}-${m[2]}-${m[3]}T${m[4]}:${m[5]}:${m[6]}Z` : '';
    const at = new Date(iso);
    if (m && !Number.isNaN(at.getTime()) && at.getUTCDate() === Number(m[3]))
      return { at: 'span', from: at.toISOString(), to: at.toISOString() };
  }
  return undefined;
}
