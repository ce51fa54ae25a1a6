import type { Row } from './row.ts';

/** What a row has to reach. */
export interface Bar {
  readonly what: string;
  readonly is: (row: Row) => boolean;
  /** Of the ratio ours / peer. */
  readonly atMost?: number;
  readonly atLeast?: number;
}

export interface Verdict {
  readonly what: string;
  readonly limit: string;
  /** Of each row that the bar speaks of. */
  readonly ratios: readonly number[];
  /** Undefined when no row was measured. */
  readonly holds: boolean | undefined;
}

/** One thread of a visitor's browser is what counts; Node stands beside it in the table. */
const inBrowser = ({ device }: Row): boolean => /Chromium/.test(device);
const stock = ({ peerName }: Row): boolean => /tf\.layers/.test(peerName);
const oneThread = ({ peerName }: Row): boolean => /^PyTorch.*, 1 thread/.test(peerName);

/** @param more narrows it further */
const row =
  (name: RegExp, shape: string, backend: string, more: (r: Row) => boolean = () => true) =>
  (r: Row) =>
    name.test(r.name) && r.shape === shape && r.backend === backend && more(r);

export const BARS: readonly Bar[] = [
  {
    what: 'wasm train step beside PyTorch in one thread',
    is: row(/^train step$/, 'small', 'wasm', (r) => inBrowser(r) && oneThread(r)),
    atMost: 2,
  },
  {
    what: 'wasm forward beside PyTorch in one thread',
    is: row(/^forward$/, 'small', 'wasm', (r) => inBrowser(r) && oneThread(r)),
    atMost: 1.5,
  },
  {
    what: 'two members side by side, steps/s beside PyTorch in two threads',
    is: row(/^two members/, 'small', 'wasm', (r) => inBrowser(r) && /^PyTorch.*, 2 threads/.test(r.peerName)),
    atLeast: 0.75,
  },
  {
    what: 'wasm kernels beside the best register tile',
    is: row(/^ConvLSTM kernels$/, 'small', 'wasm'),
    atLeast: 0.8,
  },
  {
    what: 'webgpu launches of an Adam step, of 150',
    is: row(/launches$/, 'small', 'webgpu', (r) => r.peerName === 'bar'),
    atMost: 1,
  },
  {
    what: 'webgpu train step beside stock, emulated adapter',
    is: row(/^train step$/, 'small', 'webgpu', stock),
    atMost: 1 / 5,
  },
  { what: 'webgl train step beside stock', is: row(/^train step$/, 'small', 'webgl', stock), atMost: 1 / 1.5 },
  {
    what: 'frame time while training at studio, of 33 ms',
    is: row(/^frame time/, 'studio', 'wasm', (r) => r.peerName === 'bar'),
    atMost: 1,
  },
  { what: 'longest task while training at studio, of 50 ms', is: row(/^longest task/, 'studio', 'wasm'), atMost: 1 },
  {
    what: 'ten years of all Alaska on two cores, of 45 minutes',
    is: row(/all Alaska$/, 'alaska', 'wasm', (r) => inBrowser(r) && /^2 workers/.test(r.device)),
    atMost: 1,
  },
  { what: 'a 1-km field to the grid beside GDAL in one thread', is: ({ name }) => /^regrid/.test(name), atMost: 2 },
  { what: 'a tower of 105 MB to months beside pandas', is: ({ name }) => name === 'tower months', atMost: 1.5 },
  { what: 'peak memory of large files, of 400 MB', is: ({ name }) => name === 'peak memory', atMost: 1 },
];

/** What the rows say of the bars. A bar of which several rows speak holds when all of them hold. */
export function verdicts(rows: readonly Row[], bars: readonly Bar[] = BARS): Verdict[] {
  return bars.map(({ what, is, atMost = Number.POSITIVE_INFINITY, atLeast = 0 }) => {
    const ratios = rows.filter(is).map(({ ratio }) => ratio);
    const limit = atLeast > 0 ? `at least ${atLeast}` : `at most ${Number(atMost.toFixed(3))}`;
    const holds = ratios.length === 0 ? undefined : ratios.every((r) => r <= atMost && r >= atLeast);
    return { what, limit, ratios, holds };
  });
}
