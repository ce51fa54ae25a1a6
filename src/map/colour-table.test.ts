import { describe, expect, it } from 'vitest';
import { COLOUR_STEPS, type ColourMap, colourTable, toOklab } from './colour-table.ts';

const lab = (name: ColourMap) => {
  const table = colourTable(name);
  return Array.from({ length: COLOUR_STEPS }, (_, i) => toOklab([table[4 * i]!, table[4 * i + 1]!, table[4 * i + 2]!]));
};

describe.each(['thaw', 'methane', 'spread', 'carbon'] as const)('the colour map %s', (name) => {
  it('takes equal perceptual steps', () => {
    const colours = lab(name);
    // Eight-bit rounding disturbs single steps: sixteen at a time.
    const steps: number[] = [];
    for (let i = 16; i < COLOUR_STEPS; i += 16) {
      const [a, b] = [colours[i - 16]!, colours[i]!];
      if (name === 'carbon' && i === 128) continue;
      steps.push(Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]));
    }
    const half = name === 'carbon' ? steps.slice(0, 7) : steps;
    expect(Math.max(...half) / Math.min(...half)).toBeLessThan(1.15);
  });

  it('changes lightness in one direction only, away from the centre when diverging', () => {
    const lightness = lab(name).map((c) => c[0]);
    const falls = name === 'carbon' ? lightness.slice(128) : lightness;
    for (let i = 8; i < falls.length; i += 8) expect(falls[i]!).toBeLessThan(falls[i - 8]!);
    if (name === 'carbon') for (let i = 8; i < 128; i += 8) expect(lightness[i]!).toBeGreaterThan(lightness[i - 8]!);
  });
});

it('the diverging map is neutral at zero', () => {
  const [, a, b] = lab('carbon')[128]!;
  expect(Math.hypot(a, b)).toBeLessThan(0.02);
});
