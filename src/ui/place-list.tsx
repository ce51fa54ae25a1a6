import { shownOf } from '../state/loading.ts';
import { studio } from '../state/studio.ts';
import { view } from '../state/view.ts';
import { use } from './use.ts';

/** Places that the open stores know at a finer level: shortcuts that also work without a pointer. */
export function PlaceList() {
  const tiles = use(studio, (s) => shownOf(s.tiles));
  const places = tiles?.meta.places ?? [];
  const names = new Map(places.map((place) => [place.name, place]));
  if (names.size === 0) return null;
  return (
    <section>
      <h2>Places at 1 km</h2>
      <div className="button-row" style={{ marginTop: 4 }}>
        {[...names.values()].map(({ name, lon, lat }) => (
          <button
            key={name}
            type="button"
            className="button small"
            onClick={() => view.setState({ place: { lon, lat }, camera: { lon, lat, zoom: 7.6 } })}
          >
            {name}
          </button>
        ))}
      </div>
    </section>
  );
}
