import type { LonLat } from '../../state/view.ts';
import { view } from '../../state/view.ts';

/** Near enough to tell neighbouring sites apart. */
const CLOSE = 6.5;

/** Pins a row's place and brings the map there. */
export function goTo({ lon, lat }: LonLat): void {
  const { camera } = view.getState();
  view.setState({ place: { lon, lat }, camera: { lon, lat, zoom: Math.max(camera.zoom, CLOSE) } });
}
