import type { Seat } from './port-team.ts';
import type { HaloCopy, PlannedTile, TilePlan } from './tile-plan.ts';

/**
 * Which tiles this thread computes, and how it swaps the edges of its tiles with the other threads: `swap` sends to other threads
 * what they need and gives what `from` sent in the same round. Every thread of the team calls it equally often and in the same
 * order; buffers that are sent are gone.
 */
export interface Team extends Seat {
  /** Thread of each tile of the plan. */
  readonly ownerOf: readonly number[];
}

/** Values of one tile with its halo, `[row + 2 halo, col + 2 halo, features]`; undefined for a tile of another thread. */
export type TilePlane = readonly (Float32Array | undefined)[];

/**
 * Fills the halos of all tiles of this thread from the edges of their neighbours, here and in other threads.
 * What lies in no tile stays as it is: zero.
 */
export class HaloExchange {
  readonly #local: readonly HaloCopy[];
  /** By other thread, in the order of the plan: both sides walk it alike. */
  readonly #outgoing: ReadonlyMap<number, readonly HaloCopy[]>;
  readonly #incoming: ReadonlyMap<number, readonly HaloCopy[]>;

  constructor(
    private readonly plan: TilePlan,
    private readonly team?: Team,
  ) {
    const mine = (tile: number) => !team || team.ownerOf[tile] === team.me;
    const owner = (tile: number) => team?.ownerOf[tile] as number;
    this.#local = plan.copies.filter((c) => mine(c.from) && mine(c.to));
    this.#outgoing = grouped(
      plan.copies.filter((c) => mine(c.from) && !mine(c.to)),
      (c) => owner(c.to),
    );
    this.#incoming = grouped(
      plan.copies.filter((c) => !mine(c.from) && mine(c.to)),
      (c) => owner(c.from),
    );
  }

  async fill(plane: TilePlane, features: number, signal?: AbortSignal): Promise<void> {
    const { halo, tiles } = this.plan;
    for (const copy of this.#local) {
      const from = new Edge(tiles[copy.from] as PlannedTile, halo, features, copy);
      const to = new Edge(tiles[copy.to] as PlannedTile, halo, features, copy);
      const values = plane[copy.from] as Float32Array;
      const into = plane[copy.to] as Float32Array;
      for (let r = 0; r < copy.rows; r++) into.set(values.subarray(from.start(r), from.end(r)), to.start(r));
    }
    if (!this.team) return;
    const outgoing = new Map<number, Float32Array>();
    for (const [other, copies] of this.#outgoing) outgoing.set(other, this.#pack(plane, features, copies));
    const received = await this.team.swap(outgoing, [...this.#incoming.keys()], signal);
    for (const [other, copies] of this.#incoming)
      this.#unpack(plane, features, copies, received.get(other) as Float32Array);
  }

  #pack(plane: TilePlane, features: number, copies: readonly HaloCopy[]): Float32Array {
    const out = new Float32Array(copies.reduce((n, c) => n + c.rows * c.cols * features, 0));
    let at = 0;
    for (const copy of copies) {
      const edge = new Edge(this.plan.tiles[copy.from] as PlannedTile, this.plan.halo, features, copy);
      for (let r = 0; r < copy.rows; r++) {
        out.set((plane[copy.from] as Float32Array).subarray(edge.start(r), edge.end(r)), at);
        at += copy.cols * features;
      }
    }
    return out;
  }

  #unpack(plane: TilePlane, features: number, copies: readonly HaloCopy[], values: Float32Array): void {
    let at = 0;
    for (const copy of copies) {
      const edge = new Edge(this.plan.tiles[copy.to] as PlannedTile, this.plan.halo, features, copy);
      for (let r = 0; r < copy.rows; r++) {
        const length = copy.cols * features;
        (plane[copy.to] as Float32Array).set(values.subarray(at, at + length), edge.start(r));
        at += length;
      }
    }
  }
}

/** Where the rows of a copy lie in the plane of one tile. */
class Edge {
  constructor(
    private readonly tile: PlannedTile,
    private readonly halo: number,
    private readonly features: number,
    private readonly copy: HaloCopy,
  ) {}

  start(row: number): number {
    const { tile, halo, copy } = this;
    const r = copy.row + row - tile.row + halo;
    return (r * (tile.cols + 2 * halo) + copy.col - tile.col + halo) * this.features;
  }

  end(row: number): number {
    return this.start(row) + this.copy.cols * this.features;
  }
}

function grouped(copies: readonly HaloCopy[], by: (copy: HaloCopy) => number): Map<number, HaloCopy[]> {
  const out = new Map<number, HaloCopy[]>();
  for (const copy of copies) {
    const list = out.get(by(copy));
    if (list) list.push(copy);
    else out.set(by(copy), [copy]);
  }
  return out;
}
