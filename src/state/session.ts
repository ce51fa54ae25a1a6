import { followAddress } from './address.ts';
import { dataWorker } from './data-worker.ts';
import { openDefaults } from './default-data.ts';
import { followPlace } from './follow-place.ts';
import { followProbe } from './follow-probe.ts';
import { followTiles } from './follow-tiles.ts';
import { followView } from './follow-view.ts';
import { studio, tell } from './studio.ts';
import { surveyDevices } from './survey-devices.ts';

/**
 * Everything that runs while the page is open: address, data, pictures, probe, series.
 * @returns ends it
 */
export function startSession(): () => void {
  const stops = [
    followAddress(),
    followView(dataWorker),
    followProbe(dataWorker),
    followPlace(dataWorker),
    followTiles(dataWorker),
  ];
  void survey();
  void openDefaults(dataWorker);
  return () => {
    for (const stop of stops) stop();
  };
}

async function survey(): Promise<void> {
  try {
    const devices = await surveyDevices();
    studio.setState({ devices, device: studio.getState().device ?? devices[0] });
  } catch (e) {
    tell('error', `What this browser can compute with could not be found out: ${String(e)}`);
  }
}
