import { UnreadableFile } from '../../core/error.ts';
import { monthOf, monthOfYear, yearOf } from '../../core/month.ts';
import type { Provenance } from '../../store/schema.ts';
import type { Candidate } from '../candidate.ts';
import { groupBy } from '../group-by.ts';
import { cellGrids } from '../point-table/cell-grids.ts';
import type { CellMonth } from '../point-table/cell-months.ts';
import { gatherCells } from '../point-table/gather-cells.ts';
import { type PointTable, pointTable } from '../point-table/point-table.ts';
import { sampleColumns } from '../point-table/sample-columns.ts';
import type { ValueSample } from '../point-table/value-sample.ts';
import type { NativeGrid, Rejection, Source } from '../source.ts';

const COLUMN = 'ALT';
/** The archive's measurements end here; what the model gives for later months is a scenario. */
const LAST_HISTORY = monthOf(2022, 12);
/** A year's deepest thaw can only be told when its late summer is there. */
const LATE_SUMMER = [8, 9, 10];

export const SIBBORK: Provenance = {
  source: 'sibbork-tte',
  publisher: 'ORNL DAAC',
  doi: '10.3334/ORNLDAAC/2371',
  citation:
    'SIBBORK-TTE: Brazhnik and Shugart 2016, Ecol. Model. 320:182; results in the GeoCryoAI archive, 10.3334/ORNLDAAC/2371',
  note: 'Process model, 10-m cells. Never an observation.',
};

const known = (candidate: Candidate): PointTable | undefined => {
  const table = candidate.parquet || candidate.magic === 'text' ? pointTable(candidate) : undefined;
  return table?.columns.join() === COLUMN ? table : undefined;
};

/**
 * Monthly thaw depth of SIBBORK-TTE at 10 m, `datetime, lat, lon, ALT` (m, negative downward), in CSV or Parquet: mean and sd within
 * each cell of M01 as `thaw_depth`, and the deepest month of each year as `alt`.
 */
export const thawMatrix: Source = {
  id: 'sibbork-tte',
  title: 'SIBBORK-TTE thaw depth (CSV, Parquet)',
  probe: (candidate) => {
    try {
      return known(candidate) ? 'certain' : 'no';
    } catch {
      return 'no';
    }
  },
  async read(candidate, _companions, signal) {
    const { file } = candidate;
    const table = known(candidate);
    if (!table) throw new UnreadableFile({ file: file.name, expected: 'the columns datetime, lat, lon, ALT' });
    const rejected: Rejection[] = [];
    const samples = await sampleColumns(table, [COLUMN], file.name, rejected, signal);
    const sample = samples.get(COLUMN) as ValueSample;
    const wrong = signProblem(sample);
    const base = { observations: [], series: [], rejected, provenance: { ...SIBBORK, file: file.name } };
    if (wrong) {
      rejected.push({ file: file.name, column: COLUMN, ...(sample.n > 0 ? { count: sample.n } : {}), ...wrong });
      return { ...base, grids: [], notes: [] };
    }
    const got = await gatherCells(table, [{ name: COLUMN, variable: 'thaw_depth', factor: -1 }], file.name, signal);
    rejected.push(...got.rejected);
    const cells = got.cells.get(COLUMN)?.sorted() ?? [];
    const grids = gridsOf(cells, file.name, rejected);
    const notes = [
      `${got.rows} points and months to ${cells.length} cells and months of M01; negative downward in the file (m), turned positive downward`,
      `months after 2022-12 are a scenario, kept apart from history`,
    ];
    return { ...base, grids, notes };
  },
};

/** The archive turned the model's own centimetres into metres, negative downward; anything else is asked. */
function signProblem(sample: ValueSample): Pick<Rejection, 'found' | 'rule' | 'todo'> | undefined {
  const found = sample.words();
  if (sample.n === 0) return { found, rule: 'no number in the whole column', todo: 'nothing' };
  if (sample.max > 0)
    return sample.min < 0
      ? {
          found,
          rule: 'thaw depth with both signs: one of them is wrong, and nobody can tell which',
          todo: 'correct the column',
        }
      : {
          found,
          rule: 'positive, while the archive is negative downward',
          todo: 'give thaw depth as metres, negative downward',
        };
  if (sample.quantile(0.05) < -5)
    return {
      found,
      rule: 'deeper than 5 m, if these were metres; the model’s own unit is cm',
      todo: 'give thaw depth as metres, negative downward',
    };
  return undefined;
}

function gridsOf(cells: readonly CellMonth[], file: string, rejected: Rejection[]): NativeGrid[] {
  const parts = [
    { name: 'thaw_depth', variable: 'thaw_depth', cells, note: 'process model; mean and sd of the 10-m cells inside' },
    {
      name: 'alt',
      variable: 'alt',
      cells: deepest(cells),
      note: 'process model; the month of the deepest mean thaw of each year',
    },
  ] as const;
  return parts.flatMap((p) =>
    [false, true].flatMap((projection): readonly NativeGrid[] => {
      const part = p.cells.filter((c) => c.month > LAST_HISTORY === projection);
      if (part.length === 0) return [];
      const grids = cellGrids(part, {
        name: p.name,
        variable: p.variable,
        projection,
        source: 'sibbork-tte',
        origin: `${file}:${COLUMN}`,
        note: p.note,
      });
      if (grids) return grids;
      rejected.push({
        file,
        column: COLUMN,
        count: part.length,
        rule: 'cells too scattered over places and months to be held as grids',
        todo: 'give the sites one by one',
      });
      return [];
    }),
  );
}

/** The month of the deepest thaw of each cell and year whose late summer is complete. */
function deepest(cells: readonly CellMonth[]): CellMonth[] {
  const years = groupBy(cells, (c) => `${c.cell} ${yearOf(c.month)}`);
  const chosen = [...years.values()].flatMap((year) => {
    const whole = LATE_SUMMER.every((m) => year.some((c) => monthOfYear(c.month) === m));
    return whole ? [year.reduce((a, b) => (b.mean > a.mean ? b : a))] : [];
  });
  return chosen.sort((a, b) => a.month - b.month || a.cell - b.cell);
}
