import { describe, expect, it } from 'vitest';
import { type ObservationRow, tableFromRows } from '../store/table.ts';
import { observedIn } from './observed.ts';

const row = (change: Partial<ObservationRow>): ObservationRow => ({
  lat: 68,
  lon: -150,
  locationSd: 10,
  month: 400,
  value: 0.5,
  uncertainty: 0.05,
  filled: 0.2,
  flag: 'ok',
  variable: 'co2',
  site: 's',
  group: 'g',
  method: 'm',
  source: 'x',
  origin: 'f:1',
  ...change,
});

describe('what counts as observed', () => {
  it('is neither flagged nor wholly gap-filled', () => {
    const o = observedIn(
      tableFromRows([
        row({}),
        row({ flag: 'suspect' }),
        row({ flag: 'modelled' }),
        row({ flag: 'censored' }),
        row({ filled: 1 }),
        row({ value: Number.NaN }),
        row({ variable: 't_air' }),
      ]),
    );
    expect(o.co2).toHaveLength(1);
    expect(o.alt).toHaveLength(0);
  });

  it('teaches but does not judge where nobody knows how much was measured', () => {
    const o = observedIn(tableFromRows([row({ filled: Number.NaN }), row({ variable: 'alt', filled: Number.NaN })]));
    expect(o.co2[0]?.scored).toBe(false);
    expect(o.alt[0]?.scored).toBe(true); // a probe is not gap-filled
  });

  it('takes dated probings and seasons as one target, in order of month whatever the order of the table', () => {
    const o = observedIn(
      tableFromRows([
        row({ variable: 'thaw_depth', month: 410 }),
        row({ variable: 'alt', month: 402 }),
        row({ variable: 'alt', month: 390 }),
      ]),
    );
    expect(o.alt.map((d) => [d.month, d.dated])).toEqual([
      [390, false],
      [402, false],
      [410, true],
    ]);
  });
});
