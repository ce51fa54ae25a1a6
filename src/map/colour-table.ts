/** 256 opaque colours, RGBA 8 bit: what the shader samples and the legend draws. */
export type ColourTable = Uint8Array;

export const COLOUR_STEPS = 256;

export type ColourMap = 'thaw' | 'methane' | 'carbon' | 'spread';

/**
 * sRGB anchor colours of each map. Sequential maps fall in lightness all the way, so they read the same with any colour
 * vision and in print; `carbon` is diverging, as light at its centre as paper, teal for uptake and rust for release.
 */
const ANCHORS: Readonly<Record<ColourMap, readonly string[]>> = {
  thaw: ['#edf4f7', '#c9ded3', '#bfc187', '#bd8f47', '#92522d', '#4a2220'],
  methane: ['#f5f1f9', '#dcc3e4', '#c588c1', '#a44c8b', '#6d2562', '#2f1238'],
  carbon: ['#0c4a4a', '#3f8f86', '#a3cfc4', '#f3f1ea', '#ecbd93', '#cc7640', '#7c2f12'],
  spread: ['#f1f3f6', '#bccadd', '#7f98bf', '#46649a', '#1a2b55'],
};

const made = new Map<ColourMap, ColourTable>();

/** The table of a map: equal steps in OKLab, so equal differences of a value look equally large everywhere. */
export function colourTable(name: ColourMap): ColourTable {
  const known = made.get(name);
  if (known) return known;
  const anchors = ANCHORS[name].map((hex) => toOklab(hexToRgb(hex)));
  const middle = (anchors.length - 1) / 2;
  const table = new Uint8Array(COLOUR_STEPS * 4);
  // A diverging map is measured from its centre outward, so that zero stays exactly in the middle.
  const path =
    name === 'carbon' ? join(evenly(anchors.slice(0, middle + 1)), evenly(anchors.slice(middle))) : evenly(anchors);
  for (let i = 0; i < COLOUR_STEPS; i++) {
    const [r, g, b] = toRgb(path(i / (COLOUR_STEPS - 1)));
    table.set([r, g, b, 255], i * 4);
  }
  made.set(name, table);
  return table;
}

/** CSS colour at 0..1 along a map; values outside are clamped, as in the shader. */
export function cssColour(name: ColourMap, t: number): string {
  const i = 4 * Math.round(Math.max(0, Math.min(1, t)) * (COLOUR_STEPS - 1));
  const table = colourTable(name);
  return `rgb(${table[i]} ${table[i + 1]} ${table[i + 2]})`;
}

/** CSS gradient over the whole map, for a legend. */
export const cssGradient = (name: ColourMap, direction = 'to right'): string =>
  `linear-gradient(${direction}, ${Array.from({ length: 33 }, (_, i) => cssColour(name, i / 32)).join(', ')})`;

type Triple = readonly [number, number, number];
type Path = (t: number) => Triple;

const join =
  (left: Path, right: Path): Path =>
  (t) =>
    t < 0.5 ? left(t * 2) : right(t * 2 - 1);

/** A smooth curve through the anchors (Catmull-Rom), re-parametrised by its own length. */
function evenly(anchors: readonly Triple[]): Path {
  const fine = 512;
  const points = Array.from({ length: fine + 1 }, (_, i) => spline(anchors, (i / fine) * (anchors.length - 1)));
  const length = [0];
  for (let i = 1; i <= fine; i++) {
    length.push((length[i - 1] as number) + distance(points[i - 1] as Triple, points[i] as Triple));
  }
  const whole = length[fine] as number;
  return (t) => {
    const wanted = t * whole;
    let i = length.findIndex((l) => l >= wanted);
    if (i <= 0) i = i === 0 ? 1 : fine;
    const [a, b] = [length[i - 1] as number, length[i] as number];
    return mix(points[i - 1] as Triple, points[i] as Triple, b > a ? (wanted - a) / (b - a) : 0);
  };
}

function spline(anchors: readonly Triple[], at: number): Triple {
  const i = Math.min(Math.floor(at), anchors.length - 2);
  const u = at - i;
  const p = (k: number): Triple => anchors[Math.max(0, Math.min(anchors.length - 1, k))] as Triple;
  const axis = (k: 0 | 1 | 2): number => {
    const [a, b, c, d] = [p(i - 1)[k], p(i)[k], p(i + 1)[k], p(i + 2)[k]];
    return b + 0.5 * u * (c - a + u * (2 * a - 5 * b + 4 * c - d + u * (3 * (b - c) + d - a)));
  };
  return [axis(0), axis(1), axis(2)];
}

const mix = (a: Triple, b: Triple, t: number): Triple => [
  a[0] + t * (b[0] - a[0]),
  a[1] + t * (b[1] - a[1]),
  a[2] + t * (b[2] - a[2]),
];

const distance = (a: Triple, b: Triple): number => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);

const hexToRgb = (hex: string): Triple => {
  const channel = (i: number): number => Number.parseInt(hex.slice(i, i + 2), 16);
  return [channel(1), channel(3), channel(5)];
};

const linear = (c: number): number => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
const encoded = (c: number): number => (c <= 0.0031308 ? 12.92 * c : 1.055 * c ** (1 / 2.4) - 0.055);

/** OKLab (Björn Ottosson, 2020) of an sRGB colour with channels 0-255. */
export function toOklab([r, g, b]: Triple): Triple {
  const [R, G, B] = [linear(r / 255), linear(g / 255), linear(b / 255)];
  const l = Math.cbrt(0.4122214708 * R + 0.5363325363 * G + 0.0514459929 * B);
  const m = Math.cbrt(0.2119034982 * R + 0.6806995451 * G + 0.1073969566 * B);
  const s = Math.cbrt(0.0883024619 * R + 0.2817188376 * G + 0.6299787005 * B);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function toRgb([L, a, b]: Triple): Triple {
  const l = (L + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (L - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (L - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const channel = (c: number): number => Math.round(255 * Math.max(0, Math.min(1, encoded(Math.max(0, c)))));
  return [
    channel(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    channel(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    channel(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}
