import { useState } from 'react';
import { windowCell } from '../grid/window.ts';
import { findPlace, knownPlaces } from '../map/find-place.ts';
import { studio, tell } from '../state/studio.ts';
import { view } from '../state/view.ts';
import { use } from './use.ts';

/** Near enough to see the cells around a place. */
const CLOSE = 6.2;

/** Goes to a community, a measuring site or coordinates, and pins it. */
export function PlaceSearch() {
  const sites = use(studio, (s) => s.sites);
  const [text, setText] = useState('');
  const go = (): void => {
    const place = findPlace(text, sites);
    if (!place) {
      tell('info', `No place called “${text}” is known here. Coordinates work too: 68.63, -149.6.`);
      return;
    }
    const { lon, lat } = place;
    if (!windowCell('M09', lon, lat))
      tell('info', `${place.name} lies outside the grid of Alaska, so there are no values.`);
    const { camera } = view.getState();
    view.setState({ place: { lon, lat }, camera: { lon, lat, zoom: Math.max(camera.zoom, CLOSE) } });
  };
  return (
    <search>
      <form
        style={{ display: 'flex', gap: 8, marginBottom: 10 }}
        onSubmit={(event) => {
          event.preventDefault();
          go();
        }}
      >
        <input
          className="select"
          type="search"
          aria-label="Find a place"
          placeholder="Community, site or coordinates"
          list="known-places"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <datalist id="known-places">
          {[...new Set(knownPlaces(sites).map(({ name }) => name))].map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
        <button type="submit" className="button">
          Go
        </button>
      </form>
    </search>
  );
}
