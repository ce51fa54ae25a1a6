import { VARIABLES } from '../core/variable.ts';
import { STATIC } from '../sources/reference-alaska/cell-maker.ts';
import type { Surface } from '../sources/reference-alaska/surface.ts';
import type { NativeGrid } from '../sources/source.ts';
import { cellRatio } from './regrid/cell-ratio.ts';
import { regrid } from './regrid/regrid.ts';
import { methodFor } from './regrid/regrid-method.ts';
import type { RegridTarget } from './regrid/strip.ts';

/** What static files say of the ground of a rectangle of cells. */
export interface GroundLayers {
  /** @param cell of the rectangle, by rows */
  at(cell: number): Partial<Surface>;
}

export const isGround = ({ variable, time }: NativeGrid): boolean =>
  time.at === 'static' && (STATIC as readonly string[]).includes(variable);

/**
 * Terrain, wetness, trees, organic layer and permafrost from static grids at cells of the store; the first grid with a value counts.
 * @param leastCover as in a recipe
 * @throws Cancelled
 */
export async function groundLayers(
  grids: readonly NativeGrid[],
  target: RegridTarget,
  leastCover: number,
  signal?: AbortSignal,
): Promise<GroundLayers> {
  const layers: { readonly name: keyof Surface; readonly values: Float32Array }[] = [];
  for (const grid of grids.filter(isGround)) {
    const method = methodFor(
      grid.variable,
      cellRatio(grid.cell, grid.lat[grid.lat.length >> 1] as number, target.level),
    );
    const { values } = await regrid(grid, target, method, { leastCover, ...(signal ? { signal } : {}) });
    layers.push({ name: grid.variable as keyof Surface, values });
  }
  return {
    at(cell) {
      const ground: Partial<Record<keyof Surface, number>> = {};
      for (const { name, values } of layers) {
        const value = values[cell] as number;
        const [low, high] = VARIABLES[name].range;
        if (ground[name] === undefined && value >= low && value <= high) ground[name] = value;
      }
      return ground;
    },
  };
}
