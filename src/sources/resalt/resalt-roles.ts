import { axesOf } from '../gridded/axes.ts';
import { type Netcdf, type NetcdfVariable, text } from '../netcdf-model.ts';

/** Arrays of a radar product of thaw, by what they hold. */
export interface ResaltRoles {
  readonly alt?: NetcdfVariable;
  readonly altSd?: NetcdfVariable;
  readonly sub?: NetcdfVariable;
  readonly subSd?: NetcdfVariable;
  /** Arrays over rows and columns that are not read. */
  readonly others: readonly NetcdfVariable[];
}

const ALT = /^(alt|active_?layer(_?thickness)?)$/i;
const SUB = /^(sub|(seasonal_?)?subsidence)$/i;
const UNCERTAIN = /(^|_)(unc|uncert|uncertainty|err|error|sd|std|sigma)(_|$)/i;
const MEAN = /(^|_)(mean|avg|average)(_|$)/i;

/** Maps of a product, a year each. */
const MOST_YEARS = 200;

const bare = (v: NetcdfVariable): string => v.name.slice(v.name.lastIndexOf('/') + 1);
/** `alt` of `alt_unc`, `ALT` of `uncertainty_ALT`. */
const base = (name: string): string =>
  name
    .replace(UNCERTAIN, '_')
    .replace(/^_+|_+$/g, '')
    .replace(/__+/g, '_');

/**
 * Roles by name; `alt` may be an altitude, so something of the file must speak of thaw.
 * @returns undefined where nothing does
 * @see SOURCES.md, 4.5: names by published readers of the files
 */
export function resaltRoles(file: Netcdf): ResaltRoles | undefined {
  const fields = file.variables.filter((v) => v.shape.filter((n) => n > 1).length >= 2 && !/^(lat|lon)/i.test(bare(v)));
  const find = (of: RegExp, uncertain: boolean) =>
    fields.find(
      (v) =>
        UNCERTAIN.test(bare(v)) === uncertain && !MEAN.test(bare(v)) && of.test(uncertain ? base(bare(v)) : bare(v)),
    );
  const [alt, altSd, sub, subSd] = [find(ALT, false), find(ALT, true), find(SUB, false), find(SUB, true)];
  if (!(alt || sub) || !speaksOfThaw(file, alt, sub)) return undefined;
  // A long record of thaw is another product (GeoCryoAI), and so is a series of days.
  if (alt && alt.shape.length > 2 && (alt.shape[0] as number) > MOST_YEARS) return undefined;
  const used = new Set([alt, altSd, sub, subSd]);
  return {
    ...(alt ? { alt } : {}),
    ...(altSd ? { altSd } : {}),
    ...(sub ? { sub } : {}),
    ...(subSd ? { subSd } : {}),
    others: fields.filter((v) => !used.has(v)),
  };
}

function speaksOfThaw(file: Netcdf, alt: NetcdfVariable | undefined, sub: NetcdfVariable | undefined): boolean {
  if (alt && sub) return true;
  const words = [
    ...Object.values(file.attributes),
    ...[alt, sub].flatMap((v) => [v?.attributes.long_name, v?.attributes.standard_name, v?.attributes.description]),
  ].filter((x) => typeof x === 'string');
  return words.some((w) => /active[ _-]?layer|thaw|resalt|permafrost/i.test(w));
}

/** Years along the first dimension of an annual product; undefined when it has none, a sentence when it is unknown. */
export function leadingDimensions(v: NetcdfVariable, file: Netcdf): readonly number[] {
  const axes = axesOf(v, file);
  const place = new Set([axes.row, axes.col]);
  return v.shape.map((_, d) => d).filter((d) => !place.has(d) && (v.shape[d] as number) > 1);
}

export const unitOfVariable = (v: NetcdfVariable): string => text(v.attributes.units).trim();
