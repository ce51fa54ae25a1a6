import { UnreadableFile } from '../../core/error.ts';
import { turn } from '../../core/turn.ts';
import type { Provenance } from '../../store/schema.ts';
import { rejectedAt } from '../rejected-at.ts';
import type { Confidence, Imported, InputFile, Observed, Rejection, Source } from '../source.ts';
import { readTower } from '../tower/read-tower.ts';
import { clockOf, siteFor } from '../tower/site-for.ts';
import type { TowerSite } from '../tower/site-sheet.ts';
import { openTowerTable, type TowerHeader, towerHeader } from '../tower/tower-header.ts';
import { towerMonths } from '../tower/tower-months.ts';
import { airSeries } from '../tower/tower-series.ts';
import { columnsFor } from './base-column.ts';
import { BASE_QUANTITIES } from './base-quantity.ts';
import { baseReadings, planBase } from './base-readings.ts';

/** BASE comes last among the flux products of one tower: neither filtered nor filled (ABC-2). */
const RANK = 0;

/**
 * AmeriFlux BASE: half hours or hours of a tower as its team gave them, position and clock in the BADM workbook beside it.
 * Gives monthly means of fluxes and weather.
 */
export const ameriflux: Source = {
  id: 'ameriflux',
  title: 'AmeriFlux BASE half-hourly tower data (CSV; position from BADM)',
  probe: ({ text }) => isBase(text),
  async read({ file, text }, companions, signal) {
    const header = await openTowerTable(file, text);
    const { site, used, notes } = await siteFor(file, header, companions);
    return { ...(await readBase(file, header, site, notes, signal)), used };
  },
};

/** Start and end of each row, a variable of BASE, and none of the columns that only processed products have. */
function isBase(text: string): Confidence {
  const header = towerHeader(text);
  if (!header?.columns.includes('TIMESTAMP_START') || !header.columns.includes('TIMESTAMP_END')) return 'no';
  if (header.columns.some((c) => /_(VUT|CUT)_|_F_MDS|_F_QC$|_ANNOPTLM|_ERA/.test(c))) return 'no';
  const known = columnsFor(header.columns, [...BASE_QUANTITIES.flatMap((q) => q.variables), 'RH', 'H', 'LE', 'CO2']);
  if (known.length === 0) return 'no';
  return header.site && header.version ? 'certain' : 'likely';
}

async function readBase(
  file: InputFile,
  header: TowerHeader,
  site: TowerSite,
  said: readonly string[],
  signal: AbortSignal | undefined,
): Promise<Imported> {
  const plan = planBase(header.columns, site, file.name);
  if (plan.wanted.length === 0)
    throw new UnreadableFile({ file: file.name, expected: 'a flux or weather column of the BASE product' });
  const clock = clockOf(site);
  const series = await readTower(file, header, plan.wanted, clock.offset, signal);
  const { readings, rejected: unclear, empty } = baseReadings(plan, series, header.columns, file.name);
  const rejected: Rejection[] = [...plan.rejected, ...series.rejected, ...unclear];
  const observations: Observed[] = [];
  for (const [variable, of] of readings) {
    const months = towerMonths(variable, of, series, { site, source: 'ameriflux', file: file.name, rank: RANK });
    for (const o of months.observations) observations.push(o);
    rejected.push(...months.rejected);
    await turn(signal);
  }
  return {
    observations,
    series: airSeries(observations, site, 'ameriflux', file.name),
    grids: [],
    rejected: rejectedAt(site, rejected),
    notes: [
      ...said,
      ...clock.notes,
      `${series.rows} rows of ${series.step} minutes, local standard time UTC${clock.offset < 0 ? '' : '+'}${clock.offset / 60}, months cut in UTC`,
      ...(empty.length > 0 ? [`wholly missing: ${empty.join(', ')}`] : []),
      ...plan.notes,
      'FC and NEE as the site team gave them: no threshold of turbulence is applied; water tables are not read, their sign is not stated',
    ],
    provenance: provenanceOf(site, header.version, file.name),
  };
}

const provenanceOf = (site: TowerSite, version: string, file: string): Provenance => ({
  source: 'ameriflux',
  file,
  publisher: 'AmeriFlux Management Project, Lawrence Berkeley National Laboratory',
  ...(site.doi ? { doi: site.doi } : {}),
  citation: `AmeriFlux BASE ${site.id}${version ? ` version ${version}` : ''}${site.doi ? `, https://doi.org/${site.doi}` : ''}; cite the site team as that page asks`,
  licence: 'CC BY 4.0 for most sites, the legacy AmeriFlux policy for some: see the page of the site',
  note: 'Monthly means of measured half hours, at least 25 % of the month and every quarter of the day. Uncertainty of fluxes: 20 % (floor 0.1 umol, 1 nmol m-2 s-1; assumed), larger the less was measured, with random error and unevenness over the day in quadrature.',
});
