import type { Source } from '../source.ts';
import { towerHeader } from '../tower/tower-header.ts';
import { FLUXNET_CH4 } from './processed-quantity.ts';
import { readProduct } from './read-product.ts';

/**
 * FLUXNET-CH4 community product: half hours and days. Its archives hold no position: the product's site table (a row a site,
 * SITE_ID, LAT, LON, UTC_OFFSET) or a BADM file must be in the same import.
 */
export const fluxnetCh4: Source = {
  id: 'fluxnet-ch4',
  title: 'FLUXNET-CH4 tower data (CSV; position from its site table or BADM)',
  probe: ({ text }) => {
    const columns = towerHeader(text)?.columns ?? [];
    return columns.some((c) => /^(FCH4|NEE|LE|H)_F_ANNOPTLM$|^FCH4_F$/.test(c)) ? 'certain' : 'no';
  },
  read: (candidate, companions, signal) =>
    readProduct(
      {
        source: 'fluxnet-ch4',
        quantities: FLUXNET_CH4,
        daily: {
          grams: false,
          fluxDoubt:
            'unit of the daily file is contradictory: read as umol and nmol m-2 s-1, 3.8 % too much if it is g and mg C m-2 d-1',
        },
        rank: 3,
        provenance: (site, file) => ({
          source: 'fluxnet-ch4',
          file,
          publisher: 'FLUXNET-CH4 community product, Global Carbon Project with AmeriFlux and EuroFlux',
          doi: site.doi || '10.5194/essd-13-3607-2021',
          citation: `FLUXNET-CH4 ${site.id}${site.doi ? `, https://doi.org/${site.doi}` : ''}; Delwiche et al. 2021, Earth Syst. Sci. Data 13:3607, 10.5194/essd-13-3607-2021; cite the site team`,
          licence: 'CC BY 4.0 (tier one) or ask the site team first (tier two): see the list of sites of the product',
          note: 'Half hours: mean of what was measured (FCH4, NEE), filled months (ANNOPTLM) flagged as modelled. Uncertainty of fluxes: 20 % with a floor (assumed), random error and unevenness over the day in quadrature.',
        }),
      },
      candidate,
      companions,
      signal,
    ),
};
