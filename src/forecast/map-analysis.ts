import { type Analysis, metresBetween } from '../learn/analysis.ts';
import type { Component, Place } from '../learn/covariance.ts';
import { spatialCorrelation } from '../learn/covariance.ts';

/** Mean Earth radius, m: covariances over tens of kilometres do not feel the 0.3 % of flattening. */
const RADIUS = 6371008.8;
/** A part of the mean below this, latent units, is left out. */
const NEGLIGIBLE = 1e-4;

/**
 * Mean departure over many cells and months: what `Analysis.meanAt` gives, for a map. A component that knows no memory is told for
 * twelve months or one, a slow one for every year, so that a cell costs hundreds of products instead of a million.
 */
export class MapAnalysis {
  readonly #parts: readonly Part[];

  constructor(
    private readonly analysis: Analysis,
    firstMonth: number,
    private readonly months: number,
  ) {
    const { components } = analysis;
    const nodes = components.map((c) => nodesOf(c, months));
    const asked = [...new Set(nodes.flatMap((n) => n.map((k) => firstMonth + k)))].sort((a, b) => a - b);
    const loadings = analysis.loadings(asked);
    const width = analysis.places.length;
    this.#parts = components.map((component, c) => {
      const own = nodes[c] as number[];
      const table = new Float64Array(own.length * width);
      own.forEach((k, i) => {
        const from = asked.indexOf(firstMonth + k) * width;
        table.set((loadings[c] as Float64Array).subarray(from, from + width), i * width);
      });
      return { component, nodes: own, loadings: table };
    });
  }

  /** Adds the mean of each month to `into[month * stride + at]` for one cell. */
  add(place: Place, into: Float32Array, stride: number, at: number): void {
    const { places } = this.analysis;
    const width = places.length;
    const metres = places.map((p) => quickDistance(place, p));
    const node = new Float64Array(this.months);
    for (const part of this.#parts) {
      const { component, nodes, loadings } = part;
      node.fill(0, 0, nodes.length);
      for (let l = 0; l < width; l++) {
        const s = component.sd ** 2 * spatialCorrelation(component, place, places[l] as Place, metres[l] as number);
        if (s < NEGLIGIBLE * component.sd ** 2) continue;
        for (let i = 0; i < nodes.length; i++) node[i] = (node[i] as number) + s * (loadings[i * width + l] as number);
      }
      spread(part, node, this.months, into, stride, at);
    }
  }
}

interface Part {
  readonly component: Component;
  /** Months (from the first) the component is told for. */
  readonly nodes: readonly number[];
  /** `[node, place]` */
  readonly loadings: Float64Array;
}

/** Months from which all others follow: by the year's round, by interpolation, or all of them. */
function nodesOf(c: Component, months: number): number[] {
  if (c.memory === null) return Array.from({ length: Math.min(c.season === null ? 1 : 12, months) }, (_, i) => i);
  if (c.memory >= 48 && c.season === null && months > 24) {
    const yearly = Array.from({ length: Math.floor((months - 1) / 12) + 1 }, (_, i) => 12 * i);
    if (yearly.at(-1) !== months - 1) yearly.push(months - 1);
    return yearly;
  }
  // What is forgotten in a few months is not asked for years ahead: the last observation was before the first month.
  const felt = Math.min(months, Math.ceil(c.memory * 8));
  return Array.from({ length: felt }, (_, i) => i);
}

function spread(part: Part, node: Float64Array, months: number, into: Float32Array, stride: number, at: number): void {
  const { component: c, nodes } = part;
  for (let m = 0; m < months; m++) {
    let v: number;
    if (c.memory === null) v = node[m % nodes.length] as number;
    else if (c.memory >= 48 && c.season === null && months > 24) {
      const i = Math.min(Math.floor(m / 12), nodes.length - 2);
      const [a, b] = [nodes[i] as number, nodes[i + 1] as number];
      const w = (m - a) / (b - a);
      v = (1 - w) * (node[i] as number) + w * (node[i + 1] as number);
    } else v = m < nodes.length ? (node[m] as number) : 0;
    const i = m * stride + at;
    into[i] = (into[i] as number) + v;
  }
}

function quickDistance(a: Place, b: Place): number {
  const rad = Math.PI / 180;
  const h =
    Math.sin(((a.lat - b.lat) * rad) / 2) ** 2 +
    Math.cos(a.lat * rad) * Math.cos(b.lat * rad) * Math.sin(((a.lon - b.lon) * rad) / 2) ** 2;
  const d = 2 * RADIUS * Math.asin(Math.min(1, Math.sqrt(h)));
  // A site's own part falls off over a kilometre: there the exact distance counts.
  return d < 5000 ? metresBetween(a, b) : d;
}
