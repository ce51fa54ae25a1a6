import { UnreadableFile } from '../../core/error.ts';
import type { Provenance } from '../../store/schema.ts';
import type { Candidate } from '../candidate.ts';
import { csvBatches } from '../csv-batches.ts';
import type { ColumnMapping, ValueColumn } from '../mapped-csv/column-mapping.ts';
import { MAPPING } from '../mapped-csv/column-mapping.ts';
import { unitOfHeading } from '../mapped-csv/heading-unit.ts';
import { mappingFor } from '../mapped-csv/mapping-for.ts';
import { readMapped } from '../mapped-csv/read-mapped.ts';
import { tableSample } from '../mapped-csv/table-sample.ts';
import { medianOf } from '../median.ts';
import { readNumber } from '../number.ts';
import type { Rejection, Source } from '../source.ts';

const PROVENANCE: Provenance = {
  source: 'smalt',
  publisher: 'ORNL DAAC',
  doi: '10.3334/ORNLDAAC/1903',
  citation:
    'ABoVE: Soil Moisture and Active Layer Thickness in Alaska and NWT, Canada, 2008-2020, ORNL DAAC, doi:10.3334/ORNLDAAC/1903',
  licence: 'open (NASA Earth science data policy); cite the data set',
  note: 'ALT and depths in cm, water content in percent, -999 missing, as the publisher states. Means per 1-km cell, date and method.',
};

const ALT = /^(active[_ ]layer[_ ]thickness|alt|thaw[_ ]depth)([_ ]?[([]?(cm|m|mm)[)\]]?)?$/i;
const VWC = /^(volumetric[_ ]water[_ ]content|vwc|soil[_ ]moisture)([_ ]?[([]?(%|percent|m3 ?m-3)[)\]]?)?$/i;
const ERROR_OF_ALT = /^(active[_ ]layer[_ ]thickness|alt|thaw[_ ]depth)[_ ](uncertainty|error|sd|std)/i;
const LAT = /^(latitude|lat)$/i;
const LON = /^(longitude|lon|long)$/i;
const DATE = /^(date|datetime|date_time|year)$/i;
const METHOD = /^(\w+[_ ])?(method|instrument)$/i;

const FLUX = /^(nee|gpp|reco|ch4|co2|fc|fch4)(_|$)/i;
const MOST_COLUMNS = 30;
/** So many values of a column say its unit. */
const ENOUGH = 20_000;

/**
 * Soil moisture and active layer of the ABoVE campaigns: a row a measurement, which carries either thaw or moisture, the other is -999.
 * Radar points lie metres apart: they become a mean per cell, date and method, with spread and number.
 */
export const smalt: Source = {
  id: 'smalt',
  title: 'ABoVE soil moisture and active layer thickness (CSV)',
  probe: (candidate) => {
    const headings = headingsOf(candidate);
    const all = [LAT, LON, DATE, ALT, VWC].every((p) => headings.some((h) => p.test(h)));
    // Flux compilations carry thaw and moisture too, among a hundred columns; a source that knows such a table comes first.
    return all && headings.length <= MOST_COLUMNS && !headings.some((h) => FLUX.test(h)) ? 'likely' : 'no';
  },
  async read(candidate, companions, signal) {
    const about = { source: 'smalt', rank: 1, provenance: PROVENANCE };
    const given = await mappingFor(candidate.file.name, companions);
    if (given) return readMapped(candidate, given, about, signal);
    const sample = tableSample(candidate);
    if (!sample) throw new UnreadableFile({ file: candidate.file.name, expected: 'headings and rows of numbers' });
    const { values, rejected } = await valueColumns(candidate, sample.headings, signal);
    if (values.length === 0) {
      throw new UnreadableFile({
        file: candidate.file.name,
        expected: rejected[0]?.rule ?? 'a column with values',
        line: sample.heading,
      });
    }
    const read = await readMapped(
      candidate,
      mappingOf(candidate.file.name, sample.heading, sample.headings, values),
      about,
      signal,
    );
    return { ...read, rejected: [...rejected, ...read.rejected] };
  },
};

const headingsOf = (candidate: Candidate): readonly string[] =>
  candidate.magic === 'text' ? (tableSample(candidate)?.headings ?? []) : [];

