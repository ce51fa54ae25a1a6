import { VARIABLES } from '../src/core/variable.ts';
import type { Import } from '../src/preprocess/import-files.ts';
import type { NativeGrid, Observed, Rejection, Series } from '../src/sources/source.ts';

/** Months since 1969-01 of the years 1700 and 2400. */
const MONTHS = [-3228, 5172] as const;
/** Below zero by noise, kept as suspect: partitions of a flux. */
const NOISE: Readonly<Record<string, number>> = { gpp: 2, reco: 2 };
const FLAGS = new Set(['ok', 'suspect', 'censored', 'modelled']);

const month = (m: number): boolean => Number.isInteger(m) && m >= MONTHS[0] && m <= MONTHS[1];
const place = (lat: number, lon: number): boolean => Math.abs(lat) <= 90 && Math.abs(lon) <= 180;

function observation(o: Observed): string | undefined {
  const [low, high] = VARIABLES[o.variable].range;
  if (!(o.value >= low - (NOISE[o.variable] ?? 0) && o.value <= high)) return `${o.variable} ${o.value}`;
  if (!place(o.lat, o.lon) || !(o.locationSd > 0 && o.locationSd < 1e6))
    return `place ${o.lat}, ${o.lon}, sd ${o.locationSd}`;
  if (!month(o.month)) return `month ${o.month}`;
  if (o.depth && !(o.depth[0] >= 0 && o.depth[1] >= o.depth[0])) return `depth ${o.depth}`;
  if (!(Number.isNaN(o.uncertainty) || (o.uncertainty >= 0 && Number.isFinite(o.uncertainty))))
    return `uncertainty ${o.uncertainty}`;
  if (!(Number.isNaN(o.filled) || (o.filled >= 0 && o.filled <= 1))) return `filled ${o.filled}`;
  if (!FLAGS.has(o.flag) || !o.site || !o.identity || !o.origin)
    return `flag ${o.flag}, site "${o.site}", origin "${o.origin}"`;
  return undefined;
}

function oneSeries(s: Series): string | undefined {
  const [low, high] = VARIABLES[s.variable].range;
  if (s.month.length !== s.value.length || s.month.length === 0)
    return `${s.month.length} months, ${s.value.length} values`;
  if (!s.month.every((m, i) => month(m) && (i === 0 || m > (s.month[i - 1] as number))))
    return 'months that do not ascend';
  if (!s.value.every((v) => v >= low && v <= high)) return `a value outside ${low} to ${high}`;
  return place(s.lat, s.lon) ? undefined : `place ${s.lat}, ${s.lon}`;
}

export function stepsOf({ time }: NativeGrid): readonly number[] {
  return time.at === 'months' ? [...time.months] : time.at === 'years' ? [...time.years] : [0];
}

function grid(g: NativeGrid): string | undefined {
  const [low, high] = VARIABLES[g.variable].range;
  const cells = g.rows * g.cols;
  if (!(cells > 0) || g.lat.length !== cells || g.lon.length !== cells)
    return `${g.rows} x ${g.cols} cells, ${g.lat.length} latitudes`;
  if (g.values.length !== stepsOf(g).length * cells)
    return `${g.values.length} values for ${stepsOf(g).length} steps of ${cells} cells`;
  if (g.sd && g.sd.length !== g.values.length) return 'another number of sd';
  if (!(g.cell > 0 && g.cell < 1e7)) return `cells of ${g.cell} m`;
  for (let i = 0; i < cells; i++)
    if (!place(g.lat[i] as number, g.lon[i] as number)) return `place ${g.lat[i]}, ${g.lon[i]}`;
  const slack = 1e-4 * Math.max(1, Math.abs(low), Math.abs(high));
  for (const v of g.values)
    if (!(Number.isNaN(v) || (v >= low - slack && v <= high + slack))) return `${g.variable} ${v}`;
  if (g.time.at === 'months' && !g.time.months.every(month)) return 'months that cannot be';
  if (g.time.at === 'years' && !g.time.years.every((y) => y >= 1700 && y <= 2400)) return 'years that cannot be';
  return undefined;
}

/** What only a parser's own failure says: true of the program, and no help to a person. */
const UNCLEAR =
  /could not be read \(|undefined|is not a function|not iterable|\[object|Maximum call stack|Invalid (typed )?array length/;

function rejection(r: Rejection, names: readonly string[]): string | undefined {
  if (!r.rule || !r.todo) return `half a rejection: ${JSON.stringify(r)}`;
  if (!names.some((n) => r.file === n || r.file.startsWith(`${n}/`)))
    return `a rejection of "${r.file}", which was not given`;
  if (r.count !== undefined && !(Number.isInteger(r.count) && r.count > 0)) return `a rejection of ${r.count} values`;
  if (r.at && !place(r.at.lat, r.at.lon)) return `a rejection at ${r.at.lat}, ${r.at.lon}`;
  return UNCLEAR.test(r.rule) ? `unclear: ${r.rule.slice(0, 160)}` : undefined;
}

const first = <T>(of: readonly T[], check: (x: T) => string | undefined): string | undefined => {
  for (const x of of) {
    const why = check(x);
    if (why !== undefined) return why;
  }
  return undefined;
};

/**
 * Whether what came out can be at all: finite, in its variable's range, on Earth, in a month, of its own shape; and whether each
 * rejection names its file, its rule and what to do.
 * @returns what cannot be, or undefined
 */
export function unsound(got: Import, names: readonly string[]): string | undefined {
  const silent = got.files.find(
    (f) => f.observations + f.series + f.grids + f.rejected + f.notes.length === 0 && f.source === undefined,
  );
  return (
    first(got.observations, observation) ??
    first(got.series, oneSeries) ??
    first(got.grids, grid) ??
    first(got.rejected, (r) => rejection(r, names)) ??
    (silent ? `nothing of ${silent.file}, and no reason` : undefined)
  );
}
