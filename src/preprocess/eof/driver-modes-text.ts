import type { DriverModes } from './driver-modes.ts';

/** The modes of the drivers as text for a terminal. */
export function driverModesText({ eof, heldOut, drivers, cells }: DriverModes): string {
  const percent = (v: number) => `${(100 * v).toFixed(1)} %`;
  let sum = 0;
  const rows = eof.explained.map((e, m) => {
    sum += e;
    const apart = eof.separated[m] ? '' : '  not told from its neighbour (North)';
    return `  ${String(m + 1).padStart(4)}  ${percent(e).padStart(9)}  ${percent(sum).padStart(8)}  ${percent(heldOut[m] ?? 0).padStart(10)}${apart}`;
  });
  return [
    `Modes (EOF) of ${drivers.join(', ')} at ${cells} cells, season included`,
    `Fitted on the first ${eof.n} months of ${eof.n + eof.incomplete + eof.scaling.heldOut}; ${eof.scaling.heldOut} held out`,
    '  mode  explained  together  held out, together',
    ...rows,
  ].join('\n');
}
