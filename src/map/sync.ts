import { followRows } from '../state/follow-rows.ts';
import { shownOf } from '../state/loading.ts';
import { picture } from '../state/picture.ts';
import { probe } from '../state/probe.ts';
import { studio, tell } from '../state/studio.ts';
import { onTheme, reducedMotion, themeNow } from '../state/theme.ts';
import { type Camera, DEFAULT_VIEW, type LonLat, view } from '../state/view.ts';
import { AlaskaMap } from './alaska-map.ts';
import { paintingOf } from './painting.ts';

/** What a person can do to the map from outside it. */
export interface MapControls {
  zoomBy(steps: number): void;
  fitAlaska(): void;
  keepInSight(place: LonLat): void;
}

let current: AlaskaMap | undefined;

/** The map on the page, when there is one. */
export const mapControls = (): MapControls | undefined => current;

/**
 * The one place where state becomes map: components set state, this applies it to MapLibre and deck.gl and brings back
 * what the person does there.
 *
 * @returns takes the map away
 */
export function attachMap(container: HTMLElement): () => void {
  const start = view.getState();
  let camera = start.camera === DEFAULT_VIEW.camera ? fitted(container) : start.camera;
  const map = new AlaskaMap(
    container,
    {
      camera,
      projection: start.projection,
      theme: themeNow(),
      basemap: new URL('basemap.json', document.baseURI).href,
      reducedMotion: reducedMotion(),
    },
    {
      onHover: (at) => probe.setState({ at }),
      onClick: (place) => {
        probe.setState({ at: place });
        view.setState({ place });
      },
      onCamera: (moved) => {
        camera = moved;
        view.setState({ camera: moved });
      },
      onReady: () => studio.setState({ mapReady: true }),
      onError: (message) => tell('error', `The map reported a fault and shows what it showed before: ${message}`),
    },
  );
  current = map;
  const applyPicture = (): void => {
    const painting = paintingOf(picture.getState());
    if (painting) map.setPainting(painting);
  };
  let probed: string | undefined;
  const applyProbe = (): void => {
    const reading = shownOf(probe.getState().reading);
    const outlined = reading && { level: reading.level, cell: reading.cell };
    const name = outlined && `${outlined.level}/${outlined.cell.row}/${outlined.cell.col}`;
    if (name === probed) return;
    probed = name;
    map.setProbe(outlined);
  };
  applyPicture();
  map.setPlace(start.place);
  const stops = [
    picture.subscribe(applyPicture),
    probe.subscribe(applyProbe),
    onTheme((theme) => map.setTheme(theme)),
    view.subscribe((now, before) => {
      if (now.projection !== before.projection) map.setProjection(now.projection);
      if (now.place !== before.place) map.setPlace(now.place);
      // A camera that did not come from the map itself: a link, the back button, "all of Alaska".
      if (now.camera !== before.camera && now.camera !== camera) map.moveTo(now.camera, !reducedMotion());
    }),
    studio.subscribe((now, before) => {
      if (now.sites !== before.sites) map.setSites(now.sites);
    }),
    followRows((accepted, rejected) => map.setRows(accepted, rejected)),
  ];
  return () => {
    for (const stop of stops) stop();
    current = undefined;
    studio.setState({ mapReady: false });
    map.remove();
  };
}

/** The default camera, nearer or farther so that Alaska fills a window of any size. */
function fitted({ clientWidth, clientHeight }: HTMLElement): Camera {
  const { camera } = DEFAULT_VIEW;
  const room = Math.min(clientWidth / 960, clientHeight / 720);
  return { ...camera, zoom: camera.zoom + Math.log2(Math.max(0.3, room)) };
}
