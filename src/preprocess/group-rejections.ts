import type { Rejection } from '../sources/source.ts';

/** Rejections of one file by one rule. */
export interface RejectionGroup {
  readonly file: string;
  readonly rule: string;
  readonly todo: string;
  readonly count: number;
  /** Where the first ones stand, with what was found there. */
  readonly places: readonly string[];
}

const MOST_PLACES = 6;

/** Rejections gathered by file and rule, in order of first appearance, so that a person reads each reason once. */
export function groupRejections(rejected: readonly Rejection[]): RejectionGroup[] {
  const groups = new Map<string, RejectionGroup & { count: number; places: string[] }>();
  for (const { file, where, column, found, count = 1, rule, todo } of rejected) {
    const key = JSON.stringify([file, rule, todo]);
    const group = groups.get(key) ?? { file, rule, todo, count: 0, places: [] };
    groups.set(key, group);
    group.count += count;
    const place = [where, column].filter((part) => part !== undefined).join(', ');
    if (group.places.length < MOST_PLACES && (place || found !== undefined)) {
      group.places.push(found === undefined ? place : `${place} “${found}”`.trim());
    }
  }
  return [...groups.values()];
}
