import { turn } from '../../core/turn.ts';
import type { InputFile, Observed, Rejection } from '../source.ts';
import { readTower, type TowerSeries, type Wanted } from '../tower/read-tower.ts';
import { clockOf } from '../tower/site-for.ts';
import type { TowerHeader } from '../tower/tower-header.ts';
import { type TowerOrigin, type TowerReading, towerMonths } from '../tower/tower-months.ts';
import { TOWER_VARIABLES } from '../tower/tower-variable.ts';
import { vapourFromDeficit } from '../tower/vapour.ts';
import { columnsHere, type ProcessedColumns, type ProcessedQuantity } from './processed-quantity.ts';

export interface ProcessedMonths {
  readonly observations: readonly Observed[];
  readonly rejected: readonly Rejection[];
  readonly notes: readonly string[];
}

const DEFICIT = { range: [-5, 100], unit: 'hPa' } as const;

/**
 * Half hours or hours of a processed product as months. A month is the mean of its measured half hours where there are enough;
 * else the publisher's filled month, flagged as modelled.
 */
export async function processedHours(
  file: InputFile,
  header: TowerHeader,
  product: readonly ProcessedQuantity[],
  origin: TowerOrigin,
  signal?: AbortSignal,
): Promise<ProcessedMonths> {
  const here = product.flatMap((quantity) => {
    const columns = columnsHere(quantity, header.columns);
    return columns ? [{ quantity, columns }] : [];
  });
  const deficit = deficitIn(header.columns);
  const wanted = new Map<string, Wanted>();
  for (const { quantity, columns } of here) want(wanted, columns, header.columns, quantity);
  if (deficit) want(wanted, deficit, header.columns, DEFICIT);
  const clock = clockOf(origin.site);
  const series = await readTower(file, header, [...wanted.values()], clock.offset, signal);
  const observations: Observed[] = [];
  const rejected: Rejection[] = [...series.rejected];
  for (const { quantity, columns } of here) {
    const readings = readingsOf(quantity, columns, series, wanted, origin);
    const months = towerMonths(quantity.of, readings, series, origin);
    for (const o of months.observations) observations.push(o);
    rejected.push(...months.rejected);
    await turn(signal);
  }
  const air = here.find((h) => h.quantity.of === TOWER_VARIABLES.t_air);
  if (air && deficit) {
    const months = towerMonths(TOWER_VARIABLES.vp, [vapour(air.columns, deficit, series, wanted)], series, origin);
    for (const o of months.observations) observations.push(o);
    rejected.push(...months.rejected);
  }
  return {
    observations,
    rejected,
    notes: [
      ...clock.notes,
      `${series.rows} rows of ${series.step} minutes, local standard time UTC${clock.offset < 0 ? '' : '+'}${clock.offset / 60}, months cut in UTC`,
    ],
  };
}

const deficitIn = (header: readonly string[]): ProcessedColumns | undefined =>
  header.includes('VPD_F') && header.includes('VPD_F_QC')
    ? { whole: 'VPD_F', qc: 'VPD_F_QC' }
    : header.includes('VPD')
      ? { measured: 'VPD' }
      : undefined;

function want(
  wanted: Map<string, Wanted>,
  columns: ProcessedColumns,
  header: readonly string[],
  limits: { readonly range: readonly [number, number]; readonly unit: string },
): void {
  for (const name of [columns.measured, columns.whole])
    if (name) wanted.set(name, { name, range: limits.range, unit: limits.unit });
  if (columns.qc && header.includes(columns.qc)) wanted.set(columns.qc, { name: columns.qc });
}

/** Measured values, by their own column or by the code 0. Nothing counts as measured where nobody says so. */
function measuredIn(columns: ProcessedColumns, series: TowerSeries, wanted: ReadonlyMap<string, Wanted>): Float32Array {
  if (columns.measured) return series.column(columns.measured);
  const whole = series.column(columns.whole as string);
  const code = columns.qc && wanted.has(columns.qc) ? series.column(columns.qc) : undefined;
  return whole.map((x, i) => (code?.[i] === 0 ? x : Number.NaN));
}

function readingsOf(
  quantity: ProcessedQuantity,
  columns: ProcessedColumns,
  series: TowerSeries,
  wanted: ReadonlyMap<string, Wanted>,
  { site }: TowerOrigin,
): TowerReading[] {
  const name = (columns.measured ?? columns.whole) as string;
  const height = site.sensors.get(name)?.height ?? Number.NaN;
  const depth = quantity.soil && height <= 0 ? -height : undefined;
  return [
    {
      column: name,
      measured: measuredIn(columns, series, wanted).map(quantity.convert),
      ...(columns.whole ? { whole: series.column(columns.whole).map(quantity.convert) } : {}),
      method: `${quantity.method}; ${name}`,
      ...(depth === undefined ? {} : { depth: [depth, depth] as const }),
      ...(quantity.soil && depth === undefined ? { doubt: 'depth not stated' } : {}),
      ...(quantity.estimate ? { estimate: true } : {}),
    },
  ];
}

function vapour(
  air: ProcessedColumns,
  deficit: ProcessedColumns,
  series: TowerSeries,
  wanted: ReadonlyMap<string, Wanted>,
): TowerReading {
  const name = (deficit.measured ?? deficit.whole) as string;
  return {
    column: name,
    measured: vapourFromDeficit(measuredIn(deficit, series, wanted), measuredIn(air, series, wanted)),
    method: `from vapour pressure deficit and air temperature of the tower; ${name}`,
  };
}
