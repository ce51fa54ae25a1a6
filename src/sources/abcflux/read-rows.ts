import { type Month, monthOf } from '../../core/month.ts';
import type { CsvRow } from '../csv.ts';
import { readNumber } from '../number.ts';
import { RejectionList } from '../rejection-list.ts';
import type { InputFile, Rejection } from '../source.ts';
import { Columns, readTextTable, type TextTable } from '../text-table.ts';
import { type FluxRow, isOpen, parseDepth, plainWord } from './flux-row.ts';

/** Column names of one table; exact, because near-twins exist (ABC-11). Empty where the table has no such column. */
interface Layout {
  readonly required: readonly string[];
  readonly nee: string;
  readonly gpp: string;
  readonly reco: string;
  readonly ch4: string;
  readonly filledNee: readonly string[];
  readonly filledCh4: readonly string[];
  readonly neeFrom: string;
  readonly ch4From: string;
}

const COMMON = ['site_reference', 'latitude', 'longitude', 'year', 'month', 'data_usage'];

export const LAYOUTS: Readonly<Record<'published' | 'tidy', Layout>> = {
  published: {
    required: [...COMMON, 'nee', 'ch4_flux_total', 'flux_method'],
    nee: 'nee',
    gpp: 'gpp',
    reco: 'reco',
    ch4: 'ch4_flux_total',
    filledNee: ['gap_fill_perc_nee', 'gap_fill_perc'],
    filledCh4: ['gap_fill_perc_ch4', 'gap_fill_perc CH4', 'gap_fill_perc'],
    neeFrom: 'extraction_source_co2',
    ch4From: 'extraction_source_ch4',
  },
  tidy: {
    required: [...COMMON, 'nee_gC_m2_month', 'ch4_gC_m2_month'],
    nee: 'nee_gC_m2_month',
    gpp: 'gpp_gC_m2_month',
    reco: 'reco_gC_m2_month',
    ch4: 'ch4_gC_m2_month',
    filledNee: ['gap_fill_perc_nee'],
    filledCh4: ['gap_fill_perc_ch4'],
    neeFrom: 'extraction_source_co2',
    ch4From: 'extraction_source_ch4',
  },
};

export interface FluxTable {
  readonly rows: readonly FluxRow[];
  readonly rejected: readonly Rejection[];
  readonly encoding: string;
}

/** Which layout a header line has, if any. */
export function layoutOf(header: string): keyof typeof LAYOUTS | undefined {
  const columns = new Set(
    header
      .replace(/^\ufeff/, '')
      .split(',')
      .map((c) => c.replaceAll('"', '').trim()),
  );
  const fits = (layout: Layout) => layout.required.every((c) => columns.has(c));
  return fits(LAYOUTS.published) ? 'published' : fits(LAYOUTS.tidy) ? 'tidy' : undefined;
}

/** Rows of either table. Columns that hold persons are never touched (ABC-18). */
export async function readFluxTable(file: InputFile, kind: keyof typeof LAYOUTS): Promise<FluxTable> {
  const layout = LAYOUTS[kind];
  const table = await readTextTable(file, layout.required);
  const rejected = new RejectionList();
  const rows = table.rows.flatMap((row) => {
    const read = readRow(row, new Reader(table, row, rejected), layout);
    return read ? [read] : [];
  });
  return { rows, rejected: [...table.ragged, ...rejected.all()], encoding: table.encoding };
}

