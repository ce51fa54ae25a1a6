/** How a value comes to a cell of the store. */
export type RegridMethod = 'nearest' | 'bilinear' | 'average';

/** Names of fields whose numbers are no amounts: a mean of two classes is a third one. */
const CATEGORY = /(^|_)(flag|class|code|mask|qc)s?$/;

/**
 * The method that suits a field: nearest for categories, bilinear where its cells are larger than those of the store, average where they
 * are smaller.
 * @param name of the field, `alt`, `soil_class`
 * @param ratio side of the field's cell over that of the store's cell, see `cellRatio`
 */
export function methodFor(name: string, ratio: number): RegridMethod {
  if (CATEGORY.test(name)) return 'nearest';
  return ratio > 1 ? 'bilinear' : 'average';
}
