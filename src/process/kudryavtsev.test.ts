import { describe, expect, it } from 'vitest';
import { openNetcdf } from '../sources/netcdf.ts';
import { realDataIsHere, realFile } from '../sources/test-data.node.ts';
import { type Climate, kudryavtsev, soilOf } from './kudryavtsev.ts';

const BARE = { frozenHeight: 0, thawedHeight: 0, frozenDiffusivity: 1.39e-6, thawedDiffusivity: 5.56e-8 };
const SHARES = { silt: 0.39, sand: 0.4, clay: 0.21 };
const SOIL = soilOf(SHARES, 0.6);
const year = (meanAir: number, amplitude: number, snowDepth: number): Climate => ({
  meanAir,
  amplitude,
  snowDepth,
  snowDensity: 240,
});

describe('Kudryavtsev, corrected', () => {
  it('has the conductivities of the published mixture', () => {
    expect(SOIL.thawedConductivity).toBeCloseTo(0.69549, 5);
    expect(SOIL.frozenConductivity).toBeCloseTo(1.68434, 5);
  });

  it.each([
    ['1961', year(-7.3655, 23.056, 0.22301), -3.678, 20.7085, -6.5294, 0.72158],
    ['2005', year(-4.2398, 19.803, 0.3066), -0.0206, 17.117, -3.2133, 0.80713],
  ] as const)('gives the reference figures of %s at Fairbanks', (_, climate, ground, amplitude, top, alt) => {
    const result = kudryavtsev(climate, BARE, SOIL);
    expect(result?.groundMean).toBeCloseTo(ground, 3);
    expect(result?.groundAmplitude).toBeCloseTo(amplitude, 3);
    expect(result?.permafrostTop).toBeCloseTo(top, 3);
    expect(result?.activeLayer).toBeCloseTo(alt, 4);
  });

  it('says that there is no permafrost in a warm climate and no answer where the year never crosses zero', () => {
    const warm = kudryavtsev(year(5, 15, 0.3), BARE, SOIL);
    expect(warm?.permafrostTop).toBeGreaterThan(0);
    expect(warm?.activeLayer).toBeUndefined();
    expect(kudryavtsev(year(-20, 15, 0.3), BARE, SOIL)).toBeUndefined();
  });

  it('thaws less under taller vegetation', () => {
    const climate = year(-7.3655, 23.056, 0.22301);
    const moss = {
      ...BARE,
      thawedHeight: 0.1,
      thawedDiffusivity: 1.0556e-6,
      frozenHeight: 0.1,
      frozenDiffusivity: 2.39e-6,
    };
    expect(kudryavtsev(climate, moss, SOIL)?.activeLayer).toBeLessThan(
      kudryavtsev(climate, BARE, SOIL)?.activeLayer ?? 0,
    );
  });
});

/** The solution with the two mistakes of the published code, as an independent path to its result files. */
function asPublished({ meanAir, amplitude, snowDepth, snowDensity }: Climate): { alt: number; top: number } {
  const tau = 31_536_000;
  const r = snowDensity / 1000;
  const alpha = (0.138 - 1.01 * r + 3.233 * r * r) / (snowDensity * 2090);
  const warming = amplitude * (1 - Math.exp(-snowDepth * Math.sqrt(Math.PI / (tau * alpha))));
  const tg = meanAir + warming;
  const ag = amplitude - (2 / Math.PI) * warming;
  const { thawedConductivity: kt, frozenConductivity: kf } = SOIL;
  const c = SOIL.thawedCapacity - 1000 * 4190 * 0.6 + 4190 * 0.6; // mistake 2
  const n =
    (tg * (kf + kt)) / 2 +
    ((ag * (kt - kf)) / Math.PI) * ((tg / ag) * Math.asin(tg / ag) + Math.sqrt(1 - Math.PI ** 2 / ag ** 2)); // mistake 1
  const top = n / kf;
  const q = 3.34e8 * 0.6;
  const h = q / (2 * c);
  const ap = (ag - Math.abs(top)) / Math.log((ag + h) / (Math.abs(top) + h)) - h;
  const lead = 2 * (ag - Math.abs(top)) * Math.sqrt((kt * tau * c) / Math.PI);
  const zc = lead / (2 * ap * c + q);
  const s = Math.sqrt((kt * tau) / (Math.PI * c));
  const m = 2 * ap * c * zc + q * zc;
  return { alt: (lead + (m * q * s) / (m + (2 * ap * c + q) * s)) / (2 * ap * c + q), top };
}

describe.skipIf(!realDataIsHere)('against the published Fairbanks run (real data, skipped where absent)', () => {
  const text = async (name: string) => {
    const bytes = await realFile(`climate_halfdegree_alaska/Fairbanks_${name}.txt`).bytes();
    return new TextDecoder().decode(bytes).trim().split(/\s+/).map(Number);
  };
  const field = async (name: string) => {
    const bytes = await realFile(`climate_halfdegree_alaska/Fairbanks_${name}.nc`).bytes();
    const file = await openNetcdf(bytes, name);
    const values = file.variables
      .map((v) => ({ v, x: v.read() }))
      .find(({ v, x }) => x && x.length === 45 && !/time|year|lat|lon/i.test(v.name));
    file.close();
    if (!values?.x) throw new Error(`no series of 45 years in ${name}`);
    return values.x;
  };

  it('the same algebra with both mistakes left in agrees with all 45 years', async () => {
    const [ta, aa, sd] = [await text('TA'), await text('AA'), await text('SD')];
    const [alt, top] = [await field('ALT'), await field('TPS')];
    let worstAlt = 0;
    let worstTop = 0;
    let corrected = 0;
    for (let i = 0; i < 45; i++) {
      const climate = year(ta[i] as number, aa[i] as number, sd[i] as number);
      const published = asPublished(climate);
      worstAlt = Math.max(worstAlt, Math.abs(published.alt - (alt[i] as number)));
      worstTop = Math.max(worstTop, Math.abs(published.top - (top[i] as number)));
      corrected += (kudryavtsev(climate, BARE, SOIL)?.activeLayer ?? Number.NaN) / 45;
    }
    expect(worstAlt).toBeLessThan(1e-7);
    expect(worstTop).toBeLessThan(1e-6);
    expect(corrected).toBeCloseTo(0.8084, 4);
  });
});
