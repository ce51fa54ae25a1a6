import { UnreadableFile } from '../../core/error.ts';
import { monthOfDate } from '../../core/month.ts';
import { metresFromCm, metresFromMm } from '../../core/unit.ts';
import type { Provenance } from '../../store/schema.ts';
import type { Candidate } from '../candidate.ts';
import { parseCsv } from '../csv.ts';
import { csvBatches } from '../csv-batches.ts';
import { monthlyMeans } from '../daily-mean.ts';
import { rejectedAt } from '../rejected-at.ts';
import type { InputFile, Observed, Rejection, Source } from '../source.ts';
import { type Cell, cutSheet } from '../workbook.ts';
import { boreholeThaw, type YearMaximum } from './borehole-alt.ts';
import { type BoreholeHeading, boreholeHeading } from './borehole-heading.ts';
import { BoreholeSeries } from './borehole-series.ts';
import { metadataFor } from './site-metadata.ts';
import { spikes } from './spikes.ts';

const PROVENANCE: Provenance = {
  source: 'gtnp-borehole',
  publisher: 'Global Terrestrial Network for Permafrost',
  citation: 'Global Terrestrial Network for Permafrost (GTN-P); cite the site investigators',
  licence: 'open (GTN-P dataset policy); cite the site investigators',
  note: 'Ground temperature, degC. Thaw depth where the warmest daily means of two neighbouring sensors cross 0 degC.',
};

/** Thaw depth from temperatures, m, one sd; assumed (SOURCES.md, 3.3). */
const THAW_SD = 0.05;
/** Months in which the ground reaches its deepest thaw: all must be there, or the year's maximum is not known. */
const SEASON = [7, 8, 9, 10];
const LEAST_DAYS = 10;
/** Below this the ground hardly knows the season, m; a sensor that swings by more than the second figure (K) is not that deep. */
const QUIET = [20, 3] as const;

const DEEPEST = 3000;

interface Sensor {
  readonly depth: number;
  readonly days: ReturnType<BoreholeSeries['daily']>;
}

/** Ground temperatures of a borehole: a date column and a column a depth, CSV or Excel. Gives monthly `t_soil` and yearly `alt`. */
export const borehole: Source = {
  id: 'gtnp-borehole',
  title: 'borehole temperatures, dates by depths (CSV or Excel)',
  probe: (candidate) => {
    const heading = headingOf(candidate);
    return heading === undefined ? 'no' : heading.sensors.length >= 3 ? 'certain' : 'likely';
  },
  async read(candidate, companions, signal) {
    const { file } = candidate;
    const heading = headingOf(candidate);
    if (!heading)
      throw new UnreadableFile({ file: file.name, expected: 'a heading of a date and at least two depths' });
    const site = await placeOf(file, heading, companions);
    const series = await gather(candidate, heading, signal);
    const { sensors, rejected, note } = sensorsOf(series, heading, file.name);
    const context = { site, file: file.name, rejected };
    const observations = [...temperatures(sensors, context), ...thaws(sensors, context)];
    return {
      observations,
      series: [],
      grids: [],
      rejected: rejectedAt(site, [...rejected, ...series.rejected.all()]),
      notes: [
        `${series.rows} rows of ${sensors.length} sensors at ${sensors.map((s) => s.depth).join(', ')} m; degC`,
        note,
      ],
      provenance: { ...PROVENANCE, file: file.name },
    };
  },
};

type Row = { readonly row: number; readonly cells: readonly Cell[] };

function headingOf({ text, workbook }: Candidate): BoreholeHeading | undefined {
  if (text !== '') return boreholeHeading(parseCsv(text).rows.map((r): Row => ({ row: r.line, cells: r.cells })));
  for (const sheet of workbook ?? []) {
    const found = boreholeHeading(sheet.rows.slice(0, 60).map((cells, i) => ({ row: i + 1, cells })));
    if (found) return found;
  }
  return undefined;
}

interface BoreholeSite {
  readonly name: string;
  readonly lat: number;
  readonly lon: number;
}

