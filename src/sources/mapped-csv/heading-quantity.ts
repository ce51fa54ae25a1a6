import type { VariableName } from '../../core/variable.ts';

/** Ways in which tables head a quantity; a longer word before a shorter. */
const QUANTITIES: readonly (readonly [RegExp, VariableName])[] = [
  [/active[ _.-]*layer([ _.-]*(thickness|depth))?|\balt\b|^alt[_ (]/i, 'alt'],
  [/thaw[ _.-]*depth|depth[ _.-]*of[ _.-]*thaw|^thaw$|frost[ _.-]*table|\btd\b/i, 'thaw_depth'],
  [/soil[ _.-]*temp|ground[ _.-]*temp|^t_?soil/i, 't_soil'],
  [/air[ _.-]*temp|^t_?air/i, 't_air'],
  [/vol\w*[ _.-]*water|soil[ _.-]*moist|\bvwc\b|^vwc|^swc/i, 'vwc'],
  [/snow[ _.-]*depth/i, 'snow_depth'],
  [/water[ _.-]*table/i, 'wtd'],
  [/^nee\b|^nee_|net[ _.-]*ecosystem/i, 'co2'],
  [/^gpp/i, 'gpp'],
  [/^(reco|er)\b/i, 'reco'],
  [/^(f?ch4|methane)/i, 'ch4'],
];
/** Words at either end of a heading that speak about a quantity and are not it. */
const NOT_VALUES =
  /^(sd|std|stdev|se|sem|uncert\w*|errors?|flags?|qc|qf|count|n|num|notes?|comments?|method|instrument|quality)$/i;

/** The quantity that a column's heading names, or undefined: also for a column that speaks about one, as `thaw depth sd`. */
export function quantityOfHeading(column: string): VariableName | undefined {
  const bare = column.replace(/[([].*$/, '').trim();
  const words = bare.split(/[ _.-]+/);
  if ([words[0], words.at(-1)].some((w) => NOT_VALUES.test(w ?? ''))) return undefined;
  return QUANTITIES.find(([pattern]) => pattern.test(bare))?.[1];
}
