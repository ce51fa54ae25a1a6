import { UnreadableFile } from '../../core/error.ts';
import type { Provenance } from '../../store/schema.ts';
import type { Candidate } from '../candidate.ts';
import { rejectedAt } from '../rejected-at.ts';
import type { Imported, InputFile } from '../source.ts';
import { siteFor } from '../tower/site-for.ts';
import type { TowerSite } from '../tower/site-sheet.ts';
import { openTowerTable } from '../tower/tower-header.ts';
import { airSeries } from '../tower/tower-series.ts';
import { type DailyTable, processedDays } from './processed-days.ts';
import { processedHours } from './processed-hours.ts';
import type { ProcessedQuantity } from './processed-quantity.ts';
import { finerTable, stepOf } from './product-step.ts';

/** A processed tower product: what tells it from others of the same time steps. */
export interface Product {
  readonly source: string;
  readonly quantities: readonly ProcessedQuantity[];
  /** How daily and monthly fluxes stand; hours are in umol and nmol m-2 s-1. */
  readonly daily: Pick<DailyTable, 'grams' | 'fluxDoubt'>;
  readonly rank: number;
  readonly provenance: (site: TowerSite, file: string) => Provenance;
}

/**
 * One table of a product. Of several time steps of a tower in one import the finest is read and the others are passed over.
 * @throws UnreadableFile for weekly and yearly tables, which no month can be made of
 */
export async function readProduct(
  product: Product,
  { file, text }: Candidate,
  companions: readonly InputFile[],
  signal?: AbortSignal,
): Promise<Imported> {
  const step = stepOf(text);
  const header = await openTowerTable(file, text);
  const { site, used, notes } = await siteFor(file, header, companions);
  const nothing: Imported = {
    observations: [],
    series: [],
    grids: [],
    rejected: [],
    notes,
    provenance: product.provenance(site, file.name),
    used,
  };
  const finer = finerTable(file.name, companions);
  if (finer) return { ...nothing, notes: [`not read: ${finer} holds the same in finer steps`] };
  if (step === undefined || step === 'weeks' || step === 'years') {
    const expected = step
      ? `half hours, days or months; no month can be made of ${step}`
      : 'a row with a time of 12, 8 or 6 digits';
    throw new UnreadableFile({ file: file.name, line: header.line, expected });
  }
  const origin = {
    site,
    source: product.source,
    file: file.name,
    rank: product.rank - (step === 'half hours' ? 0 : 0.5),
  };
  const months =
    step === 'half hours'
      ? await processedHours(file, header, product.quantities, origin, signal)
      : await processedDays(file, { ...product.daily, step }, product.quantities, origin);
  return {
    ...nothing,
    observations: months.observations,
    series: airSeries(months.observations, site, product.source, file.name),
    rejected: rejectedAt(site, months.rejected),
    notes: [...notes, ...months.notes],
  };
}
