import { monthOfYear, yearOf } from '../../core/month.ts';
import { VARIABLES } from '../../core/variable.ts';
import { NO_MONTH } from '../cf-time.ts';
import { type CellBox, cellBoxOf, pointBox } from '../gridded/cell-box.ts';
import { type TimeSteps, timeStepsOf } from '../gridded/time-steps.ts';
import type { Netcdf } from '../netcdf-model.ts';
import { bareName, fieldsOf, pointsOf, unitOf } from './era5-file.ts';
import { QUANTITIES, type Quantity } from './era5-quantity.ts';
import { merged, type Part } from './read-quantity.ts';

/** An instant and a place. */
export interface Overpass {
  readonly lat: number;
  readonly lon: number;
  /** ISO 8601, UTC. */
  readonly time: string;
}

/** What the reanalysis says of the air there and then. */
export interface WeatherAt {
  /** Speed of the wind at 10 m, m s-1. */
  readonly wind: number;
  /** Height of the boundary layer, m; absent where the file has none. */
  readonly blh?: number;
  /** The hour it stands for, ISO 8601. */
  readonly hour: string;
}

/** The hour must lie this near, ms: the reanalysis has one an hour. */
const NEAREST = 31 * 60_000;
/** Centre of the cell must lie this near, m: half the diagonal of a cell of a quarter degree, and some. */
const FAR = 30_000;
/** Cells of ERA5, m. */
const CELL = 27_800;

/**
 * Wind and boundary-layer height of the hour and cell of an overpass. The speed is that of the hour's own vector.
 * @returns a sentence when the file does not hold that hour or place
 * @throws UnreadableFile when it is damaged
 */
export async function weatherAt(netcdf: Netcdf, file: string, at: Overpass): Promise<WeatherAt | string> {
  const parts = fieldsOf(netcdf);
  const found = (variable: 'wind' | 'blh') =>
    QUANTITIES.filter((q) => q.variable === variable).flatMap((quantity) => {
      const of = quantity.parts.map((names) => parts.find((p) => names.includes(bareName(p.v))));
      return of.every((p) => p !== undefined) ? [{ quantity, of: of as Part[] }] : [];
    })[0];
  const [wind, blh] = [found('wind'), found('blh')];
  if (!wind) return `${file} has no wind at 10 m (u10 and v10, or si10)`;
  const speed = await valueAt(wind.quantity, wind.of, netcdf, file, at, parts.length);
  if (typeof speed === 'string') return speed;
  const height = blh && (await valueAt(blh.quantity, blh.of, netcdf, file, at, parts.length));
  return {
    wind: speed.value,
    hour: speed.hour,
    ...(height && typeof height !== 'string' && height.hour === speed.hour ? { blh: height.value } : {}),
  };
}

async function valueAt(
  quantity: Quantity,
  parts: readonly Part[],
  netcdf: Netcdf,
  file: string,
  at: Overpass,
  fields: number,
): Promise<{ readonly value: number; readonly hour: string } | string> {
  const [first] = parts as [Part];
  const { axes, v } = first;
  const axis = axes.time === undefined ? undefined : axes.coordinates[axes.time];
  const steps = axis ? timeStepsOf(axis, netcdf) : `${v.name} has no time axis`;
  if (typeof steps === 'string') return steps;
  const step = nearestStep(steps, Date.parse(at.time));
  if (step === undefined) return `${file} has no hour near ${at.time}`;
  const place = await placeOf(first, netcdf, at);
  if (typeof place === 'string') return place;
  const unit = unitOf(v, netcdf, fields);
  const reading = quantity.reading(unit);
  if (!reading || parts.some((p) => unitOf(p.v, netcdf, fields) !== unit))
    return `${v.name} has an unknown unit "${unit}"`;
  const numbers = parts.map((p) => {
    const [x] = merged(p, place, [step, step + 1], [0, 1], file);
    return reading.convert(x ?? Number.NaN);
  });
  const value = quantity.join ? quantity.join(numbers[0] as number, numbers[1] as number) : (numbers[0] as number);
  const [low, high] = VARIABLES[quantity.variable].range;
  // Heights below 10 m occur in calm nights; they are what they are.
  if (!(value >= Math.min(low, 0) && value <= high)) return `${v.name} has no value there`;
  return { value, hour: new Date(timeOf(steps, step)).toISOString() };
}

const timeOf = ({ month, day, hour }: TimeSteps, i: number): number =>
  month[i] === NO_MONTH
    ? Number.NaN
    : Date.UTC(yearOf(month[i] as number), monthOfYear(month[i] as number) - 1, day[i]) + (hour[i] as number) * 3.6e6;

function nearestStep(steps: TimeSteps, time: number): number | undefined {
  let best: number | undefined;
  let apart = NEAREST;
  for (let i = 0; i < steps.count; i++) {
    const d = Math.abs(timeOf(steps, i) - time);
    if (d < apart) [best, apart] = [i, d];
  }
  return best;
}

/** The cell, as a box of one, in which a place lies. */
async function placeOf({ v, axes }: Part, netcdf: Netcdf, at: Overpass): Promise<CellBox | string> {
  const away = (lat: number, lon: number) =>
    111_195 * Math.hypot(lat - at.lat, (((lon - at.lon + 540) % 360) - 180) * Math.cos((at.lat * Math.PI) / 180));
  const nearest = (lat: Float64Array, lon: Float64Array) => {
    let best = -1;
    let apart = Number.POSITIVE_INFINITY;
    for (let i = 0; i < lat.length; i++) {
      const d = away(lat[i] as number, lon[i] as number);
      if (d < apart) [best, apart] = [i, d];
    }
    return apart <= FAR ? best : -1;
  };
  const none = `no cell of it lies within ${FAR / 1000} km of ${at.lat.toFixed(2)}, ${at.lon.toFixed(2)}`;
  if (axes.point !== undefined) {
    const points = pointsOf(netcdf);
    const i = points ? nearest(points.lat, points.lon) : -1;
    if (i < 0) return none;
    return { ...pointBox(at.lat, at.lon, CELL, ''), colSpan: [i, i + 1] };
  }
  const box = await cellBoxOf(v, netcdf, axes);
  if (typeof box === 'string') return box;
  const i = nearest(box.lat, box.lon);
  if (i < 0) return none;
  const [row, col] = [box.rowSpan[0] + Math.floor(i / box.cols), box.colSpan[0] + (i % box.cols)];
  return { ...pointBox(at.lat, at.lon, CELL, ''), rowSpan: [row, row + 1], colSpan: [col, col + 1] };
}
