import { UnreadableFile } from '../../core/error.ts';
import { turn } from '../../core/turn.ts';
import { decodeText } from '../encoding.ts';
import { companionJson } from '../raster/companion-json.ts';
import { crsOf } from '../raster/crs.ts';
import type { Raster } from '../raster/raster.ts';
import { parseMeaning } from '../raster/raster-meaning.ts';
import { readBands } from '../raster/read-bands.ts';
import type { InputFile, Rejection, Source } from '../source.ts';

/** What stands above the numbers. */
interface Header {
  readonly cols: number;
  readonly rows: number;
  /** Outer corner of the lower left cell. */
  readonly x: number;
  readonly y: number;
  readonly cell: number;
  readonly nodata: number;
  /** Bytes before the first number. */
  readonly length: number;
}

const KEYS = /^(ncols|nrows|xllcorner|xllcenter|yllcorner|yllcenter|cellsize|nodata_value)\s+([-+\d.eE]+)\s*$/i;
/** Numbers in one grid: 25 million are 200 MB. */
const MOST_CELLS = 25e6;
/** Bytes read at a time. */
const STEP = 1_000_000;

/** The header, or undefined when the text does not begin with one. */
function headerOf(text: string): Header | undefined {
  const found = new Map<string, number>();
  let length = 0;
  for (const line of text.split('\n')) {
    const pair = KEYS.exec(line);
    if (!pair) break;
    found.set((pair[1] as string).toLowerCase(), Number(pair[2]));
    length += line.length + 1;
  }
  const [cols, rows, cell] = ['ncols', 'nrows', 'cellsize'].map((k) => found.get(k) ?? Number.NaN) as [
    number,
    number,
    number,
  ];
  const half = (axis: string) =>
    found.has(`${axis}llcenter`)
      ? (found.get(`${axis}llcenter`) as number) - cell / 2
      : (found.get(`${axis}llcorner`) ?? Number.NaN);
  const [x, y] = [half('x'), half('y')];
  const whole = Number.isInteger(cols) && Number.isInteger(rows) && cols > 0 && rows > 0;
  return whole && cell > 0 && Number.isFinite(x + y)
    ? { cols, rows, x, y, cell, nodata: found.get('nodata_value') ?? -9999, length }
    : undefined;
}

/**
 * ESRI ASCII grid, as SIBBORK-TTE takes and many programs write: numbers and a lower left corner. It says neither where on the
 * Earth that corner lies (a `.prj` of the same name does) nor what the numbers are, so a person says it beside the file.
 */
export const asciiGrid: Source = {
  id: 'ascii-grid',
  title: 'ESRI ASCII grid',
  probe: ({ magic, text }) => (magic === 'text' && headerOf(text) ? 'certain' : 'no'),
  async read({ file, text }, companions, signal) {
    const header = headerOf(text);
    if (!header)
      throw new UnreadableFile({ file: file.name, expected: 'ncols, nrows, xllcorner, yllcorner, cellsize' });
    if (header.rows * header.cols > MOST_CELLS)
      throw new UnreadableFile({
        file: file.name,
        expected: `a grid of at most ${MOST_CELLS / 1e6} million cells; cut it to the part you need`,
      });
    const values = await valuesOf(file, header, signal);
    const rejected: Rejection[] = [];
    const beside = await companionJson(file, companions);
    const written = beside && parseMeaning(beside.json);
    if (beside && typeof written === 'string')
      rejected.push({ file: beside.name, rule: written, todo: 'mend this file; it says what the grid means' });
    const meaning = typeof written === 'string' ? undefined : written;
    const prj = companions.find((c) => c.name.toLowerCase() === file.name.replace(/\.[^./]*$/, '.prj').toLowerCase());
    const named = meaning?.crs ?? (prj && prj.size < 100_000 ? decodeText(await prj.bytes()).text : undefined);
    const crs = named === undefined ? undefined : await crsOf(named);
    const used = [beside?.name, prj?.name].flatMap((n) => (n ? [n] : []));
    const base = {
      observations: [],
      series: [],
      notes: [
        `${header.rows} x ${header.cols} cells of ${header.cell}, rows from the north, ${crs?.name ?? 'no reference system'}`,
      ],
      provenance: { source: 'ascii-grid', file: file.name, citation: 'as stated by the file’s publisher' },
      ...(used.length > 0 ? { used } : {}),
    };
    if (!crs) {
      rejected.push({
        file: file.name,
        rule:
          named === undefined
            ? 'does not say in which reference system it lies'
            : 'lies in a reference system we do not know',
        todo: 'put its .prj file beside it, or say "crs": "EPSG:3338" in the meaning of this grid',
      });
      return { ...base, grids: [], rejected };
    }
    const ask = {
      description: '',
      own: undefined,
      question: 'nothing says what these numbers are, their unit and their month',
    };
    const got = await readBands(
      rasterOf(file.name, header, values, crs),
      [ask],
      meaning?.bands ?? [],
      'ascii-grid',
      signal,
    );
    return { ...base, grids: got.grids, rejected: [...rejected, ...got.rejected] };
  },
};

function rasterOf(file: string, { rows, cols, x, y, cell }: Header, values: Float64Array, crs: Raster['crs']): Raster {
  return {
    file,
    rows,
    cols,
    transform: [cell, 0, x, 0, -cell, y + rows * cell],
    crs,
    blockRows: 1,
    blockCols: cols,
    read: async (_band, w) => {
      const out = new Float64Array(w.rows * w.cols);
      for (let r = 0; r < w.rows; r++)
        out.set(values.subarray((w.row + r) * cols + w.col, (w.row + r) * cols + w.col + w.cols), r * w.cols);
      return out;
    },
  };
}

/** Numbers parted by any white space; line breaks need not be where the rows end. @throws UnreadableFile when there are fewer or others */
async function valuesOf(
  file: InputFile,
  { rows, cols, nodata, length }: Header,
  signal: AbortSignal | undefined,
): Promise<Float64Array> {
  // A number and a blank need two bytes: a size that the header only claims must not take memory.
  if (file.size - length < rows * cols * 2 - 1) throw tooFew(file.name, rows, cols);
  const out = new Float64Array(rows * cols);
  let n = 0;
  let carry = '';
  for (let at = length; at < file.size; at += STEP) {
    carry += new TextDecoder('latin1').decode(await file.bytes(at, Math.min(STEP, file.size - at)));
    const last = at + STEP >= file.size;
    const end = last ? carry.length : carry.search(/\s\S*$/);
    for (const word of carry.slice(0, Math.max(0, end)).split(/\s+/)) {
      if (word === '') continue;
      const x = /^nan$/i.test(word) ? Number.NaN : Number(word);
      if (n >= out.length || (Number.isNaN(x) && !/^nan$/i.test(word)))
        throw new UnreadableFile({
          file: file.name,
          expected:
            n >= out.length
              ? `${rows * cols} numbers; there are more`
              : `a number as number ${n + 1}, not "${word.slice(0, 20)}"`,
        });
      out[n++] = x === nodata ? Number.NaN : x;
    }
    carry = carry.slice(Math.max(0, end));
    if (carry.length > STEP) throw tooFew(file.name, rows, cols);
    await turn(signal);
  }
  if (n < out.length) throw tooFew(file.name, rows, cols);
  return out;
}

const tooFew = (file: string, rows: number, cols: number): UnreadableFile =>
  new UnreadableFile({ file, expected: `${rows} x ${cols} numbers; there are fewer, so it is cut off` });