async function placeOf(
  file: InputFile,
  heading: BoreholeHeading,
  companions: readonly InputFile[],
): Promise<BoreholeSite> {
  const base = file.name.slice(file.name.lastIndexOf('/') + 1).replace(/\.\w+$/, '');
  if (heading.position) return { name: heading.name ?? base, ...heading.position };
  const metadata = await metadataFor(file.name, companions);
  if (metadata) return { name: metadata.name || base, lat: metadata.lat, lon: metadata.lon };
  throw new UnreadableFile({
    file: file.name,
    expected:
      'the place of the borehole: its metadata text in the same import, or lines "Latitude: …" and "Longitude: …" above the headings',
  });
}

async function gather(candidate: Candidate, heading: BoreholeHeading, signal?: AbortSignal): Promise<BoreholeSeries> {
  const series = new BoreholeSeries(heading, candidate.file.name);
  if (candidate.workbook) {
    const sheet = candidate.workbook.find((s) =>
      boreholeHeading(s.rows.slice(0, 60).map((cells, i) => ({ row: i + 1, cells }))),
    );
    if (sheet && sheet.beyond > 0) series.rejected.add(cutSheet(sheet, candidate.file.name));
    sheet?.rows.forEach((cells, i) => {
      if (i + 1 > heading.row) series.add(cells, `${sheet.name}, row ${i + 1}`);
    });
    return series;
  }
  for await (const batch of csvBatches(candidate.file, signal))
    for (const { line, cells } of batch) if (line > heading.row) series.addText(cells, `line ${line}`);
  return series;
}

/** Sensors in the ground with their depths in m, top down. */
function sensorsOf(
  series: BoreholeSeries,
  { sensors: headings }: BoreholeHeading,
  file: string,
): { readonly sensors: Sensor[]; readonly rejected: Rejection[]; readonly note: string } {
  const rejected: Rejection[] = [];
  const negative = headings.filter((h) => h.written < 0).length;
  // Whichever way most sensors lie is down; the few on the other side stand in the air.
  const down = negative > headings.length / 2 ? -1 : 1;
  const sensors = headings.flatMap((h, i): Sensor[] => {
    const written = h.written * down;
    const all = series.daily(i);
    const odd = spikes(all.map((d) => d.value));
    const days = all.filter((_, k) => !odd.has(k));
    for (const k of odd) {
      const { date, value } = all[k] as (typeof all)[number];
      series.rejected.add({
        file,
        where: date.toISOString().slice(0, 10),
        column: h.heading,
        found: value.toFixed(2),
        rule: 'a spike: more than 7 robust sd from the 13 days around it',
        todo: 'nothing, unless you trust it: then it is worth a look in the logger',
      });
    }
    if (written < 0) {
      rejected.push({
        file,
        column: h.heading,
        count: days.length,
        rule: 'above the surface: not a ground temperature',
        todo: 'nothing',
      });
      return [];
    }
    const depth = h.unit === 'cm' ? metresFromCm(written) : h.unit === 'mm' ? metresFromMm(written) : written;
    if (depth > DEEPEST) {
      rejected.push({
        file,
        column: h.heading,
        count: days.length,
        rule: `no borehole is deeper than ${DEEPEST} m`,
        todo: 'correct the heading',
      });
      return [];
    }
    return days.length === 0 ? [] : [{ depth, days }];
  });
  sensors.sort((a, b) => a.depth - b.depth);
  if (sensors.length === 0)
    throw new UnreadableFile({ file, expected: 'at least one sensor with temperatures in degC' });
  const assumed = headings.some((h) => h.unit === undefined);
  const lively = sensors.find((s) => s.depth >= QUIET[0] && swing(s) > QUIET[1]);
  if (assumed && lively) {
    throw new UnreadableFile({
      file,
      expected: `depths whose unit is said: ${lively.depth} m would be too deep for temperatures that swing by ${swing(lively).toFixed(0)} K. Write the unit into the headings (25 cm)`,
    });
  }
  const all = sensors.flatMap((s) => s.days.map((d) => d.value));
  const mean = all.reduce((s, v) => s + v, 0) / all.length;
  if (mean > 15)
    throw new UnreadableFile({ file, expected: `temperatures in degC; a mean of ${mean.toFixed(1)} is another unit` });
  const note = `${assumed ? 'depths without a unit taken for m, as GTN-P writes them' : 'depths by their headings'}${down === -1 ? ', negative downwards' : ''}; days as written, local time`;
  return { sensors, rejected, note };
}

