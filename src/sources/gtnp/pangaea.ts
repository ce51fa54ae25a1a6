import { UnreadableFile } from '../../core/error.ts';
import { monthOf, monthOfDate } from '../../core/month.ts';
import { VARIABLES } from '../../core/variable.ts';
import type { Provenance } from '../../store/schema.ts';
import { halfStepOf, roundingSd } from '../coordinate.ts';
import type { CsvRow } from '../csv.ts';
import { csvBatches } from '../csv-batches.ts';
import { parseWrittenDate } from '../date-text.ts';
import { convertUnit } from '../mapped-csv/convert-unit.ts';
import { unitOfHeading } from '../mapped-csv/heading-unit.ts';
import { readNumber } from '../number.ts';
import { RejectionList } from '../rejection-list.ts';
import type { Observed, Source } from '../source.ts';

const PROVENANCE: Provenance = {
  source: 'gtnp-pangaea',
  publisher: 'PANGAEA',
  doi: '10.1594/PANGAEA.972992',
  citation:
    'Global Terrestrial Network for Permafrost: harmonised annual ground temperatures, PANGAEA, doi:10.1594/PANGAEA.972992',
  licence: 'CC BY 4.0 as PANGAEA states for the data set; check its page',
  note: 'Annual ground temperature, degC; not a monthly mean, so shown and never trained on.',
};

