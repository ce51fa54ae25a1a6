import { isoMonth, monthOfYear } from '../core/month.ts';
import { fahrenheitFromCelsius } from '../core/unit.ts';
import { climateAt } from '../sources/reference-alaska/climate.ts';
import type { Rejection, Series } from '../sources/source.ts';

/** A whole series whose mean is farther than this from what its place lets expect is not in the unit it claims, K. */
const MEAN_OFF = 5;
/** A seasonal range smaller or larger than the expected one by this factor. */
const RANGE_OFF = 0.62;
/** A series that does not follow the seasons of its place. */
const LEAST_CORRELATION = 0.7;
/** A single month farther from what the season lets expect, K: January 1981 was 18 K above normal in the interior, no summer nearly so. */
const WINTER_OFF = 22;
const SUMMER_OFF = 12;
const monthLimit = (month: number): number =>
  monthOfYear(month) >= 5 && monthOfYear(month) <= 9 ? SUMMER_OFF : WINTER_OFF;

/** Background air temperature at each month of a series, degC. */
export function expectedAir(s: Pick<Series, 'lat' | 'lon' | 'elevation' | 'month'>): Float64Array {
  const [first, last] = [s.month[0] as number, s.month.at(-1) as number];
  const place = Number.isNaN(s.elevation) ? climateAt(s.lon, s.lat) : climateAt(s.lon, s.lat, s.elevation);
  const all = place.series(first, last - first + 1).t_air;
  return Float64Array.from(s.month, (m) => all[m - first] as number);
}

const seasonal = (month: Int32Array, value: ArrayLike<number>): { mean: number; range: number } => {
  const means = Array.from({ length: 12 }, (_, c) => {
    const of = [...month].flatMap((m, i) => (monthOfYear(m) === c + 1 ? [value[i] as number] : []));
    return of.length > 0 ? of.reduce((s, v) => s + v, 0) / of.length : Number.NaN;
  }).filter((v) => !Number.isNaN(v));
  return { mean: means.reduce((s, v) => s + v, 0) / means.length, range: Math.max(...means) - Math.min(...means) };
};

function correlation(a: ArrayLike<number>, b: Float64Array): number {
  const n = b.length;
  const mean = (x: ArrayLike<number>) => Array.from(x).reduce((s, v) => s + v, 0) / n;
  const [ma, mb] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const [u, v] = [(a[i] as number) - ma, (b[i] as number) - mb];
    ab += u * v;
    aa += u * u;
    bb += v * v;
  }
  return aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : 0;
}

/**
 * Holds an air temperature series against the background climate of its place: a series in another unit, or converted twice,
 * has another mean and another seasonal range (ST-1) and is rejected whole; single impossible months are taken out.
 */
export function checkAirSeries(s: Series): {
  readonly series: Series | undefined;
  readonly rejected: readonly Rejection[];
} {
  const expected = expectedAir(s);
  const [is, should] = [seasonal(s.month, s.value), seasonal(s.month, expected)];
  const ratio = is.range / should.range;
  const whole = s.month.length >= 24;
  if (
    Math.abs(is.mean - should.mean) > MEAN_OFF ||
    (whole && (ratio < RANGE_OFF || ratio > 1 / RANGE_OFF || correlation(s.value, expected) < LEAST_CORRELATION))
  ) {
    const again = fahrenheitFromCelsius(is.mean);
    const hint =
      Math.abs(again - should.mean) < 6
        ? `; it looks like Fahrenheit converted twice (x 1.8 + 32 would give ${again.toFixed(1)})`
        : '';
    return {
      series: undefined,
      rejected: [
        {
          file: s.origin,
          where: s.name,
          column: 't_air',
          found: `mean ${is.mean.toFixed(1)} degC, seasonal range ${is.range.toFixed(1)} K`,
          count: s.month.length,
          rule: `its place has about ${should.mean.toFixed(1)} degC and ${should.range.toFixed(1)} K${hint}`,
          todo: 'check the unit of the series; it is left out whole',
        },
      ],
    };
  }
  const off = is.mean - should.mean;
  const bad = [...s.month.keys()].filter(
    (i) => Math.abs((s.value[i] as number) - (expected[i] as number) - off) > monthLimit(s.month[i] as number),
  );
  if (bad.length === 0) return { series: s, rejected: [] };
  const keep = [...s.month.keys()].filter((i) => !bad.includes(i));
  return {
    series: {
      ...s,
      month: Int32Array.from(keep, (i) => s.month[i] as number),
      value: Float32Array.from(keep, (i) => s.value[i] as number),
    },
    rejected: bad.map((i) => ({
      file: s.origin,
      where: `${s.name}, ${isoMonth(s.month[i] as number)}`,
      column: 't_air',
      found: (s.value[i] as number).toFixed(1),
      rule: `more than ${monthLimit(s.month[i] as number)} K from what the place and season let expect`,
      todo: 'check the value',
    })),
  };
}
