import { monthRate } from '../../src/forecast/region/month-rate.ts';
import { TILE } from '../../src/grid/tile.ts';
import { useDevice } from '../../src/nn/device.ts';
import { SHAPES } from './shape.ts';
import type { PackedMask } from './work.protocol.ts';

/** Goes through months of a part of the region on wasm, as a forecast does. */
export async function regionMonths(mask: PackedMask, months: number) {
  await useDevice('wasm');
  const { channels, filters, kernel, outputs } = SHAPES.alaska;
  const active = Uint8Array.from(mask.active, (c) => (c === '1' ? 1 : 0));
  const { computed, seconds } = await monthRate({
    shape: { channels, filters, kernel, outputs },
    mask: { rows: mask.rows, cols: mask.cols, active },
    size: TILE,
    months,
  });
  return { computed, seconds };
}
