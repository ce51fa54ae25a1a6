import type { BenchContext } from './bench-context.ts';
import type { Contestant } from './contestant.ts';
import { type RaceOptions, race, raceLine } from './race.ts';
import { type RowAbout, rowOf } from './row.ts';

/** Someone who may take part: opening may fail, and the reason is told. */
export interface Entry {
  readonly label: string;
  open(): Promise<Contestant>;
}

export interface RaceOrder {
  readonly name: string;
  readonly shape: string;
  readonly backend: string;
  readonly ours: readonly Entry[];
  readonly peers: readonly Entry[];
  readonly options?: Partial<RaceOptions>;
  /** From milliseconds a step to the unit of the row. */
  readonly unit?: { readonly name: string; readonly from: (ms: number) => number };
}

const FULL: RaceOptions = { laps: 15, leastLaps: 3, secondsEach: 5, lapMs: 150 };
const QUICK: RaceOptions = { laps: 5, leastLaps: 2, secondsEach: 1.5, lapMs: 80 };

interface Warm {
  readonly contestant: Contestant;
  readonly warmUpMs: number;
}

async function opened(bench: BenchContext, race: string, entries: readonly Entry[]): Promise<Warm[]> {
  const made: Warm[] = [];
  for (const { label, open } of entries) {
    try {
      const contestant = await open();
      // What a backend lacks shows in the first step; the others race without it.
      const warmUpMs = await contestant.lap(1).catch(async (error: unknown) => {
        await contestant.close();
        throw error;
      });
      made.push({ contestant, warmUpMs });
    } catch (error) {
      bench.skip(`${race}: ${label}`, error instanceof Error ? error.message : String(error));
    }
  }
  return made;
}

/** Races all of ours and all peers together; a row for each pair. */
export async function raceRows(bench: BenchContext, order: RaceOrder): Promise<void> {
  const title = `${order.name}, ${order.shape}, ${order.backend}`;
  const mine = await opened(bench, title, order.ours);
  const theirs = mine.length > 0 ? await opened(bench, title, order.peers) : [];
  const [ours, peers] = [mine, theirs].map((all) => all.map(({ contestant }) => contestant)) as [
    Contestant[],
    Contestant[],
  ];
  const everyone = [...ours, ...peers];
  try {
    if (ours.length === 0 || peers.length === 0) return;
    const warmUps = [...mine, ...theirs].map(({ warmUpMs }) => warmUpMs);
    const options = { ...(bench.quick ? QUICK : FULL), ...order.options };
    const laps = await race(everyone, options, warmUps);
    bench.note(`${title}: ${raceLine(everyone, laps)}`);
    const { name: unit, from } = order.unit ?? { name: 'ms', from: (ms: number) => ms };
    const values = (i: number) => (laps[i] as number[]).map(from);
    ours.forEach((one, i) => {
      peers.forEach((peer, j) => {
        const about: RowAbout = {
          name: order.name,
          shape: order.shape,
          backend: order.backend,
          device: one.device,
          unit,
          peerName: peer.label,
        };
        bench.add(rowOf(about, values(i), values(ours.length + j)));
      });
    });
  } finally {
    await Promise.all(everyone.map((one) => one.close()));
  }
}
