import { MapLibreOverlay } from '@deck.gl/maplibre';
import { type GeoJSONSource, MapLibreMap, setWorkerUrl } from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import type { Cell } from '../grid/ease2.ts';
import { latitudeOfRow, longitudeOfColumn } from '../grid/ease2.ts';
import type { Level } from '../grid/level.ts';
import { windowBounds, windowOf } from '../grid/window.ts';
import type { Frame } from '../state/frame.ts';
import type { Camera, LonLat, Projection } from '../state/view.ts';
import type { ColourTable } from './colour-table.ts';
import { FrameLayer, type FrameLayerInput } from './frame-layer.ts';
import { DATA_BEFORE, mapStyle, type Theme } from './map-style.ts';

setWorkerUrl(workerUrl);

/** What is painted on the map: frames from coarse to fine, one month of them, through one colour table. */
export interface Painting {
  readonly frames: readonly { readonly id: string; readonly frame: Frame; readonly fade: number }[];
  readonly month: number;
  readonly domain: readonly [number, number];
  readonly colours: ColourTable;
}

export interface MapEvents {
  /** The pointer is over a place, or has left the map. */
  onHover(at: LonLat | undefined): void;
  onClick(at: LonLat): void;
  /** The camera came to rest. */
  onCamera(camera: Camera): void;
  /** The first picture stands. */
  onReady(): void;
  /** MapLibre or a layer failed; the map shows what it showed before. */
  onError(message: string): void;
}

export interface MapOptions {
  readonly camera: Camera;
  readonly projection: Projection;
  readonly theme: Theme;
  readonly basemap: string;
  readonly reducedMotion: boolean;
}

/**
 * The map of Alaska as an imperative thing: MapLibre with our own style and one deck.gl overlay. Knows nothing of the
 * application's state; state/sync tells it what to show.
 */
