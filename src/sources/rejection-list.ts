import type { Rejection } from './source.ts';

/** So many of one kind are listed one by one; what follows is counted in one line. */
const LISTED = 100;

/** Rejections of a large file: bounded, and none forgotten. */
export class RejectionList {
  readonly #kinds = new Map<string, { listed: Rejection[]; more: number; last: Rejection }>();

  add(r: Rejection): void {
    const key = `${r.file}|${r.column ?? ''}|${r.rule}`;
    const kind = this.#kinds.get(key);
    if (!kind) this.#kinds.set(key, { listed: [r], more: 0, last: r });
    else if (kind.listed.length < LISTED) kind.listed.push(r);
    else {
      kind.more += r.count ?? 1;
      kind.last = r;
    }
  }

  /** In order of first appearance of each kind. */
  all(): Rejection[] {
    return [...this.#kinds.values()].flatMap(({ listed, more, last }) =>
      more === 0
        ? listed
        : [...listed, { ...last, where: `${more} more, up to ${last.where ?? 'the end'}`, count: more }],
    );
  }
}
