import type { KeyboardEvent } from 'react';
import { windowCell, windowCentre, windowOf } from '../grid/window.ts';
import { mapControls } from '../map/sync.ts';
import { shownOf } from '../state/loading.ts';
import { probe } from '../state/probe.ts';
import { view } from '../state/view.ts';

const STEPS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/** Keys of the map region: arrows move the probe by a cell of the level that answers, Enter pins the place. */
export function useMapKeys(): (event: KeyboardEvent) => void {
  return (event) => {
    // Buttons over the map keep their own keys.
    if (event.target !== event.currentTarget) return;
    const step = STEPS[event.key];
    if (step) moveProbe(step, event.shiftKey ? 10 : 1);
    else if (event.key === 'Enter') pin();
    else if (event.key === '+' || event.key === '=') mapControls()?.zoomBy(0.5);
    else if (event.key === '-') mapControls()?.zoomBy(-0.5);
    else if (event.key === 'Escape') probe.setState({ at: undefined });
    else return;
    event.preventDefault();
  };
}

function moveProbe([down, right]: readonly [number, number], by: number): void {
  const { at, reading } = probe.getState();
  const { camera, place } = view.getState();
  const level = shownOf(reading)?.level ?? 'M09';
  const start = at ?? place ?? camera;
  const cell = windowCell(level, start.lon, start.lat);
  // The first arrow key shows where the probe is, the next ones move it.
  const [dr, dc] = at ? [down * by, right * by] : [0, 0];
  const { rows, cols } = windowOf(level);
  const row = Math.max(0, Math.min(rows - 1, (cell?.row ?? rows >> 1) + dr));
  const col = Math.max(0, Math.min(cols - 1, (cell?.col ?? cols >> 1) + dc));
  const to = windowCentre(level, row, col);
  probe.setState({ at: to });
  mapControls()?.keepInSight(to);
}

function pin(): void {
  const { at } = probe.getState();
  if (at) view.setState({ place: at });
}
