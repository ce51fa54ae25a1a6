export interface KnownPlace {
  readonly name: string;
  readonly lat: number;
  readonly lon: number;
}

/** Stations whose published tables hold no coordinates. Toolik Field Station: position published by the station. */
const PLACES: readonly (KnownPlace & { readonly word: RegExp })[] = [
  { word: /toolik/i, name: 'Toolik', lat: 68.6275, lon: -149.5975 },
];

/** The place a file's name or a cell speaks of; only for files whose content is recognised and has no position of its own. */
export const placeInName = (words: string): KnownPlace | undefined =>
  PLACES.find((p) => p.word.test(words.slice(words.lastIndexOf('/') + 1)));
