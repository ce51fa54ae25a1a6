import type { Provenance } from '../../store/schema.ts';
import type { Source } from '../source.ts';
import { FluxObservations } from './observed-fluxes.ts';
import { LAYOUTS, layoutOf, readFluxTable } from './read-rows.ts';
import { towerWeather } from './tower-weather.ts';

const PROVENANCE: Provenance = {
  source: 'abcflux',
  publisher: 'ABCflux version 2; published set at ORNL DAAC',
  doi: '10.3334/ORNLDAAC/2448',
  citation: 'Virkkala et al. 2025, ABCflux v2, ORNL DAAC, 10.3334/ORNLDAAC/2448; cite the site teams',
  licence: 'Tier 1 rows only; cite, do not redistribute',
  note: 'g C m-2 month-1 turned into mean rates (12.011 g mol-1, true days of the month). Uncertainty assumed: 20 %, floor 0.1 umol and 1 nmol m-2 s-1, larger the less was measured.',
};

/**
 * ABCflux, a row a site, month and method, as published (167 columns, inside a zip) or tidied (23 columns). A month filled to
 * 100 % is a model's and flagged so; an unknown share stays unknown (NaN) and keeps its flag, with a larger uncertainty.
 */
export const abcflux: Source = {
  id: 'abcflux',
  title: 'ABCflux monthly CO2 and CH4 fluxes (CSV)',
  probe: ({ text }) => (layoutOf(text.split(/\r?\n/, 1)[0] ?? '') ? 'certain' : 'no'),
  async read({ file, text }) {
    const kind = layoutOf(text.split(/\r?\n/, 1)[0] ?? '') ?? 'published';
    const rank = kind === 'published' ? 2 : 1;
    const table = await readFluxTable(file, kind);
    const fluxes = new FluxObservations(file.name, rank, LAYOUTS[kind]);
    fluxes.add(table.rows);
    const weather = towerWeather(table.rows, file.name, rank);
    return {
      observations: [...fluxes.observations, ...weather.observations],
      series: weather.series,
      grids: [],
      rejected: [...table.rejected, ...fluxes.rejected, ...weather.rejected],
      notes: [`${table.rows.length} rows, encoding ${table.encoding}; water tables not read: their sign is not stated`],
      provenance: { ...PROVENANCE, file: file.name },
    };
  },
};
