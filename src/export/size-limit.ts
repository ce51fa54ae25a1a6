import { BadRequest } from '../core/error.ts';

/** Bytes an export may have unless the person allows more. */
export const USUAL_LIMIT = 2 * 2 ** 30;

const sized = (bytes: number): string =>
  bytes < 2 ** 30 ? `${(bytes / 2 ** 20).toPrecision(3)} MB` : `${(bytes / 2 ** 30).toFixed(1)} GB`;

/** @throws BadRequest before anything is written, when a file would be larger than it may be */
export function checkSize(bytes: number, limit: number): void {
  if (bytes <= limit) return;
  throw new BadRequest({
    what: `a file of ${sized(bytes)}`,
    expected: `at most ${sized(limit)}: ask for fewer fields, months or quantiles, a smaller extent or a coarser level, or allow more`,
  });
}
