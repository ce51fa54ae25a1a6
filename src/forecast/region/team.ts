import type { Team } from './halo-exchange.ts';
import type { Seat } from './port-team.ts';
import type { TilePlan } from './tile-plan.ts';

/** Deals the tiles of a plan: consecutive ones to a thread, so that few edges cross, with about equal work. */
export function teamOf(seat: Seat, plan: TilePlan): Team {
  const work = plan.tiles.map((t) => t.rows * t.cols);
  const total = work.reduce((n, w) => n + w, 0);
  let before = 0;
  const ownerOf = work.map((w) => {
    const middle = before + w / 2;
    before += w;
    return Math.min(seat.threads - 1, Math.floor((middle * seat.threads) / total));
  });
  const { me, threads } = seat;
  return { me, threads, ownerOf, swap: (outgoing, from, signal) => seat.swap(outgoing, from, signal) };
}
