import { rename, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import Papa from 'papaparse';
import { UnreadableFile } from '../src/core/error.ts';
import { monthOf } from '../src/core/month.ts';
import { TARGETS, type Target } from '../src/core/variable.ts';
import { type Point, type PointForecast, predictPoints } from '../src/forecast/predict-points.ts';
import { readEnsemble } from '../src/learn/ensemble-file.ts';
import { deviceFor, required } from './learning-options.ts';
import { ProgressLine } from './progress-line.ts';
import { bytesOf, storeAt } from './store-at.ts';

export const help = `npm run studio -- predict --model FILE.thawcast --store STORE --at POINTS.csv --out OUT.csv [options]

Answers a list of places and months from everything the store has measured and what the ensemble has learnt, also at places where
nobody measured and in months outside the store (1950 to 2100; there the store's mean climate with the observed trend is assumed).

  --model FILE    an ensemble made by train
  --store STORE   a tiles store: its folder, or a zip file of one
  --at FILE       CSV with the columns lat, lon (degrees, WGS84), year, month (1-12); other columns are kept as they are
  --out FILE      CSV with the same rows in the same order, and for alt_m, co2_umol_m2_s and ch4_nmol_m2_s the columns
                  _mean, _sd, _p05, _p25, _p50, _p75, _p95. alt is the thaw depth of that month, positive down; the other two are
                  positive to the atmosphere. A '-' writes to standard output.
  --device NAME   auto, webgpu, webgl, wasm or cpu (auto)

A row that cannot be answered keeps empty cells and is named with its line on standard error. Exit status 1 when none could.`;

/** Column of each target in the output. */
const COLUMN: Readonly<Record<Target, string>> = { alt: 'alt_m', co2: 'co2_umol_m2_s', ch4: 'ch4_nmol_m2_s' };
const STATISTICS = ['mean', 'sd', 'p05', 'p25', 'p50', 'p75', 'p95'] as const;
const NEEDED = ['lat', 'lon', 'year', 'month'] as const;

/** @returns 0 when at least one row was answered, 1 when none was */
export async function predict(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      model: { type: 'string' },
      store: { type: 'string' },
      at: { type: 'string' },
      out: { type: 'string' },
      device: { type: 'string' },
    },
  });
  const at = required(values.at, '--at');
  const out = required(values.out, '--out');
  const modelFile = required(values.model, '--model');
  const storePath = required(values.store, '--store');
  const table = readPoints(at, new TextDecoder().decode(await bytesOf(at)));
  const ensemble = readEnsemble(await bytesOf(modelFile), modelFile);
  const store = await storeAt(storePath);
  await deviceFor(values.device);
  const line = new ProgressLine();
  const good = table.rows.flatMap((r) => (r.point ? [r.point] : []));
  const answers = await predictPoints(ensemble, store, good, (p) =>
    line.tell(`${p.what}: ${p.done} of ${p.of}`, p.secondsLeft),
  );
  line.end();
  let next = 0;
  let answered = 0;
  const rows = table.rows.map((r) => {
    const answer = r.point ? answers[next++] : undefined;
    if (answer) answered++;
    else
      process.stderr.write(`${at}, line ${r.line}: ${r.point ? 'no climate in the store at this place' : r.wrong}\n`);
    return { ...r.cells, ...columnsOf(answer) };
  });
  const fields = [...table.header, ...TARGETS.flatMap((t) => STATISTICS.map((s) => `${COLUMN[t]}_${s}`))];
  const text = `${Papa.unparse({ fields, data: rows.map((r) => fields.map((f) => (r as Record<string, string>)[f] ?? '')) }, { newline: '\n' })}\n`;
  if (out === '-') process.stdout.write(text);
  else {
    await writeFile(`${out}.part`, text);
    await rename(`${out}.part`, out);
    process.stdout.write(`${out}\n`);
  }
  process.stderr.write(`${answered} of ${rows.length} rows answered\n`);
  return answered > 0 || rows.length === 0 ? 0 : 1;
}

interface Row {
  /** Line in the file, the header being 1. */
  readonly line: number;
  readonly cells: Readonly<Record<string, string>>;
  readonly point: Point | undefined;
  /** Why there is no point. */
  readonly wrong: string;
}

/** @throws UnreadableFile when a column is missing */
export function readPoints(file: string, text: string): { header: string[]; rows: Row[] } {
  const parsed = Papa.parse<string[]>(text.replace(/^\uFEFF/, ''), { skipEmptyLines: false });
  const header = (parsed.data[0] ?? []).map((h) => h.trim());
  const place = (name: string) => header.findIndex((h) => h.toLowerCase() === name);
  const missing = NEEDED.filter((n) => place(n) < 0);
  if (missing.length > 0) {
    throw new UnreadableFile({
      file,
      line: 1,
      expected: `the columns lat, lon, year, month; missing: ${missing.join(', ')}`,
    });
  }
  const [lat, lon, year, month] = NEEDED.map(place) as [number, number, number, number];
  const rows: Row[] = [];
  parsed.data.slice(1).forEach((cells, i) => {
    if (cells.every((c) => c.trim() === '')) return;
    const number = (at: number) => ((cells[at] ?? '').trim() === '' ? Number.NaN : Number(cells[at]));
    const named = Object.fromEntries(header.map((h, j) => [h, cells[j] ?? '']));
    rows.push({ line: i + 2, cells: named, ...pointOf(number(lat), number(lon), number(year), number(month)) });
  });
  return { header, rows };
}

function pointOf(lat: number, lon: number, year: number, month: number): Pick<Row, 'point' | 'wrong'> {
  const bad = (wrong: string) => ({ point: undefined, wrong });
  if (!(Math.abs(lat) <= 90)) return bad('lat is not a latitude');
  if (!(Math.abs(lon) <= 360)) return bad('lon is not a longitude');
  if (!Number.isInteger(year) || year < 1950 || year > 2100) return bad('year is not a whole number from 1950 to 2100');
  if (!Number.isInteger(month) || month < 1 || month > 12) return bad('month is not a whole number from 1 to 12');
  return { point: { lat, lon: lon > 180 ? lon - 360 : lon, month: monthOf(year, month) }, wrong: '' };
}

function columnsOf(f: PointForecast | undefined): Record<string, string> {
  if (!f) return {};
  return Object.fromEntries(
    TARGETS.flatMap((t) => {
      const { mean, sd, quantiles } = f[t];
      return STATISTICS.map((s, i) => [
        `${COLUMN[t]}_${s}`,
        String(Number([mean, sd, ...quantiles][i]?.toPrecision(6))),
      ]);
    }),
  );
}
