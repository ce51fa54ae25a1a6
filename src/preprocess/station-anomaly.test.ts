import { describe, expect, it } from 'vitest';
import { monthOfYear } from '../core/month.ts';
import { Random } from '../core/random.ts';
import { choleskySolve } from './cholesky-solve.ts';
import { type Deviations, StationAnomaly } from './station-anomaly.ts';

const span = [252, 252 + 239] as const;
const options = { climateReach: 150, climateSd: 1.6, weatherReach: 1000, weatherSd: 2.8, noiseSd: 0.8, span };
const weather = (m: number): number => 4 * Math.sin(m * 1.7);

/** A station whose deviation is a mean of 2 K in winter, 0 in summer, and a weather that all stations share. */
function station(name: string, lat: number, lon: number, months: readonly [number, number] = span): Deviations {
  const noise = new Random(name.length + lat);
  const month = Int32Array.from({ length: months[1] - months[0] + 1 }, (_, i) => months[0] + i);
  return {
    name,
    lat,
    lon,
    month,
    value: Float64Array.from(month, (m) => (monthOfYear(m) <= 3 ? 2 : 0) + weather(m) + 0.3 * noise.normal()),
  };
}

describe('deviations of stations between the stations', () => {
  const stations = [station('a', 64, -150), station('b', 65.5, -147), station('c', 63, -153)];
  const field = new StationAnomaly(stations, options);

  it('give back near a station its mean deviation and its weather', () => {
    const climate = field.climateAt({ lat: 64, lon: -150 });
    expect(climate[1]).toBeGreaterThan(1.5);
    expect(Math.abs(climate[6] as number)).toBeLessThan(0.4);
    const at = field.weatherAt({ lat: 64, lon: -150 });
    const error = [...at].map((w, i) => w - weather(span[0] + i));
    expect(Math.sqrt(error.reduce((s, e) => s + e * e, 0) / error.length)).toBeLessThan(0.8);
  });

  it('fade to the background far from all stations', () => {
    expect(Math.abs(field.climateAt({ lat: 71, lon: -162 })[1] as number)).toBeLessThan(0.1);
    const near = Math.abs(field.weatherAt({ lat: 64.5, lon: -150 })[10] as number);
    const far = Math.abs(field.weatherAt({ lat: 71, lon: -168 })[10] as number);
    expect(far).toBeLessThan(near);
  });

  it('do not take two warm years for a warm climate when the neighbours tell that the years were warm', () => {
    const warm = Array.from({ length: 240 }, (_, i) => span[0] + i).findIndex((m) => weather(m) + weather(m + 1) > 6);
    const short = station('short', 64.3, -149, [span[0] + warm, span[0] + warm + 5]);
    const together = new StationAnomaly([...stations, short], options).climateAt({ lat: 64.3, lon: -149 });
    const alone = field.climateAt({ lat: 64.3, lon: -149 });
    expect(Math.abs((together[6] as number) - (alone[6] as number))).toBeLessThan(0.8);
  });

  it('are nothing without stations', () => {
    const none = new StationAnomaly([], options);
    expect([...none.climateAt({ lat: 64, lon: -150 })]).toEqual(new Array(12).fill(0));
    expect(none.weatherAt({ lat: 64, lon: -150 }).every((v) => v === 0)).toBe(true);
  });
});

describe('the solver', () => {
  it('solves a system one can check by hand and refuses one that has no noise', () => {
    const x = Float64Array.of(8, 7);
    choleskySolve(Float64Array.of(4, 2, 2, 3), 2, [x]);
    expect([...x].map((v) => Math.round(v * 1e9) / 1e9)).toEqual([1.25, 1.5]);
    expect(() => choleskySolve(Float64Array.of(1, 1, 1, 1), 2, [])).toThrow(RangeError);
  });
});
