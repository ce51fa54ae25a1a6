import type { VariableName } from '../../core/variable.ts';

/**
 * What the diagnostics say of a store: plain data, the same for the page, the command line and a file. Every number carries its n;
 * every test says in words what it means for modelling.
 */
export interface Diagnostics {
  readonly title: string;
  /** Of every random draw: subsamples, bootstrap. The same seed gives the same numbers. */
  readonly seed: number;
  readonly variables: readonly VariableDiagnostics[];
  /** Between the gridded drivers at the same cells and months; undefined with fewer than two. */
  readonly collinearity?: Collinearity;
  /** Sentences on what was sampled, what could not be tested and why. */
  readonly notes: readonly string[];
}

export interface VariableDiagnostics {
  readonly variable: VariableName;
  /** `observations`, or the field's name. */
  readonly of: string;
  readonly unit: string;
  /** Values as they stood in the files, in canonical unit, before gridding; absent for a store that kept none. */
  readonly before?: Distribution;
  /** Values of the store. */
  readonly after: Distribution;
  /** In the order of the tests' names: ADF, KPSS, Ljung-Box, Durbin-Watson, Shapiro-Wilk or D'Agostino, Brown-Forsythe, KS, Moran's I. */
  readonly tests: readonly TestOutcome[];
  readonly correlogram?: Correlogram;
  readonly uncertainty: readonly MonthUncertainty[];
}

export interface Distribution {
  readonly n: number;
  readonly missing: number;
  readonly mean: number;
  readonly sd: number;
  readonly min: number;
  readonly q05: number;
  readonly q25: number;
  readonly median: number;
  readonly q75: number;
  readonly q95: number;
  readonly max: number;
  readonly skewness: number;
  /** Excess: 0 for a normal distribution. */
  readonly kurtosis: number;
  /** `edges` has one more than `counts`. */
  readonly histogram: { readonly edges: readonly number[]; readonly counts: readonly number[] };
  /** Quantiles of the standard normal beside those of the standardised sample. */
  readonly qq: { readonly theoretical: readonly number[]; readonly sample: readonly number[] };
}

export interface TestOutcome {
  readonly test: string;
  readonly statistic: number;
  /** Undefined where the test has none (Durbin-Watson). */
  readonly p?: number;
  /** Set where tables end: the true p is beyond. */
  readonly bound?: 'at most' | 'at least';
  readonly n: number;
  /** Lags, degrees of freedom, critical values and the like. */
  readonly detail: Readonly<Record<string, number | string>>;
  /** One or two sentences for a scientist: what it means for modelling. */
  readonly meaning: string;
  readonly weight: 'fine' | 'note' | 'concern';
}

/** Autocorrelation by lag in months, of monthly means with the mean season removed; `band` is the 95 % limit of white noise. */
export interface Correlogram {
  readonly lags: readonly number[];
  readonly acf: readonly number[];
  readonly pacf: readonly number[];
  readonly band: number;
  readonly n: number;
}

export interface Collinearity {
  readonly names: readonly string[];
  readonly vif: readonly number[];
  /** Pearson, `[i][j]`. */
  readonly correlation: readonly (readonly number[])[];
  /** Holm-adjusted p of each pair, `[i][j]`, 1 on the diagonal. */
  readonly adjusted: readonly (readonly number[])[];
  readonly n: number;
  readonly meaning: readonly string[];
}

/** Mean of a calendar month (1-12) over sites or cells and years, with one sd of that mean and its parts, all in the unit. */
export interface MonthUncertainty {
  readonly month: number;
  readonly n: number;
  readonly mean: number;
  /** All parts together. */
  readonly sd: number;
  /** Of which places and years happened to be seen: seeded block bootstrap over sites (cells) and years. */
  readonly sampling: number;
  /** Of the instruments, as stated with the values; the share that all values have in common does not shrink with n. */
  readonly instrument: number;
  /** Of bringing values to cells: spread within cells. */
  readonly resampling: number;
}
