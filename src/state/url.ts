import { isoMonth, monthOf, parseIsoMonth } from '../core/month.ts';
import { TARGETS, type Target } from '../core/variable.ts';
import {
  type Camera,
  DEFAULT_VIEW,
  type LonLat,
  PANELS,
  type Panel,
  PROJECTIONS,
  type Projection,
  STATISTICS,
  type Statistic,
  THEMES,
  type ThemeChoice,
  type View,
} from './view.ts';

/** Links written by this program carry it; a link of another version is read as far as it is understood. */
export const URL_VERSION = '1';

interface Parameter<T> {
  readonly key: string;
  write(value: T): string | undefined;
  /** Undefined when the text is not a value: the default then holds. */
  read(text: string): T | undefined;
}

const oneOf = <T extends string>(key: string, values: readonly T[]): Parameter<T> => ({
  key,
  write: String,
  read: (text) => values.find((value) => value === text),
});

const number = (text: string | undefined, low: number, high: number): number | undefined => {
  if (text === undefined || !/^-?\d{1,3}(\.\d{1,6})?$/.test(text)) return undefined;
  const value = Number(text);
  return value >= low && value <= high ? value : undefined;
};

const place: Parameter<LonLat | undefined> = {
  key: 'place',
  write: (value) => value && `${value.lat.toFixed(4)},${value.lon.toFixed(4)}`,
  read: (text) => {
    const [lat, lon, ...rest] = text.split(',');
    const [y, x] = [number(lat, -90, 90), number(lon, -180, 180)];
    return x === undefined || y === undefined || rest.length > 0 ? undefined : { lon: x, lat: y };
  },
};

const camera: Parameter<Camera> = {
  key: 'cam',
  write: ({ lon, lat, zoom }) => `${lat.toFixed(3)},${lon.toFixed(3)},${zoom.toFixed(2)}`,
  read: (text) => {
    const [lat, lon, zoom, ...rest] = text.split(',');
    const [y, x, z] = [number(lat, -90, 90), number(lon, -180, 180), number(zoom, 0, 22)];
    return x === undefined || y === undefined || z === undefined || rest.length > 0
      ? undefined
      : { lon: x, lat: y, zoom: z };
  },
};

const month: Parameter<number | undefined> = {
  key: 't',
  write: (value) => (value === undefined ? undefined : isoMonth(value)),
  read: (text) => {
    const value = parseIsoMonth(text);
    return value !== undefined && value >= monthOf(1900, 1) && value <= monthOf(2199, 12) ? value : undefined;
  },
};

/** One row a parameter: writing, validating and the round-trip test share it. */
export const PARAMETERS: { readonly [K in keyof View]: Parameter<View[K]> } = {
  variable: oneOf<Target>('var', TARGETS),
  statistic: oneOf<Statistic>('stat', STATISTICS),
  month,
  place,
  camera,
  projection: oneOf<Projection>('proj', PROJECTIONS),
  theme: oneOf<ThemeChoice>('theme', THEMES),
  panel: oneOf<Panel>('panel', PANELS),
};

const NAMES = Object.keys(PARAMETERS) as (keyof View)[];

/** The query string of a view, without `?`; what is as by default is left out. */
export function writeUrl(view: View): string {
  const query = new URLSearchParams({ v: URL_VERSION });
  const put = <K extends keyof View>(name: K): void => {
    const { key, write } = PARAMETERS[name];
    const text = write(view[name]);
    if (text !== undefined && text !== write(DEFAULT_VIEW[name])) query.set(key, text);
  };
  for (const name of NAMES) put(name);
  return query.toString().replaceAll('%2C', ',');
}

export interface ReadUrl {
  readonly view: View;
  /** Parameters that were there but are not values: the person is told that the default is shown instead. */
  readonly ignored: readonly string[];
}

export function readUrl(search: string): ReadUrl {
  const query = new URLSearchParams(search);
  const ignored: string[] = [];
  const found: { -readonly [K in keyof View]?: View[K] } = {};
  const take = <K extends keyof View>(name: K): void => {
    const { key, read } = PARAMETERS[name];
    const text = query.get(key);
    if (text === null) return;
    const value = read(text);
    if (value === undefined) ignored.push(`${key}=${text}`);
    else found[name] = value;
  };
  for (const name of NAMES) take(name);
  return { view: { ...DEFAULT_VIEW, ...found }, ignored };
}
