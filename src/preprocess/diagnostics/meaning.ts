import type { TestOutcome } from './diagnostics.ts';
import type { Tested } from './tested.ts';

/** What a result means for modelling, in words, and how much it matters. */
export type Meaning = Pick<TestOutcome, 'meaning' | 'weight'>;

const LEVEL = 0.05;
/** Steps below which a correlation of 0.3 is inside the band of white noise. */
const SHORT = 43;
const say = (weight: Meaning['weight'], meaning: string): Meaning => ({ weight, meaning });
const digits = (v: number): string => String(Number(v.toPrecision(2)));

/** What ADF and KPSS say together; either may be missing. @see Kwiatkowski et al. 1992, section 1 */
export function stationarityMeaning(adf: Tested | undefined, kpss: Tested | undefined): Meaning {
  const returns = adf && (adf.p as number) < LEVEL;
  const level = kpss && (kpss.p as number) > LEVEL;
  if (returns === undefined || level === undefined) {
    if (returns ?? level)
      return say('fine', 'The series returns to one level; the other test could not be made to confirm it.');
    return say(
      'note',
      'A constant level is in doubt, and the other test could not be made: look at the series for a trend.',
    );
  }
  if (returns && level)
    return say(
      'fine',
      'ADF and KPSS agree that the series varies about one level: it can be modelled without differencing.',
    );
  if (!returns && !level)
    return say(
      'concern',
      'ADF and KPSS agree that there is no constant level: model a trend or first differences, give the trend in the climate as a driver, and keep the last years for the test.',
    );
  if (returns)
    return say(
      'note',
      'Shocks fade (ADF), but the level is not constant (KPSS): a trend or a step. Take off a trend or give year or climate as a driver; differencing would be too much.',
    );
  return say(
    'note',
    'Neither a unit root nor a constant level can be ruled out: the series is too short or too noisy to say. Do not difference on this evidence; compare both in validation.',
  );
}

/** @param memory steps until the autocorrelation is inside the band of white noise; @param step months a step */
export function autocorrelationMeaning(r: Tested, first: number, memory: number, step: number): Meaning {
  if ((r.p as number) >= LEVEL)
    return r.n < SHORT
      ? say('fine', `No correlation in time is seen beyond the season, but ${r.n} steps would show only a strong one.`)
      : say(
          'fine',
          'No correlation in time is left once the season is taken off: values of different steps may be treated as independent.',
        );
  const span = memory * step;
  const length =
    span % 12 === 0 ? `${span / 12} ${span === 12 ? 'year' : 'years'}` : `${span} ${span === 1 ? 'month' : 'months'}`;
  const worth =
    first > 0
      ? ` ${r.n} values are worth about ${Math.max(1, Math.round((r.n * (1 - first)) / (1 + first)))} independent ones.`
      : '';
  return say(
    first >= 0.5 ? 'concern' : 'note',
    `Correlated in time beyond the season (lag 1: ${digits(first)}): validate on blocks of at least ${length}, never on random values, and offer lagged values as inputs.${worth}`,
  );
}

export function durbinWatsonMeaning({ statistic }: Tested): Meaning {
  if (statistic < 1)
    return say(
      'concern',
      'Strong carry-over from step to step: standard errors that take steps as independent are far too small; use lagged inputs or correlated errors.',
    );
  if (statistic < 1.5)
    return say(
      'note',
      'Some carry-over from step to step: a lag of one step will help, and errors of a model without it will be correlated.',
    );
  if (statistic > 2.5)
    return say(
      'note',
      'Steps alternate about the mean: look for two instruments in turn, double entries or over-differencing.',
    );
  return say('fine', 'No carry-over from step to step that would matter.');
}

/** What a variable is to a model: something forecast, whose errors count, or something it is told. */
export type Role = 'target' | 'input';

/** @param shape its smallest value decides whether a logarithm is open */
export function normalityMeaning(r: Tested, { skewness, kurtosis, min }: Shape, role: Role): Meaning {
  if ((r.p as number) >= LEVEL)
    return say(
      'fine',
      `No departure from a normal distribution is seen in ${r.n} values${role === 'target' ? ': squared error suits' : ''}.`,
    );
  if (Math.abs(skewness) < 0.5 && Math.abs(kurtosis) < 1)
    return say('fine', `A departure from normal is seen in ${r.n} values, but it is small: no transform is needed.`);
  if (Math.abs(skewness) >= 1) return skewMeaning(skewness, min, role);
  if (kurtosis >= 3) {
    const what =
      role === 'target'
        ? "a robust loss (Huber, Student's t) keeps single values from ruling the fit"
        : 'cut inputs off at a few sd, or single values saturate what a network learns';
    return say('note', `Heavy tails (excess kurtosis ${digits(kurtosis)}): ${what}.`);
  }
  if (kurtosis <= -1)
    return say(
      'note',
      `Flat or in two groups (excess kurtosis ${digits(kurtosis)}), as seasons or kinds of places make it: tell the model which group a value is of.`,
    );
  return role === 'target'
    ? say(
        'note',
        'Mildly off normal: take quantiles of a forecast from an ensemble or calibration, not from mean and sd alone.',
      )
    : say('fine', 'Mildly off normal: as an input, mean and sd are enough to scale it.');
}

