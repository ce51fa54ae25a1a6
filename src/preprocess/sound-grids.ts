import type { NativeGrid, Rejection } from '../sources/source.ts';
import { extentOnWindow } from './regrid/extent-on-window.ts';
import { gridDoubt } from './regrid/grid-doubt.ts';

/** Grids that lie somewhere in the Alaska window; what does not, or lies nowhere, is rejected by name. */
export function soundGrids(grids: readonly NativeGrid[]): {
  readonly grids: readonly NativeGrid[];
  readonly rejected: readonly Rejection[];
} {
  const rejected: Rejection[] = [];
  const sound = grids.filter((grid) => {
    const why = whyNot(grid);
    if (why) rejected.push({ ...placeOf(grid), count: grid.values.length, ...why });
    return why === undefined;
  });
  return { grids: sound, rejected };
}

function whyNot(grid: NativeGrid): Pick<Rejection, 'rule' | 'todo'> | undefined {
  const doubt = gridDoubt(grid);
  if (doubt) return { rule: doubt, todo: 'give the file with the coordinates of this very grid' };
  if (extentOnWindow(grid, 'M01')) return undefined;
  return {
    rule: 'the whole field lies outside the Alaska window (-170.3 to -134.4, 53.7 to 72.3)',
    todo: 'check sign and order of the coordinates, if it is of Alaska',
  };
}

/** `folder/file.nc:variable`, as sources write the origin of a grid. */
function placeOf({ origin, name }: NativeGrid): Pick<Rejection, 'file' | 'where'> {
  const at = origin.lastIndexOf(':');
  return at < 0 ? { file: origin, where: name } : { file: origin.slice(0, at), where: origin.slice(at + 1) };
}
