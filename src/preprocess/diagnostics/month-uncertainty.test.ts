import { describe, expect, it } from 'vitest';
import { Random } from '../../core/random.ts';
import type { MonthUncertainty } from './diagnostics.ts';
import { monthUncertainty, type PlacedValue } from './month-uncertainty.ts';

interface World {
  readonly sites: number;
  readonly years: number;
  /** Standard deviations of what makes a value. */
  readonly site: number;
  readonly year: number;
  readonly both: number;
  readonly bias: number;
  readonly noise: number;
  readonly pointInCell: number;
  readonly pointsPerCell?: number;
  /** Share of values that are there. */
  readonly present?: number;
}

const TRUTH = 5;

/** Values of a network in a world whose true mean is known: 5. */
function observe(w: World, random: Random): PlacedValue[] {
  const years = Array.from({ length: w.years }, () => w.year * random.normal());
  const bias = w.bias * random.normal();
  const points = w.pointsPerCell ?? 1;
  const out: PlacedValue[] = [];
  for (let s = 0; s < w.sites; s++) {
    const site = w.site * random.normal();
    const at = Array.from({ length: points }, () => w.pointInCell * random.normal());
    years.forEach((year, y) => {
      const both = w.both * random.normal();
      for (let p = 0; p < points; p++) {
        if (random.uniform() > (w.present ?? 1)) continue;
        out.push({
          value: TRUTH + site + (at[p] as number) + year + both + bias + w.noise * random.normal(),
          block: `s${s}`,
          year: y,
          sd: Math.hypot(w.bias, w.noise),
          instrument: 'probe',
          cell: `c${s}`,
          point: `p${p}`,
        });
      }
    });
  }
  return out;
}

function trials(w: World, n = 300): { coverage: number; honesty: number; mean: MonthUncertainty } {
  const random = new Random(7);
  let [held, error2, sd2] = [0, 0, 0];
  let last: MonthUncertainty | undefined;
  for (let i = 0; i < n; i++) {
    const u = monthUncertainty(7, observe(w, random), { seed: i, replicates: 120, stated: 'instrument' });
    if (!u) throw new Error('no uncertainty');
    if (Math.abs(u.mean - TRUTH) <= 1.645 * u.sd) held++;
    error2 += (u.mean - TRUTH) ** 2;
    sd2 += u.sd ** 2;
    last = u;
  }
  return { coverage: held / n, honesty: Math.sqrt(sd2 / error2), mean: last as MonthUncertainty };
}

const PLAIN: World = { sites: 30, years: 15, site: 1, year: 0.4, both: 0.5, bias: 0, noise: 0, pointInCell: 0 };

describe('uncertainty of a mean month', () => {
  it.each<[string, World]>([
    ['sites and years vary', PLAIN],
    ['years vary most', { ...PLAIN, site: 0.2, year: 1 }],
    ['nothing but noise of each value', { ...PLAIN, site: 0, year: 0, both: 1 }],
    ['half of the values are missing', { ...PLAIN, present: 0.5 }],
    ['instruments share a bias', { ...PLAIN, bias: 0.5, noise: 0.5 }],
    ['the bias is larger than all that varies', { ...PLAIN, site: 0.3, year: 0.1, bias: 1, noise: 1 }],
    ['three points stand for a cell', { ...PLAIN, pointInCell: 1, pointsPerCell: 3, bias: 0.3, noise: 0.3 }],
  ])('where %s, an interval of 90 per cent holds the truth about as often as it says', (_, world) => {
    const { coverage, honesty } = trials(world);
    expect(coverage).toBeGreaterThan(0.84);
    expect(coverage).toBeLessThan(0.955);
    // One sd stated, as a share of the error that was made.
    expect(honesty).toBeGreaterThan(0.87);
    expect(honesty).toBeLessThan(1.2);
  });

  it('is too narrow with eight sites only as far as 1.645 sd is: Student says 86 per cent', () => {
    const { coverage } = trials({ ...PLAIN, sites: 8, year: 0.1 });
    expect(Math.abs(coverage - 0.856)).toBeLessThan(0.05);
  });

  it('shows parts that add up to the whole and leaves out the common bias of nobody', () => {
    const values = observe({ ...PLAIN, bias: 0.5, noise: 0.5 }, new Random(3));
    const u = monthUncertainty(7, values, { seed: 1, stated: 'instrument' }) as MonthUncertainty;
    expect(u.sd).toBeCloseTo(Math.hypot(u.sampling, u.instrument, u.resampling), 12);
    expect(u.n).toBe(450);
    // Half of the stated variance is common: 0.5 * (0.5² + 0.5²) = 0.5²; the other half shrinks by 450.
    expect(u.instrument).toBeCloseTo(Math.sqrt(0.25 + 0.25 / 450), 6);
    expect(u.resampling).toBe(0);
    const many = observe({ ...PLAIN, sites: 300, bias: 0.5, noise: 0.5 }, new Random(3));
    expect(
      (monthUncertainty(7, many, { seed: 1, stated: 'instrument' }) as MonthUncertainty).instrument,
    ).toBeGreaterThan(0.49);
  });

  it('finds the spread of points within cells and does not count it as sampling too', () => {
    const world = { ...PLAIN, sites: 60, site: 0, year: 0, both: 0, noise: 0, pointInCell: 1, pointsPerCell: 4 };
    const u = monthUncertainty(7, observe(world, new Random(3)), { seed: 1, stated: 'instrument' }) as MonthUncertainty;
    expect(u.resampling).toBeCloseTo(1 / Math.sqrt(240), 2);
    expect(u.sampling).toBeLessThan(0.04);
  });

  it('is the same for the same seed and differs for another', () => {
    const values = observe(PLAIN, new Random(3));
    const of = (seed: number) => monthUncertainty(7, values, { seed, stated: 'instrument' });
    expect(of(1)).toEqual(of(1));
    expect(of(1)?.sampling).not.toBe(of(2)?.sampling);
  });

  it('says nothing of what has no spread to learn from', () => {
    const values = observe(PLAIN, new Random(3));
    expect(monthUncertainty(7, values.slice(0, 2), { seed: 1, stated: 'instrument' })).toBeUndefined();
    const one = values.slice(0, 5).map((v) => ({ ...v, block: 's', year: 1 }));
    expect(monthUncertainty(7, one, { seed: 1, stated: 'instrument' })).toBeUndefined();
    const oneSite = monthUncertainty(7, values.slice(0, 15), { seed: 1, stated: 'instrument' });
    expect(oneSite?.sampling).toBeGreaterThan(0);
  });
});
