import { describe, expect, it } from 'vitest';
import { BARS, type Bar, verdicts } from './bars.ts';
import type { Row } from './row.ts';

const row = (more: Partial<Row>): Row => ({
  name: 'train step',
  shape: 'small',
  backend: 'wasm',
  device: 'WebAssembly SIMD, one thread, Chromium 156',
  unit: 'ms',
  ours: 40,
  peerName: 'PyTorch 1.13.0, 1 thread (channels last)',
  peer: 20,
  ratio: 2,
  spread: 0,
  n: 5,
  ...more,
});

const holds = (rows: readonly Row[], bars?: readonly Bar[]) =>
  verdicts(rows, bars)
    .filter((v) => v.holds !== undefined)
    .map((v) => [v.what, v.holds]);

describe('bars', () => {
  it('are silent about what was not measured', () => {
    expect(verdicts([]).every((v) => v.holds === undefined)).toBe(true);
    expect(verdicts([])).toHaveLength(BARS.length);
  });

  it('speak of the row of the browser and of the right peer alone', () => {
    const what = 'wasm train step beside PyTorch in one thread';
    expect(holds([row({})])).toEqual([[what, true]]);
    expect(holds([row({ ratio: 2.1 })])).toEqual([[what, false]]);
    expect(
      holds([row({ device: 'Node 20', ratio: 9 }), row({ peerName: 'PyTorch 1.13.0, 2 threads', ratio: 9 })]),
    ).toEqual([]);
  });

  it('hold only when all rows that they speak of hold', () => {
    const bar: Bar = { what: 'rate', is: (r) => r.unit === 'GFLOP/s', atLeast: 0.8 };
    const rate = (ratio: number) => row({ unit: 'GFLOP/s', ratio });
    expect(holds([rate(0.9), rate(1.2)], [bar])).toEqual([['rate', true]]);
    expect(holds([rate(0.9), rate(0.7)], [bar])).toEqual([['rate', false]]);
  });
});