function swing({ days }: Sensor): number {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { value } of days) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return high - low;
}

interface Context {
  readonly site: BoreholeSite;
  readonly file: string;
  readonly rejected: Rejection[];
}

const placed = ({ site, file }: Context) => ({
  lat: site.lat,
  lon: site.lon,
  locationSd: 100,
  filled: 0,
  source: 'gtnp-borehole',
  rank: 2,
  site: `gtnp-borehole/${site.name}`,
  file,
});

function temperatures(sensors: readonly Sensor[], context: Context): Observed[] {
  const { file, ...common } = placed(context);
  return sensors.flatMap(({ depth, days }) => {
    const means = monthlyMeans(days);
    const thin = new Set(days.map((d) => monthOfDate(d.date))).size - means.length;
    if (thin > 0) {
      context.rejected.push({
        file,
        column: `${depth} m`,
        count: thin,
        rule: `fewer than ${LEAST_DAYS} days of a month: no monthly mean`,
        todo: 'nothing',
      });
    }
    return means.map(
      (m): Observed => ({
        ...common,
        variable: 't_soil',
        month: m.month,
        depth: [depth, depth],
        value: m.mean,
        uncertainty: m.sd / Math.sqrt(m.days),
        flag: 'ok',
        method: `borehole sensor at ${depth} m, mean of ${m.days} days`,
        origin: `${file}:${depth} m`,
        identity: `t_soil/${context.site.name}/${depth}/${m.month}`,
      }),
    );
  });
}

function thaws(sensors: readonly Sensor[], context: Context): Observed[] {
  const { file, ...common } = placed(context);
  const years = [...new Set(sensors.flatMap((s) => s.days.map((d) => d.date.getUTCFullYear())))].sort((a, b) => a - b);
  return years.flatMap((year): Observed[] => {
    const maxima = sensors.flatMap((s) => yearMaximum(s, year) ?? []);
    const thaw = boreholeThaw(maxima);
    if (!thaw || (maxima.length < 2 && thaw.bound !== 'at most')) {
      context.rejected.push({
        file,
        where: String(year),
        rule: `fewer than two sensors have ${LEAST_DAYS} days in each month from July to October: the year's deepest thaw is not known`,
        todo: 'nothing; the months measured are kept as soil temperature',
      });
      return [];
    }
    const bound = thaw.bound ? `${thaw.bound} ${thaw.depth} m` : `between sensors ${thaw.gap.toFixed(2)} m apart`;
    return [
      {
        ...common,
        variable: 'alt',
        month: monthOfDate(thaw.date),
        value: thaw.depth,
        uncertainty: Math.hypot(THAW_SD, thaw.bound ? 0 : thaw.gap / Math.sqrt(12)),
        flag: thaw.bound ? 'censored' : thaw.talik || thaw.depth > 1.2 ? 'suspect' : 'ok',
        method: `borehole temperature, 0 degC of the warmest daily means, ${bound}${thaw.talik ? ', thawed ground below frozen' : ''}`,
        origin: `${file}:${year}`,
        identity: `alt/borehole/${context.site.name}/${year}`,
      },
    ];
  });
}

function yearMaximum({ depth, days }: Sensor, year: number): YearMaximum | undefined {
  const of = days.filter((d) => d.date.getUTCFullYear() === year);
  const covered = SEASON.every((month) => of.filter((d) => d.date.getUTCMonth() + 1 === month).length >= LEAST_DAYS);
  if (!covered) return undefined;
  const best = of.reduce((b, d) => (d.value > b.value ? d : b));
  return { depth, max: best.value, date: best.date };
}
