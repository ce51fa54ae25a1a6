import { VARIABLES, type VariableName } from '../core/variable.ts';
import type { Level } from '../grid/level.ts';
import type { Axis, FieldInfo, FieldKind, StoreMeta } from './schema.ts';

/** Metadata of a small store for tests: `t_air` and `land`, and `alt` with quantiles when those are given. */
export function testMeta(of: {
  firstMonth: number;
  months: number;
  levels: readonly Level[];
  quantiles?: readonly number[];
}): StoreMeta {
  const field = (name: VariableName, kind: FieldKind, axes: readonly Axis[]): FieldInfo => ({
    name,
    variable: name,
    kind,
    axes,
    levels: of.levels,
    unit: VARIABLES[name].unit,
    longName: VARIABLES[name].label,
    modelled: kind === 'forecast',
    method: 'made for a test',
  });
  return {
    schema: 1,
    kind: of.quantiles ? 'forecast' : 'tiles',
    title: 'Test',
    modelled: true,
    licence: 'CC0-1.0',
    created: '2026-11-22T00:00:00Z',
    firstMonth: of.firstMonth,
    months: of.months,
    ...(of.quantiles ? { quantiles: of.quantiles } : {}),
    fields: [
      field('t_air', 'driver', ['month', 'row', 'col']),
      field('land', 'static', ['row', 'col']),
      ...(of.quantiles ? [field('alt', 'forecast', ['quantile', 'month', 'row', 'col'])] : []),
    ],
    places: [],
    provenance: [{ source: 'test', citation: 'none' }],
  };
}
