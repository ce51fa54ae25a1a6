import { throwIfCancelled } from '../../core/turn.ts';
import type { Rejection } from '../source.ts';
import type { PointTable } from './point-table.ts';
import { ValueSample } from './value-sample.ts';

/**
 * What each column holds, in one pass: sign and unit are decided on all of it, before any value is used. Rows and cells that
 * cannot be read become rejections here, once.
 * @throws UnreadableFile, Cancelled
 */
export async function sampleColumns(
  table: PointTable,
  columns: readonly string[],
  file: string,
  rejected: Rejection[],
  signal?: AbortSignal,
): Promise<Map<string, ValueSample>> {
  const samples = new Map(columns.map((c) => [c, new ValueSample()]));
  for await (const { values, lost } of table.blocks(columns, signal)) {
    throwIfCancelled(signal);
    for (const [name, v] of values) samples.get(name)?.add(v);
    for (const l of lost ?? []) rejected.push({ file, ...l });
  }
  return samples;
}