/** Cells of one row, with rejections for what is no number. */
class Reader {
  readonly #columns: Columns;
  constructor(
    readonly table: TextTable,
    readonly row: CsvRow,
    readonly rejected: RejectionList,
  ) {
    this.#columns = columnsOf(table);
  }
  text(column: string): string {
    return this.#columns.text(this.row, column);
  }
  number(column: string): number {
    const value = readNumber(this.text(column));
    if (value === 'bad') this.reject(column, 'not a number', 'correct the cell; the rest of the row is kept');
    if (value === 'missing' && /inf/i.test(this.text(column)))
      this.reject(column, 'infinite: taken as missing', 'nothing, or give the number; the rest of the row is kept');
    return typeof value === 'number' ? value : Number.NaN;
  }
  /** Percent of the first of several columns that holds a number. */
  share(columns: readonly string[]): number {
    for (const column of columns) {
      const value = this.number(column);
      if (value >= 0 && value <= 100) return value;
      if (!Number.isNaN(value))
        this.reject(
          column,
          'not a share in percent, 0 to 100',
          'correct the cell; the flux is kept, its share unknown',
        );
    }
    return Number.NaN;
  }
  /** Where the row says it lies, if it does. */
  get at(): Rejection['at'] {
    const [lat, lon] = [readNumber(this.text('latitude')), readNumber(this.text('longitude'))];
    return typeof lat === 'number' && Math.abs(lat) <= 90 && typeof lon === 'number' && Math.abs(lon) <= 180
      ? { lat, lon }
      : undefined;
  }
  reject(column: string, rule: string, todo: string): undefined {
    const { at } = this;
    this.rejected.add({
      file: this.table.name,
      where: `line ${this.row.line}`,
      column,
      found: this.text(column),
      ...(at ? { at } : {}),
      rule,
      todo,
    });
    return undefined;
  }
}

const known = new WeakMap<TextTable, Columns>();
function columnsOf(table: TextTable): Columns {
  const columns = known.get(table) ?? new Columns(table.header);
  known.set(table, columns);
  return columns;
}

function readRow(row: CsvRow, cell: Reader, layout: Layout): FluxRow | undefined {
  const [lat, lon, year, month] = ['latitude', 'longitude', 'year', 'month'].map((c) => cell.number(c)) as [
    number,
    number,
    number,
    number,
  ];
  if (!(Math.abs(lat) <= 90)) return cell.reject('latitude', 'not a latitude', 'give degrees north');
  if (!(Math.abs(lon) <= 180)) return cell.reject('longitude', 'not a longitude in -180 to 180', 'give degrees east');
  const at = calendarMonth(year, month);
  if (at === undefined)
    return cell.reject(
      'month',
      `no month: year ${cell.text('year')}, month ${cell.text('month')}`,
      'give year and month 1-12',
    );
  if (!isOpen(cell.text('data_usage'))) {
    return cell.reject(
      'data_usage',
      'not Tier 1 (open): the site team must be asked first',
      'leave the row out, or import it once you have permission',
    );
  }
  return {
    line: row.line,
    site: cell.text('site_reference') || cell.text('site_name'),
    lat,
    lon,
    latText: cell.text('latitude'),
    lonText: cell.text('longitude'),
    month: at,
    chamber: plainWord(cell.text('flux_method')) === 'chamber',
    partition: cell.text('partition_method'),
    nee: cell.number(layout.nee),
    gpp: cell.number(layout.gpp),
    reco: cell.number(layout.reco),
    ch4: cell.number(layout.ch4),
    filledNee: cell.share(layout.filledNee),
    filledCh4: cell.share(layout.filledCh4),
    neeFrom: cell.text(layout.neeFrom),
    ch4From: cell.text(layout.ch4From) || cell.text(layout.neeFrom), // rows of one source name it once
    tair: cell.number('tair'),
    precip: cell.number('precip'),
    tsoil: cell.number('tsoil_surface'),
    tsoilDepth: parseDepth(cell.text('tsoil_surface_depth')),
    moisture: cell.number('soil_moisture'),
    snow: cell.number('snow_depth'),
    thaw: cell.number('thaw_depth'),
  };
}

function calendarMonth(year: number, month: number): Month | undefined {
  const whole = Number.isInteger(year) && Number.isInteger(month);
  return whole && year > 1900 && year < 2200 && month >= 1 && month <= 12 ? monthOf(year, month) : undefined;
}