export type Shape = { readonly skewness: number; readonly kurtosis: number; readonly min: number };

function skewMeaning(skewness: number, least: number, role: Role): Meaning {
  const tail = `Skewed (${digits(skewness)}), the long tail towards ${skewness > 0 ? 'large' : 'small'} values: `;
  if (role === 'input') {
    const how = skewness < 0 ? 'ranks' : least > 0 ? 'a logarithm' : 'a square root, asinh or ranks';
    return say('note', `${tail}scale it by ${how} rather than mean and sd before a network sees it.`);
  }
  if (skewness < 0)
    return say(
      'concern',
      `${tail}a skewed likelihood or quantile loss, otherwise these few values rule a squared error.`,
    );
  const how = least > 0 ? 'a log' : least === 0 ? 'a square root or log(1 + x / scale)' : 'an asinh';
  return say(
    'concern',
    `${tail}model it on ${how} scale or with a skewed likelihood, otherwise these few values rule a squared error.`,
  );
}

export function equalSpreadMeaning(r: Tested, between: string): Meaning {
  if ((r.p as number) >= LEVEL)
    return say('fine', `The spread is alike between ${between}: one error variance will do.`);
  const ratio = (r.detail['largest mean departure'] as number) / (r.detail['smallest mean departure'] as number);
  const times = Number.isFinite(ratio) ? `${digits(ratio)} times` : 'many times';
  if (ratio < 1.5)
    return say('fine', `The spread differs between ${between} by ${times} at most: too little to matter.`);
  return say(
    ratio >= 3 ? 'concern' : 'note',
    `The spread differs between ${between} by up to ${times}: weight the loss by it or let the model forecast its own variance, and calibrate intervals by ${between.replace(/s$/, '')}.`,
  );
}

/** What became of values on the way to the store: kept as they were, averaged into cells, or made into a field that reaches further. */
export type Kept = 'values' | 'means' | 'field';

const WAY: Readonly<Record<Kept, string>> = {
  values: 'duplicates settled, places outside the extent or flags can make it; look at the report if you expected none',
  means: 'cells hold means of their points and months, which narrows the spread and counts a well-measured cell once',
  field:
    'the field also covers places and months that the files do not; where they do, compare quantiles and histograms',
};

export function distanceMeaning(r: Tested, kept: Kept): Meaning {
  const d = digits(r.statistic);
  if ((r.p as number) >= LEVEL || r.statistic < 0.05)
    return say('fine', `Values before and in the store are distributed alike (largest difference ${d}).`);
  return say(
    r.statistic >= 0.2 && kept !== 'field' ? 'concern' : 'note',
    `Distributions before and in the store differ by up to ${d}: ${WAY[kept]}. What is learnt from the store holds for its distribution, not for that of the files.`,
  );
}

export function clusteringMeaning(r: Tested, what: 'sites' | 'cells'): Meaning {
  const p = r.detail['p by permutation'] as number;
  if (p >= LEVEL) {
    return r.statistic < 0 && (r.p as number) < LEVEL
      ? say(
          'note',
          `Neighbouring ${what} are less alike than distant ones: check coordinates and methods of neighbours.`,
        )
      : say(
          'fine',
          `No sign among ${r.n} ${what} that neighbours are more alike than distant ones. With few ${what} that proves little: splits by blocks stay the safe choice.`,
        );
  }
  if (what === 'cells')
    return say(
      'note',
      `Smooth in space (I = ${digits(r.statistic)}): neighbouring cells are worth far fewer than their number, and a random split of cells leaks; split by blocks.`,
    );
  return say(
    r.statistic >= 0.3 ? 'concern' : 'note',
    `Neighbouring sites are alike (I = ${digits(r.statistic)}): split by blocks of at least 25 km, or validation only measures how well neighbours are copied; interpolation between them is worth a baseline.`,
  );
}