/** Each quantity by its heading; what follows names persons and references and is never read. */
const COLUMNS = {
  event: /^event/i,
  lat: /^latitude/i,
  lon: /^longitude/i,
  date: /^date/i,
  frequency: /freq/i,
  depth: /^depth/i,
  temperature: /^(ground )?temp|^magt|^t \[/i,
} as const;
type Name = keyof typeof COLUMNS;

/** GTN-P's harmonised annual ground temperatures as PANGAEA ships them: prose in a comment, then tab-separated rows. */
export const gtnpPangaea: Source = {
  id: 'gtnp-pangaea',
  title: 'GTN-P annual ground temperatures (PANGAEA, tab-separated)',
  probe: ({ text }) => (text.split(/\r?\n/).some((l) => headerOf(l.split('\t'))) ? 'certain' : 'no'),
  async read({ file }, _companions, signal) {
    const reader = new AnnualReader(file.name);
    for await (const batch of csvBatches(file, signal, undefined, '\t')) for (const row of batch) reader.add(row);
    return {
      observations: reader.observations,
      series: [],
      grids: [],
      rejected: reader.rejected.all(),
      notes: [
        `${reader.observations.length} annual ground temperatures, kept as suspect: a year's value is no monthly mean. A year without month is placed in July`,
      ],
      provenance: { ...PROVENANCE, file: file.name },
    };
  },
};

type Header = Readonly<Record<Name, number>> & { readonly fields: number; readonly headings: readonly string[] };

function headerOf(cells: readonly string[]): Header | undefined {
  const headings = cells.map((c) => c.trim());
  const at = (name: Name) => headings.findIndex((h) => COLUMNS[name].test(h));
  const names = Object.keys(COLUMNS) as Name[];
  if (names.some((n) => at(n) < 0)) return undefined;
  return {
    ...(Object.fromEntries(names.map((n) => [n, at(n)])) as Record<Name, number>),
    fields: cells.length,
    headings,
  };
}

class AnnualReader {
  readonly observations: Observed[] = [];
  readonly rejected = new RejectionList();
  #header: Header | undefined;
  #metres: ((x: number) => number) | undefined;
  #celsius: ((x: number) => number) | undefined;

  constructor(readonly file: string) {}

  add(row: CsvRow): void {
    if (!this.#header) {
      const header = headerOf(row.cells);
      if (header) this.#start(header, row.line);
      return;
    }
    const { file } = this;
    const where = `line ${row.line}`;
    const { fields, headings } = this.#header;
    if (row.cells.length !== fields) {
      const rule = `the heading has ${fields} fields`;
      this.rejected.add({ file, where, found: `${row.cells.length} fields`, rule, todo: 'mend the row' });
      return;
    }
    const at = this.#header;
    const text = (name: Name) => (row.cells[at[name]] ?? '').trim();
    const found = this.#observed(text, row.line);
    if (found === 'empty') return;
    if ('variable' in found) this.observations.push(found);
    else {
      const { name, rule } = found;
      const column = headings[at[name]] ?? name;
      const [lat, lon] = [readNumber(text('lat')), readNumber(text('lon'))];
      const placed = typeof lat === 'number' && typeof lon === 'number' && Math.abs(lat) <= 90 && Math.abs(lon) <= 180;
      const stands = placed ? { at: { lat, lon } } : {};
      this.rejected.add({ file, where, column, found: text(name), ...stands, rule, todo: 'correct the cell' });
    }
  }

  #observed(
    text: (name: Name) => string,
    line: number,
  ): Observed | 'empty' | { readonly name: Name; readonly rule: string } {
    const number = (name: Name) => readNumber(text(name));
    const [lat, lon, depth, temperature] = [number('lat'), number('lon'), number('depth'), number('temperature')];
    if (temperature === 'missing') return 'empty';
    const time = parseWrittenDate(text('date'));
    if (typeof lat !== 'number' || Math.abs(lat) > 90) return { name: 'lat', rule: 'not a latitude' };
    if (typeof lon !== 'number' || Math.abs(lon) > 180) return { name: 'lon', rule: 'not a longitude in -180 to 180' };
    if (!time) return { name: 'date', rule: 'not a date' };
    if (typeof depth !== 'number' || depth < 0 || depth > 3000)
      return { name: 'depth', rule: 'not a depth below the surface, positive down (0 to 3000)' };
    const value = temperature === 'bad' ? Number.NaN : (this.#celsius?.(temperature) ?? Number.NaN);
    const [low, high] = VARIABLES.t_soil.range;
    if (!(value >= low && value <= high))
      return { name: 'temperature', rule: `not a ground temperature (${low} to ${high} degC)` };
    const metres = this.#metres?.(depth) ?? Number.NaN;
    const { date, precision } = time;
    const site = text('event') || `${text('lat')} ${text('lon')}`;
    return {
      variable: 't_soil',
      lat,
      lon: lon === 180 ? -180 : lon,
      locationSd: roundingSd(lat, halfStepOf(text('lat')), halfStepOf(text('lon'))),
      month: precision === 'year' ? monthOf(date.getUTCFullYear(), 7) : monthOfDate(date),
      depth: [metres, metres],
      value,
      uncertainty: Number.NaN,
      filled: 0,
      flag: 'suspect',
      site: `gtnp-pangaea/${site}`,
      method: `annual ground temperature at ${metres} m, frequency ${text('frequency') || 'not given'}, ${text('date')}`,
      source: 'gtnp-pangaea',
      origin: `${this.file}:${line}`,
      identity: `t_soil/annual/${site}/${metres}/${text('date')}`,
      rank: 1,
    };
  }

  /** @throws UnreadableFile when a unit is none we know: then it is a question */
  #start(header: Header, line: number): void {
    const unit = (name: Name) => unitOfHeading(header.headings[header[name]] as string);
    // Without a unit in the heading the publisher's own holds: m and degC.
    const stated = (name: Name, usual: string) =>
      unit(name) ?? (/[[(]/.test(header.headings[header[name]] as string) ? 'unknown' : usual);
    this.#metres = toCanonical('alt', stated('depth', 'm'));
    this.#celsius = toCanonical('t_soil', stated('temperature', 'degC'));
    if (!this.#metres || !this.#celsius)
      throw new UnreadableFile({
        file: this.file,
        line,
        expected: 'depth in m and temperature in degC by their headings',
      });
    this.#header = header;
  }
}

function toCanonical(variable: 'alt' | 't_soil', unit: string): ((x: number) => number) | undefined {
  const convert = convertUnit(variable, unit);
  return convert && ((x) => convert(x, 0));
}
