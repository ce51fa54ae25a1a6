import { UnreadableFile } from '../../core/error.ts';
import type { Provenance } from '../../store/schema.ts';
import type { Imported, InputFile, Rejection, Source } from '../source.ts';
import { readTextTable, type TextTable } from '../text-table.ts';
import { type BurnSite, burnSites, isCoordinates } from './burn-sites.ts';
import { monthlyTower } from './daily-tower.ts';
import { probingsByDate, summaryByDate, thawObservations } from './dated-thaw.ts';
import { monthlySoil } from './half-hourly-soil.ts';

const PROVENANCE: Provenance = {
  source: 'anaktuvuk',
  publisher: 'Arctic LTER; AmeriFlux US-An1, US-An2, US-An3',
  citation: 'Anaktuvuk River burn: Arctic LTER and AmeriFlux (US-An1, US-An2, US-An3); acknowledge both',
  licence: 'AmeriFlux data use policy; acknowledge Arctic LTER and AmeriFlux',
  note: 'Fluxes are daily means of unknown coverage and a unit read from their size: shown, never trained on or scored.',
};

type Kind = 'coordinates' | 'probings' | 'thaw-summary' | 'daily' | 'soil' | 'range';

/** What one of the files is, by its header line. */
function kindOf(text: string): Kind | undefined {
  const line = (text.split(/\r?\n/, 1)[0] ?? '').replaceAll('"', '');
  if (isCoordinates(text)) return 'coordinates';
  if (/^date,thaw depth unburned/i.test(line)) return 'probings';
  if (/^date,unburned_count,unburned_mean/i.test(line)) return 'thaw-summary';
  if (/(^|,)fire(,|$)/.test(line) && line.includes('Tair.C.mean')) return 'daily';
  if (/^date,year,day,hour_min,/i.test(line) && /unb temp 1/i.test(line)) return 'soil';
  return /^month,tair\.c\.range$/i.test(line) ? 'range' : undefined;
}

/** Flux, weather and dated thaw depth of three towers in and beside the Anaktuvuk River burn; positions from their coordinates file. */
export const anaktuvuk: Source = {
  id: 'anaktuvuk',
  title: 'Anaktuvuk River burn: flux, weather, thaw depth (CSV)',
  probe: ({ text }) => (kindOf(text) ? 'certain' : 'no'),
  async read({ file, text }, companions) {
    const kind = kindOf(text);
    const rejected: Rejection[] = [];
    const base = {
      observations: [],
      series: [],
      grids: [],
      rejected,
      notes: [],
      provenance: { ...PROVENANCE, file: file.name },
    } satisfies Imported;
    if (kind === 'coordinates') return { ...base, notes: ['positions: read together with the files that need them'] };
    if (kind === 'range') {
      rejected.push({
        file: file.name,
        rule: 'mean daily range of temperature by month: the program has no use for it',
        todo: 'nothing',
      });
      return base;
    }
    const sites = await burnSites([file, ...companions]);
    if (sites.size === 0)
      throw new UnreadableFile({
        file: file.name,
        expected:
          'the coordinates file (lat,lon,site) in the same import: the table says only Unburned, Moderate, Severe',
      });
    const table = await readTextTable(file, []);
    rejected.push(...table.ragged);
    return { ...base, ...contentOf(kind ?? 'daily', table, sites, file, rejected) };
  },
};

function contentOf(
  kind: Kind,
  table: TextTable,
  sites: ReadonlyMap<string, BurnSite>,
  file: InputFile,
  rejected: Rejection[],
): Partial<Imported> {
  const { header, rows } = table;
  switch (kind) {
    case 'probings':
      return { observations: thawObservations(probingsByDate(header, rows, file.name, rejected), sites, 2) };
    case 'thaw-summary':
      return { observations: thawObservations(summaryByDate(header, rows, file.name, rejected), sites, 1) };
    case 'soil': {
      const site = sites.get('unburned'); // `Unb` in every column name
      return { observations: site ? monthlySoil(header, rows, site, file.name, rejected) : [] };
    }
    default: {
      // AmeriFlux first (has DOY and moisture as fraction), then the merged file, then the ARC file whose humidity is wrong (ARF-2).
      const rank = header.includes('DOY') ? 3 : header.includes('VWC') ? 2 : 1;
      const tower = monthlyTower(header, rows, sites, file.name, rank, rejected);
      return {
        observations: tower.observations,
        series: tower.series,
        notes: [
          `NEE on ${tower.days} site-days; its heading "NEE.mm.m2.s" is no unit, umol m-2 s-1 assumed from its size`,
        ],
      };
    }
  }
}