export class AlaskaMap {
  readonly #map: MapLibreMap;
  readonly #overlay = new MapLibreOverlay({
    interleaved: true,
    layers: [],
    onError: (e) => this.events.onError(e.message),
  });
  #painting: Painting | undefined;
  #theme: Theme;
  #loaded = false;
  #later: (() => void)[] = [];

  constructor(
    container: HTMLElement,
    options: MapOptions,
    private readonly events: MapEvents,
  ) {
    this.#theme = options.theme;
    const style = mapStyle(options.theme, options.basemap);
    this.#map = new MapLibreMap({
      container,
      style: { ...style, projection: { type: options.projection } },
      center: [options.camera.lon, options.camera.lat],
      zoom: options.camera.zoom,
      minZoom: 1.5,
      maxZoom: 11.5,
      maxPitch: 0,
      dragRotate: false,
      touchPitch: false,
      pitchWithRotate: false,
      keyboard: false,
      renderWorldCopies: true,
      attributionControl: false,
      fadeDuration: options.reducedMotion ? 0 : 200,
      reduceMotion: options.reducedMotion,
    });
    this.#map.touchZoomRotate.disableRotation();
    this.#listen();
  }

  #listen(): void {
    const map = this.#map;
    // The section around the canvas is the region with a name and keys; the canvas itself is only a picture.
    const canvas = map.getCanvas();
    canvas.removeAttribute('aria-label');
    canvas.setAttribute('role', 'presentation');
    canvas.setAttribute('tabindex', '-1');
    map.on('error', ({ error }) => this.events.onError(error.message));
    map.on('mousemove', ({ lngLat }) => this.events.onHover({ lon: wrap(lngLat.lng), lat: lngLat.lat }));
    map.on('mouseout', () => this.events.onHover(undefined));
    map.on('click', ({ lngLat }) => this.events.onClick({ lon: wrap(lngLat.lng), lat: lngLat.lat }));
    map.on('moveend', () => this.events.onCamera(this.camera()));
    map.once('load', () => {
      map.addControl(this.#overlay);
      this.#loaded = true;
      for (const job of this.#later) job();
      this.#later = [];
      this.events.onReady();
      // Remove when deck.gl > 9.4.0: beforeId is ignored before the style has settled (visgl/deck.gl#10733).
      map.once('idle', () => this.#paint());
    });
  }

  #whenLoaded(job: () => void): void {
    if (this.#loaded) job();
    else this.#later.push(job);
  }

  camera(): Camera {
    const { lng, lat } = this.#map.getCenter();
    return { lon: wrap(lng), lat, zoom: this.#map.getZoom() };
  }

  setPainting(painting: Painting): void {
    this.#painting = painting;
    this.#whenLoaded(() => this.#paint());
  }

  #paint(): void {
    const painting = this.#painting;
    if (!painting) return;
    this.#overlay.setProps({
      layers: painting.frames.map(({ id, frame, fade }) => {
        const props: FrameLayerInput = {
          id: `frame-${id}`,
          frame,
          month: painting.month,
          domain: painting.domain,
          colours: painting.colours,
          fade,
          beforeId: DATA_BEFORE,
          // The globe has a surface of its own in the depth buffer; without this only scattered pixels pass.
          parameters: { depthCompare: 'always', depthWriteEnabled: false },
        };
        return new FrameLayer(props);
      }),
    });
  }

  setTheme(theme: Theme): void {
    if (theme === this.#theme) return;
    this.#theme = theme;
    this.#whenLoaded(() => {
      for (const layer of mapStyle(theme, '').layers) {
        for (const [property, value] of Object.entries(layer.paint ?? {})) {
          this.#map.setPaintProperty(layer.id, property as 'line-color', value);
        }
      }
    });
  }

  setProjection(projection: Projection): void {
    this.#whenLoaded(() => this.#map.setProjection({ type: projection }));
  }

  /** Outlines the probed cell itself, so that a person sees what the value belongs to. */
  setProbe(probe: { readonly level: Level; readonly cell: Cell } | undefined): void {
    this.#whenLoaded(() => this.#set('probe', probe ? [outline(probe.level, probe.cell)] : []));
  }

  setPlace(place: LonLat | undefined): void {
    this.#whenLoaded(() => this.#set('place', place ? [point(place, {})] : []));
  }

  setSites(sites: readonly (LonLat & { readonly name: string })[]): void {
    this.#whenLoaded(() =>
      this.#set(
        'sites',
        sites.map((site) => point(site, { name: site.name })),
      ),
    );
  }

  /** Places of the rows that were accepted and of those that were not. */
  setRows(accepted: readonly LonLat[], rejected: readonly LonLat[]): void {
    this.#whenLoaded(() => {
      this.#set(
        'accepted',
        accepted.map((at) => point(at, {})),
      );
      this.#set(
        'rejected',
        rejected.map((at) => point(at, {})),
      );
    });
  }

  #set(source: string, features: GeoJSON.Feature[]): void {
    (this.#map.getSource(source) as GeoJSONSource).setData({ type: 'FeatureCollection', features });
  }

  moveTo(camera: Camera, animate: boolean): void {
    const target = { center: [camera.lon, camera.lat] as [number, number], zoom: camera.zoom };
    if (animate) this.#map.easeTo({ ...target, duration: 700 });
    else this.#map.jumpTo(target);
  }

  /** Moves the camera just enough to keep a place in sight. */
  keepInSight({ lon, lat }: LonLat): void {
    const { x, y } = this.#map.project([lon, lat]);
    const { clientWidth, clientHeight } = this.#map.getContainer();
    const margin = 48;
    if (x < margin || y < margin || x > clientWidth - margin || y > clientHeight - margin) {
      this.#map.easeTo({ center: [lon, lat], duration: 300 });
    }
  }

  zoomBy(steps: number): void {
    this.#map.zoomTo(this.#map.getZoom() + steps, { duration: 200 });
  }

  /** All of the Alaska window. */
  fitAlaska(): void {
    const { west, south, east, north } = windowBounds();
    this.#map.fitBounds([west + 2, south + 1, east - 3, north - 1], { duration: 700, padding: 24 });
  }

  remove(): void {
    this.#map.remove();
  }
}

const wrap = (lon: number): number => ((((lon + 180) % 360) + 360) % 360) - 180;

const point = ({ lon, lat }: LonLat, properties: Record<string, string>): GeoJSON.Feature => ({
  type: 'Feature',
  properties,
  geometry: { type: 'Point', coordinates: [lon, lat] },
});

function outline(level: Level, { row, col }: Cell): GeoJSON.Feature {
  const { row0, col0 } = windowOf(level);
  const [west, east] = [longitudeOfColumn(level, col0 + col), longitudeOfColumn(level, col0 + col + 1)];
  const [north, south] = [latitudeOfRow(level, row0 + row), latitudeOfRow(level, row0 + row + 1)];
  const ring = [
    [west, north],
    [west, south],
    [east, south],
    [east, north],
    [west, north],
  ];
  return { type: 'Feature', properties: {}, geometry: { type: 'LineString', coordinates: ring } };
}
