/** A place of the real networks, where and when pseudo-observations are drawn. */
export interface NetworkSite {
  readonly code: string;
  readonly lon: number;
  readonly lat: number;
  /** First and last year. */
  readonly years: readonly [number, number];
}

const site = (code: string, lon: number, lat: number, from: number, to: number): NetworkSite => ({
  code,
  lon,
  lat,
  years: [from, to],
});

/** Thaw is probed once a year at these (positions of the Circumpolar Active Layer Monitoring network, to 0.01 degrees). */
export const THAW_SITES: readonly NetworkSite[] = [
  site('Barrow grid', -156.6, 71.32, 1992, 2025),
  site('Barrow transect', -156.59, 71.31, 1992, 2025),
  site('Atqasuk', -157.4, 70.45, 1995, 2025),
  site('Prudhoe coast', -148.47, 70.37, 1990, 2020),
  site('Deadhorse', -148.47, 70.17, 1990, 2025),
  site('West Dock', -148.57, 70.37, 1996, 2025),
  site('Betty Pingo', -148.9, 70.28, 1995, 2025),
  site('Franklin Bluffs', -148.68, 69.68, 1990, 2025),
  site('Sagwon Hills', -148.7, 69.43, 1993, 2025),
  site('Happy Valley', -148.83, 69.1, 1995, 2025),
  site('Imnavait Creek', -149.35, 68.5, 1990, 2025),
  site('Toolik grid', -149.6, 68.62, 1990, 2025),
  site('Toolik upland', -149.62, 68.63, 1995, 2025),
  site('Galbraith Lake', -149.5, 68.48, 1991, 2025),
  site('Chandalar Shelf', -149.58, 68.07, 1997, 2025),
  site('Old Man', -150.58, 66.45, 1995, 2025),
  site('Ivotuk', -155.75, 68.48, 1998, 2025),
  site('Umiat', -152.13, 69.4, 1996, 2025),
  site('Council', -163.67, 64.84, 1999, 2025),
  site('Kougarok', -164.7, 65.42, 1999, 2018),
  site('Bonanza Creek', -148.3, 64.75, 1990, 2025),
  site('Pearl Creek', -147.8, 64.9, 1998, 2025),
  site('Wickersham', -148.05, 65.27, 1996, 2025),
  site('Smith Lake', -147.87, 64.87, 1997, 2025),
  site('Eight Mile Lake', -149.25, 63.88, 2004, 2025),
  site('Gakona', -145.15, 62.39, 2000, 2020),
  site('Tok', -142.95, 63.33, 2002, 2020),
  site('Yukon Flats', -145.3, 66.55, 2004, 2020),
  site('Bethel', -161.8, 60.8, 2006, 2025),
  site('Delta, Izaviknek', -163.22, 61.27, 2010, 2025),
];

/** Thaw is probed through the summer at these, by code of THAW_SITES. */
export const SEASONAL_SITES: readonly string[] = [
  'Barrow grid',
  'Betty Pingo',
  'Happy Valley',
  'Toolik grid',
  'Council',
];

/** Fluxes are measured at these (positions of AmeriFlux towers, to 0.01 degrees). */
export const FLUX_SITES: readonly NetworkSite[] = [
  site('Barrow ARM', -156.61, 71.32, 2012, 2025),
  site('Barrow NGEE', -156.61, 71.28, 2012, 2022),
  site('Barrow biocomplexity', -156.6, 71.28, 2006, 2016),
  site('Atqasuk', -157.41, 70.47, 2003, 2020),
  site('Ivotuk', -155.75, 68.49, 2004, 2018),
  site('Imnavait tussock', -149.3, 68.61, 2008, 2025),
  site('Imnavait fen', -149.31, 68.61, 2008, 2025),
  site('Toolik', -149.37, 68.66, 2017, 2025),
  site('Anaktuvuk', -150.27, 68.93, 2008, 2014),
  site('Council', -163.7, 64.85, 2017, 2025),
  site('Yukon Delta', -163.22, 61.27, 2019, 2025),
  site('Bonanza Creek bog', -148.32, 64.7, 2011, 2025),
  site('Bonanza Creek spruce', -148.32, 64.7, 2010, 2025),
  site('University of Alaska', -147.86, 64.87, 2003, 2025),
  site('Poker Flat', -147.49, 65.12, 2010, 2025),
  site('Caribou Creek', -147.5, 65.15, 2017, 2025),
  site('Eight Mile Lake', -149.25, 63.88, 2008, 2025),
  site('Delta Junction', -145.75, 63.88, 2017, 2025),
];
