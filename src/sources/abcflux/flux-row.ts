/** One row of either ABCflux table: a site, a month, a method. Numbers in the file's units; NaN where there is none. */
export interface FluxRow {
  readonly line: number;
  /** `US-A10`, or a plot's name. */
  readonly site: string;
  readonly lat: number;
  readonly lon: number;
  readonly latText: string;
  readonly lonText: string;
  /** Months since 1969-01. */
  readonly month: number;
  readonly chamber: boolean;
  /** `Reichstein`, `Lasslop` or empty. */
  readonly partition: string;
  /** g C m-2 month-1; NEE positive to the atmosphere, GPP negative. */
  readonly nee: number;
  readonly gpp: number;
  readonly reco: number;
  readonly ch4: number;
  /** Share of half hours that were filled, %. */
  readonly filledNee: number;
  readonly filledCh4: number;
  /** Where the compilers took the flux from. */
  readonly neeFrom: string;
  readonly ch4From: string;
  /** degC, mm month-1, degC, %, cm, cm */
  readonly tair: number;
  readonly precip: number;
  readonly tsoil: number;
  /** m below the surface, or undefined. */
  readonly tsoilDepth: readonly [number, number] | undefined;
  readonly moisture: number;
  readonly snow: number;
  readonly thaw: number;
}

/** Order of sources where one site-month has several values (ABC-2); the first wins. */
export const SOURCE_ORDER = [
  'ameriflux',
  'fluxnet2015',
  'ameriflux-betaoneflux',
  'fluxnet-ch4',
  'amerifluxbase',
  'user-contributed',
  'arcticdatacenter',
];

/** Compared without case and blanks: the tables spell one word in several ways (ABC-13). */
export const plainWord = (text: string): string => text.toLowerCase().replace(/\s+/g, '');

export const sourceRank = (from: string): number => {
  const at = SOURCE_ORDER.indexOf(plainWord(from));
  return at < 0 ? SOURCE_ORDER.length : at;
};

/** True when a tier statement says open: `Tier1`, `Tier 1`, `CO2: Tier 1 CH4: NA`. */
export const isOpen = (usage: string): boolean => /tier1/.test(plainWord(usage)) && !/tier2/.test(plainWord(usage));

/** `0-5cm`, `2.5 cm`, `10` (cm) as an interval in m (ABC-12). */
export function parseDepth(written: string): readonly [number, number] | undefined {
  const found = /^(\d+(?:\.\d+)?)(?:\s*-\s*(\d+(?:\.\d+)?))?\s*(?:cm)?$/i.exec(written.trim());
  if (!found) return undefined;
  const top = Number(found[1]) / 100;
  return [top, found[2] === undefined ? top : Number(found[2]) / 100];
}
