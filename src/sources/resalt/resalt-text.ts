import { UnreadableFile } from '../../core/error.ts';
import { toMetres } from '../../core/unit.ts';
import { csvBatches } from '../csv-batches.ts';
import { readNumber } from '../number.ts';
import type { Imported, InputFile, NativeGrid, Rejection, Source } from '../source.ts';
import { Faults } from '../tower/faults.ts';
import { resaltAnswer, timeHint } from './resalt-answer.ts';
import { seasonOf } from './season.ts';
import { gridOfThaw, lossesOf } from './thaw-grid.ts';
import { type Pixels, thawMean } from './thaw-mean.ts';

/** Pixels of the product, m2. */
const PIXEL = 30 * 30;
const MOST_ROWS = 12e6;
const HEADING = /^"?(ReSALT|ALT|Sub|Subsidence)_?\s*\((\w+)\)"?$/i;
const POINT = /^\s*POINT\s*\(\s*(\S+)\s+(\S+)\s*\)\s*$/i;

interface Column {
  readonly at: number;
  readonly name: string;
  readonly which: 'alt' | 'uz';
  readonly unit: string;
  readonly toM: (x: number) => number;
}

/** Heading of the table: a column of points, and thaw or subsidence with their units. */
function headingOf(text: string): { readonly point: number; readonly columns: readonly Column[] } | undefined {
  const cells = (text.split(/\r?\n/, 1)[0] ?? '').split(';').map((c) => c.trim().replace(/^\uFEFF?"?|"$/g, ''));
  const point = cells.findIndex((c) => /^wkt$/i.test(c));
  const columns = cells.flatMap((name, at): Column[] => {
    const [, what = '', unit = ''] = HEADING.exec(name) ?? [];
    const toM = toMetres(unit);
    return what !== '' && toM ? [{ at, name, which: /^sub/i.test(what) ? 'uz' : 'alt', unit, toM }] : [];
  });
  return point >= 0 && columns.length > 0 ? { point, columns } : undefined;
}

/** ReSALT as text, a pixel a row: `WKT;ReSALT_(cm);Sub_(cm)`. Points become means of 1-km cells. */
export const resaltText: Source = {
  id: 'resalt-text',
  title: 'Radar active-layer thickness (ReSALT, text)',
  probe: ({ text }) => (headingOf(text) ? 'certain' : 'no'),
  async read({ file, text }, companions, signal): Promise<Imported> {
    const heading = headingOf(text);
    if (!heading)
      throw new UnreadableFile({ file: file.name, line: 1, expected: 'columns WKT and ReSALT_(cm) or Sub_(cm)' });
    const answer = await resaltAnswer(file, companions);
    const rejected: Rejection[] = [];
    if (answer.fault && answer.file) rejected.push({ file: answer.file, rule: answer.fault, todo: 'mend this file' });
    const season =
      answer.when?.at === 'span'
        ? { time: answer.when, note: 'dates as stated by the person' }
        : seasonOf({}, file.name);
    const base = {
      observations: [],
      series: [],
      provenance: {
        source: 'resalt',
        file: file.name,
        publisher: 'ORNL DAAC',
        citation: 'Liu et al. 2015, ReSALT, ORNL DAAC',
      },
      ...(answer.file ? { used: [answer.file] } : {}),
    };
    if (!season) {
      const rule = 'nothing says which season or years it stands for';
      return {
        ...base,
        grids: [],
        notes: [],
        rejected: [...rejected, { file: file.name, rule, todo: timeHint(file.name) }],
      };
    }
    const { pixels, faults } = await readPixels(file, heading, signal);
    rejected.push(...faults.rejections());
    const grids: NativeGrid[] = [];
    const notes: string[] = [];
    for (const [k, { which, name, unit }] of heading.columns.entries()) {
      const mean = await thawMean(pixels.of(k), which, signal);
      if (!mean) {
        rejected.push({
          file: file.name,
          column: name,
          rule: 'no point lies in the Alaska window',
          todo: 'check longitude and latitude',
        });
        continue;
      }
      const got = gridOfThaw(mean, which, season, { file: file.name, name, unit });
      grids.push(...got.grids);
      notes.push(...got.notes);
      rejected.push(...lossesOf(mean, file.name, name, which), ...got.rejected);
    }
    return { ...base, grids, notes, rejected };
  },
};

/** Rows as they come, in arrays that grow. */
class PixelTable {
  #room = 65_536;
  #data: Float64Array[];
  count = 0;

  constructor(readonly columns: number) {
    this.#data = this.#arrays();
  }

  add(lon: number, lat: number, values: readonly number[]): void {
    if (this.count === this.#room) {
      this.#room *= 2;
      const old = this.#data;
      this.#data = this.#arrays();
      for (const [i, a] of this.#data.entries()) a.set(old[i] as Float64Array);
    }
    for (const [i, x] of [lon, lat, ...values].entries()) (this.#data[i] as Float64Array)[this.count] = x;
    this.count++;
  }

  of(column: number): Pixels {
    const [lon, lat, value] = [0, 1, 2 + column].map((i) => this.#data[i]) as [
      Float64Array,
      Float64Array,
      Float64Array,
    ];
    return {
      count: this.count,
      lon: (i) => lon[i] as number,
      lat: (i) => lat[i] as number,
      value: (i) => value[i] as number,
      area: PIXEL,
    };
  }

  #arrays(): Float64Array[] {
    return Array.from({ length: this.columns + 2 }, () => new Float64Array(this.#room));
  }
}

async function readPixels(
  file: InputFile,
  { point, columns }: { readonly point: number; readonly columns: readonly Column[] },
  signal: AbortSignal | undefined,
): Promise<{ readonly pixels: PixelTable; readonly faults: Faults }> {
  const pixels = new PixelTable(columns.length);
  const faults = new Faults(file.name);
  for await (const rows of csvBatches(file, signal, undefined, ';')) {
    for (const { line, cells } of rows) {
      if (line === 1) continue;
      const [, x, y] = POINT.exec(cells[point] ?? '') ?? [];
      const [lon, lat] = [readNumber(x ?? ''), readNumber(y ?? '')];
      if (typeof lon !== 'number' || typeof lat !== 'number' || !(Math.abs(lat) <= 90 && Math.abs(lon) <= 360)) {
        const rule = 'not a point of longitude and latitude, such as POINT (-156.6 71.3)';
        faults.add(line, 'WKT', cells[point], rule, 'give degrees, not metres of a map');
        continue;
      }
      if (pixels.count >= MOST_ROWS)
        throw new UnreadableFile({ file: file.name, line, expected: `fewer than ${MOST_ROWS} rows; split the file` });
      pixels.add(
        lon,
        lat,
        columns.map(({ at, name, which, toM }) => {
          const value = readNumber(cells[at]);
          if (typeof value === 'number') return value <= -9000 ? Number.NaN : (which === 'uz' ? -1 : 1) * toM(value);
          if (value === 'bad') faults.add(line, name, cells[at], 'not a number', 'correct or empty the cell');
          return Number.NaN;
        }),
      );
    }
  }
  return { pixels, faults };
}
