import type { VariableName } from '../../core/variable.ts';
import type { ValueSample } from '../point-table/value-sample.ts';

/** What a person says of a column whose meaning the table leaves open: `{"columns": {"fc": {"unit": "kg C m-2 d-1"}}}`. */
export interface ColumnAnswer {
  readonly unit?: string;
  /** For thaw depth: `down` or `up`. */
  readonly positive?: string;
}
export type ColumnAnswers = Readonly<Record<string, ColumnAnswer>>;

export interface ColumnMeaning {
  readonly variable: VariableName;
  /** From the stored number to the canonical unit. */
  readonly factor: number;
  readonly note: string;
}

/** What has to be known before the column can be used. */
export interface ColumnQuestion {
  readonly found: string;
  readonly rule: string;
  readonly todo: string;
}

/** Columns of the harmonised tables (ORNL DAAC 2371) that hold a variable. */
export const COLUMNS: Readonly<Record<string, VariableName>> = { alt: 'alt', alt_mean: 'alt', fch4: 'ch4', fc: 'co2' };

/** g C m-2 d-1 to umol m-2 s-1, and mg C to nmol: 12.011 g per mole. */
const PER_DAY = 1 / 1.0377504;

/** Factors to the canonical unit (SOURCES 3.2). */
const FACTORS: Readonly<Record<'alt' | 'ch4' | 'co2', Readonly<Record<string, number>>>> = {
  alt: { m: 1, cm: 0.01, mm: 0.001 },
  ch4: { 'mg C m-2 d-1': PER_DAY, 'g C m-2 d-1': 1000 * PER_DAY, 'mg CH4 m-2 d-1': 0.721441, 'nmol m-2 s-1': 1 },
  co2: { 'g C m-2 d-1': PER_DAY, 'kg C m-2 d-1': 1000 * PER_DAY, 'mg C m-2 d-1': PER_DAY / 1000, 'umol m-2 s-1': 1 },
};

/** Half of a methane column in mg C m-2 d-1 lies in here; else it is another unit. */
const USUAL_CH4 = [0.01, 500] as const;

/**
 * What a column's numbers mean, by what the archive states, by the numbers, and by what a person answered; a question where these
 * disagree. Signs are never turned one by one: a column that is negative nearly everywhere is negative downward, a mixed one is an error.
 */
export function columnMeaning(
  name: string,
  sample: ValueSample,
  answer: ColumnAnswer = {},
): ColumnMeaning | ColumnQuestion {
  const variable = COLUMNS[name] as 'alt' | 'ch4' | 'co2';
  const asked = answerOf(variable, sample, answer);
  if (asked) return asked;
  const say = JSON.stringify({
    columns: {
      [name]: variable === 'alt' ? { unit: 'm', positive: 'down' } : { unit: Object.keys(FACTORS[variable])[0] },
    },
  });
  const question = (rule: string): ColumnQuestion => ({
    found: sample.words(),
    rule,
    todo: `say it in a file FILE.meaning.json beside this one, for example ${say}; units known: ${Object.keys(FACTORS[variable]).join(', ')}`,
  });
  if (variable === 'alt') return thaw(sample, question);
  if (sample.min >= 0 && sample.max <= 1)
    return question('all values between 0 and 1: perhaps scaled by minimum and maximum, then without a unit');
  if (variable === 'co2')
    return question(
      'unit not certain: the archive says g C m-2 d-1, but its printed values of 1e-6 to 8e-4 are a thousandth of a winter flux in that unit and would fit kg C m-2 d-1. Tundra has -2 to 0 g C m-2 d-1 in July',
    );
  const half = Math.max(Math.abs(sample.quantile(0.25)), Math.abs(sample.quantile(0.75)));
  if (!(half >= USUAL_CH4[0] && half <= USUAL_CH4[1]))
    return question('not what methane is in mg C m-2 d-1, the unit the archive states (0.01 to 50 over tundra)');
  return {
    variable,
    factor: FACTORS.ch4['mg C m-2 d-1'] as number,
    note: `${name}: mg C m-2 d-1, as the archive states and the values fit`,
  };
}

function thaw(sample: ValueSample, question: (rule: string) => ColumnQuestion): ColumnMeaning | ColumnQuestion {
  if (sample.min < 0 && sample.max > 0)
    return question('thaw depth with both signs: one of them is wrong, and nobody can tell which');
  if (sample.min >= 0)
    return question(
      sample.max <= 1
        ? 'all values between 0 and 1, while the archive is negative downward: perhaps scaled by minimum and maximum, then without a unit'
        : 'positive everywhere, while the archive is negative downward',
    );
  if (sample.min < -5) return question('deeper than 5 m, if these were metres as the archive states');
  return {
    variable: 'alt',
    factor: -1,
    note: 'thaw depth is negative downward in the file, as the archive states (m); turned positive downward',
  };
}

function answerOf(
  variable: 'alt' | 'ch4' | 'co2',
  sample: ValueSample,
  { unit, positive }: ColumnAnswer,
): ColumnMeaning | ColumnQuestion | undefined {
  if (unit === undefined) return undefined;
  const factor = FACTORS[variable][unit];
  if (factor === undefined)
    return {
      found: unit,
      rule: 'the unit answered is not known',
      todo: `one of ${Object.keys(FACTORS[variable]).join(', ')}`,
    };
  if (variable === 'alt' && sample.min < 0 && sample.max > 0)
    return {
      found: sample.words(),
      rule: 'thaw depth with both signs: one of them is wrong, and nobody can tell which',
      todo: 'correct the column',
    };
  if (variable === 'alt' && positive !== 'down' && positive !== 'up')
    return {
      found: positive ?? '',
      rule: 'thaw depth needs to know which way is positive',
      todo: '"positive": "down" or "up"',
    };
  const sign = variable === 'alt' && positive === 'up' ? -1 : 1;
  return {
    variable,
    factor: factor * sign,
    note: `unit "${unit}"${positive ? `, positive ${positive}` : ''}, as answered`,
  };
}

const isRecord = (x: unknown): x is Record<string, unknown> => typeof x === 'object' && x !== null && !Array.isArray(x);

/** Answers from JSON, or a sentence when it has another form. */
export function parseAnswers(json: unknown): ColumnAnswers | string {
  if (!isRecord(json) || !isRecord(json.columns)) return 'expected {"columns": {"fc": {"unit": "g C m-2 d-1"}}}';
  const answers: Record<string, ColumnAnswer> = {};
  for (const [name, a] of Object.entries(json.columns)) {
    if (
      !isRecord(a) ||
      (a.unit !== undefined && typeof a.unit !== 'string') ||
      (a.positive !== undefined && typeof a.positive !== 'string')
    )
      return `the answer for "${name}" is an object with "unit" and "positive", both texts`;
    answers[name] = {
      ...(a.unit === undefined ? {} : { unit: a.unit }),
      ...(a.positive === undefined ? {} : { positive: a.positive }),
    };
  }
  return answers;
}