function mappingOf(
  file: string,
  heading: number,
  headings: readonly string[],
  values: readonly ValueColumn[],
): ColumnMapping {
  const find = (p: RegExp) => headings.find((h) => p.test(h));
  const site = find(/^(site|site[_ ](name|id|code)|transect|plot)$/i);
  return {
    kind: MAPPING,
    version: 1,
    file: file.slice(file.lastIndexOf('/') + 1),
    heading,
    site: site === undefined ? { value: 'above' } : { column: site },
    position: { lat: { column: find(LAT) as string }, lon: { column: find(LON) as string } },
    // The publisher's own forms: ISO, month/day/year, or a year alone.
    time: { date: find(/^date/i) ?? (find(DATE) as string), order: 'mdy' },
    values,
    missing: [-999, -9999],
    citation: PROVENANCE.citation,
  };
}

async function valueColumns(
  candidate: Candidate,
  headings: readonly string[],
  signal: AbortSignal | undefined,
): Promise<{ readonly values: ValueColumn[]; readonly rejected: Rejection[] }> {
  const find = (p: RegExp) => headings.find((h) => p.test(h));
  const method = find(METHOD);
  const common = {
    sign: 1,
    per: 'visit',
    method: method === undefined ? { value: 'probe or GPR, the table does not say which' } : { column: method },
  } as const;
  const rejected: Rejection[] = [];
  const ask = (column: string, middle: number, stated: string, other: string) =>
    rejected.push({
      file: candidate.file.name,
      column,
      found: `median ${Number(middle.toPrecision(3))}`,
      rule: `${column} cannot be in ${stated} as the publisher states; it looks like ${other}. The column is left out`,
      todo: `lay a column mapping beside the file that says the unit of ${column}`,
    });
  const [alt, vwc] = [find(ALT) as string, find(VWC) as string];
  const middles = await medians(candidate, headings, [alt, vwc], signal);
  const values: ValueColumn[] = [];
  const altMiddle = middles[0] as number;
  const altUnit = unitOfHeading(alt);
  if (altUnit === undefined && (altMiddle < 4 || altMiddle > 350))
    ask(alt, altMiddle, 'cm', altMiddle < 4 ? 'metres' : 'millimetres');
  else {
    const error = find(ERROR_OF_ALT);
    const uncertainty = error === undefined ? {} : { uncertainty: { column: error } };
    values.push({
      ...common,
      column: alt,
      variable: 'thaw_depth',
      unit: altUnit ?? 'cm',
      seasonEnd: true,
      ...uncertainty,
    });
  }
  const vwcMiddle = middles[1] as number;
  const vwcUnit = unitOfHeading(vwc);
  if (vwcUnit === undefined && vwcMiddle <= 1.05) ask(vwc, vwcMiddle, 'percent', 'a fraction');
  else values.push({ ...common, column: vwc, variable: 'vwc', unit: vwcUnit ?? '%', ...depthOf(headings) });
  return { values, rejected };
}

/** The interval belongs to the moisture, never to the thaw depth. */
function depthOf(headings: readonly string[]): Pick<ValueColumn, 'depth'> {
  const top = headings.find((h) => /^depth[_ ]?(top|min|upper)|^(top|upper)[_ ]depth/i.test(h));
  const bottom = headings.find((h) => /^depth[_ ]?(bottom|max|lower)|^(bottom|lower)[_ ]depth/i.test(h));
  if (top === undefined || bottom === undefined) return {};
  return { depth: { top: { column: top }, bottom: { column: bottom }, unit: unitOfHeading(top) ?? 'cm' } };
}

/** Middle of each column's positive values; NaN without any. A first look at the file's beginning, for the check of units. */
async function medians(
  candidate: Candidate,
  headings: readonly string[],
  columns: readonly string[],
  signal: AbortSignal | undefined,
): Promise<number[]> {
  const at = columns.map((c) => headings.indexOf(c));
  const found: number[][] = columns.map(() => []);
  for await (const batch of csvBatches(candidate.file, signal)) {
    for (const { cells } of batch) {
      if (cells.length !== headings.length) continue;
      at.forEach((i, k) => {
        const x = readNumber(cells[i]);
        if (typeof x === 'number' && x > 0) found[k]?.push(x);
      });
    }
    if (found.every((x) => x.length >= ENOUGH)) break;
  }
  return found.map((x) => medianOf(x));
}
