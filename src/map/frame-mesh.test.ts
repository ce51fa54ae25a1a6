import { describe, expect, it } from 'vitest';
import { windowCentre, windowOf } from '../grid/window.ts';
import type { Patch } from '../state/frame.ts';
import { frameMesh } from './frame-mesh.ts';

const whole = (level: 'M36' | 'M09'): Patch => {
  const { rows, cols } = windowOf(level);
  return { level, rows: [0, rows], cols: [0, cols] };
};
const places: Patch[] = [
  whole('M36'),
  whole('M09'),
  { level: 'M01', rows: [72, 216], cols: [1944, 2088] },
  { level: 'M03', rows: [5, 12], cols: [7, 40] },
];

describe.each(places)('the mesh of $level rows $rows', (patch) => {
  const mesh = frameMesh(patch);

  it('puts the centre of every cell between the vertices that carry its row and column', () => {
    const [north] = patch.rows;
    const [west] = patch.cols;
    for (let t = 0; t < mesh.indices.length; t += 6) {
      const nw = mesh.indices[t]!;
      const se = mesh.indices[t + 5]!;
      const [col0, row0] = [mesh.cells[2 * nw]!, mesh.cells[2 * nw + 1]!];
      const [col1, row1] = [mesh.cells[2 * se]!, mesh.cells[2 * se + 1]!];
      expect(row1 - row0).toBe(1);
      for (let col = col0; col < col1; col++) {
        const centre = windowCentre(patch.level, north + row0, west + col);
        const at = mesh.positions[3 * nw]!;
        const span = mesh.positions[3 * se]! - at;
        expect(col0 + ((centre.lon - at) / span) * (col1 - col0)).toBeCloseTo(col + 0.5, 6);
        expect(centre.lat).toBeLessThan(mesh.positions[3 * nw + 1]!);
        expect(centre.lat).toBeGreaterThan(mesh.positions[3 * se + 1]!);
      }
    }
  });

  it('winds every triangle counter-clockwise, or the globe would cull it', () => {
    for (let t = 0; t < mesh.indices.length; t += 3) {
      const [a, b, c] = [0, 1, 2].map((k) => {
        const v = mesh.indices[t + k]!;
        return [mesh.positions[3 * v]!, mesh.positions[3 * v + 1]!] as const;
      }) as [readonly [number, number], readonly [number, number], readonly [number, number]];
      expect((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])).toBeGreaterThan(0);
    }
  });
});
