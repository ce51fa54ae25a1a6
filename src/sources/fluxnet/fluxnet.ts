import type { Source } from '../source.ts';
import { towerHeader } from '../tower/tower-header.ts';
import { ONEFLUX } from './processed-quantity.ts';
import { readProduct } from './read-product.ts';

/**
 * FLUXNET2015 and later ONEFlux products (FULLSET and SUBSET): half hours, hours, days, months. Position and clock come from the
 * BADM file (BIF, workbook or CSV) beside the table or its archive.
 */
export const fluxnet: Source = {
  id: 'fluxnet',
  title: 'FLUXNET tower data, ONEFlux (CSV; position from BADM)',
  probe: ({ text }) => {
    const columns = towerHeader(text)?.columns ?? [];
    if (columns.some((c) => /_ANNOPTLM/.test(c))) return 'no';
    const filled = (c: string) =>
      /^NEE_[VC]UT_REF$|_F_MDS(_\d+)?$/.test(c) || (/_F$/.test(c) && columns.includes(`${c}_QC`));
    return columns.some(filled) ? 'certain' : 'no';
  },
  read: (candidate, companions, signal) =>
    readProduct(
      {
        source: 'fluxnet',
        quantities: ONEFLUX,
        daily: { grams: true },
        rank: 4,
        provenance: (site, file) => ({
          source: 'fluxnet',
          file,
          publisher: 'FLUXNET (AmeriFlux, ICOS and other networks), ONEFlux processing',
          ...(site.doi ? { doi: site.doi } : {}),
          citation: `FLUXNET ${site.id}${site.doi ? `, https://doi.org/${site.doi}` : ''}; Pastorello et al. 2020, Sci. Data 7:225, 10.1038/s41597-020-0534-3; cite the site team`,
          licence: 'CC BY 4.0 for most sites; tier two sites ask first: see the page of the site',
          note: "Half hours: mean of what was measured (quality code 0), filled months flagged. Days and months: the publisher's filled means, g C m-2 d-1 turned into umol m-2 s-1 (12.011 g mol-1). Uncertainty of fluxes: 20 % with a floor (assumed), random error in quadrature.",
        }),
      },
      candidate,
      companions,
      signal,
    ),
};
