import { parseIsoMonth } from '../../core/month.ts';
import { isVariable, VARIABLES, type VariableName } from '../../core/variable.ts';
import type { GridTime } from '../source.ts';

/** What a person says of one band, since a raster says nothing of it. */
export interface BandMeaning {
  /** Number from 1, or the band's description. */
  readonly band: number | string;
  readonly variable: VariableName;
  /** As the file's numbers are: `cm`, `K`. */
  readonly unit: string;
  /** Which way is positive in the file, for variables with a sign: `up`, `down`, `to the atmosphere`, `uptake`. */
  readonly positive?: string;
  /** `2017-07`, `static`, or an instant or span in ISO 8601: `2017-05-28T18:00Z/2017-09-05T19:00Z`. */
  readonly when: string;
}

/** A person's answers about one raster; plain data, so a recipe can carry it. */
export interface RasterMeaning {
  /** For a raster without one: `EPSG:3338`, proj4 text or WKT. */
  readonly crs?: string;
  readonly bands: readonly BandMeaning[];
  /** Asks for a flux from columns of methane, which nobody gets without asking. */
  readonly flux?: FluxAsk;
}

/** What a person knows of the air; empty where a file of ERA5 shall say it. */
export interface FluxAsk {
  /** Effective wind, m s-1. */
  readonly wind?: number;
  /** Height of the boundary layer, m. */
  readonly blh?: number;
}

const isRecord = (x: unknown): x is Record<string, unknown> => typeof x === 'object' && x !== null && !Array.isArray(x);

/** @returns a sentence when it is not a meaning of that form */
export function parseMeaning(json: unknown): RasterMeaning | string {
  if (!isRecord(json)) return 'a meaning is an object with "bands"';
  const { crs, flux, bands = flux === undefined ? undefined : [] } = json;
  if (crs !== undefined && typeof crs !== 'string') return '"crs" is a text such as "EPSG:3338"';
  if (!Array.isArray(bands) || (bands.length === 0 && flux === undefined))
    return '"bands" lists what is known of each band';
  const asked = fluxAsk(flux);
  if (typeof asked === 'string') return asked;
  const read: BandMeaning[] = [];
  for (const band of bands) {
    const one = bandMeaning(band);
    if (typeof one === 'string') return one;
    read.push(one);
  }
  return { ...(crs === undefined ? {} : { crs }), bands: read, ...(asked ? { flux: asked } : {}) };
}

function fluxAsk(x: unknown): FluxAsk | string | undefined {
  if (x === undefined || x === false) return undefined;
  if (x === true) return {};
  const within = (v: unknown, [low, high]: readonly [number, number]) =>
    v === undefined || (typeof v === 'number' && v > Math.max(0, low) && v <= high);
  const says = '"flux" is true, or {"wind": 3.5} in m s-1 and, if known, "blh" in m';
  if (!isRecord(x)) return says;
  const { wind, blh } = x;
  if (!within(wind, VARIABLES.wind.range) || !within(blh, VARIABLES.blh.range)) return says;
  return { ...(typeof wind === 'number' ? { wind } : {}), ...(typeof blh === 'number' ? { blh } : {}) };
}

function bandMeaning(x: unknown): BandMeaning | string {
  if (!isRecord(x)) return 'each of "bands" is an object';
  const { band, variable, unit, positive, when } = x;
  if (typeof band !== 'string' && !(typeof band === 'number' && Number.isInteger(band) && band >= 1))
    return '"band" is a number from 1 or the band’s description';
  if (typeof variable !== 'string' || !isVariable(variable))
    return `"variable" is one the program knows, not ${JSON.stringify(variable) ?? 'missing'}`;
  if (typeof unit !== 'string' || typeof when !== 'string') return '"unit" and "when" are texts';
  if (positive !== undefined && typeof positive !== 'string') return '"positive" is a text: "up" or "down"';
  if (!timeOf(when)) return `"when" is "2017-07", "static" or an ISO 8601 instant or span, not "${when}"`;
  return { band, variable, unit, when, ...(positive === undefined ? {} : { positive }) };
}

const INSTANT = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?Z)?$/;

export function timeOf(when: string): GridTime | undefined {
  if (when === 'static') return { at: 'static' };
  const month = parseIsoMonth(when);
  if (month !== undefined) return { at: 'months', months: Int32Array.of(month) };
  const [from = '', to = from] = when.split('/');
  const good = [from, to].every((t) => INSTANT.test(t) && !Number.isNaN(Date.parse(t)));
  return good && Date.parse(from) <= Date.parse(to)
    ? { at: 'span', from: new Date(from).toISOString(), to: new Date(to).toISOString() }
    : undefined;
}
