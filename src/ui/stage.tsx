import { useEffect, useRef } from 'react';
import { Button } from 'react-aria-components/Button';
import { Legend } from '../map/legend.tsx';
import { attachMap, mapControls } from '../map/sync.ts';
import { picture } from '../state/picture.ts';
import { Caption } from './caption.tsx';
import { useMapKeys } from './map-keys.ts';
import { Readout } from './readout.tsx';
import { TimeBar } from './time-bar.tsx';
import { use } from './use.ts';

/** The map with what lies over it, and time below it. */
export function Stage() {
  const container = useRef<HTMLDivElement>(null);
  const keys = useMapKeys();
  const shown = use(picture, (p) => (p.at === 'empty' ? undefined : p.question));
  useEffect(() => (container.current ? attachMap(container.current) : undefined), []);
  return (
    <div className="stage">
      {/* biome-ignore lint/a11y/useSemanticElements: the name and role `region` are the contract with tests and readers */}
      <div
        className="map-region"
        role="region"
        aria-label="Map of Alaska"
        aria-describedby="map-keys"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the region answers arrow keys
        tabIndex={0}
        onKeyDown={keys}
      >
        <div ref={container} className="map-canvas" />
        <p id="map-keys" className="unseen">
          Arrow keys move a probe over the map, Shift moves it further, Enter pins the place, plus and minus zoom.
        </p>
        <div className="overlay">
          <Caption />
          <div className="corner">
            <div className="segments compact">
              <Button className="segment" aria-label="Zoom in" onPress={() => mapControls()?.zoomBy(1)}>
                +
              </Button>
              <Button className="segment" aria-label="Zoom out" onPress={() => mapControls()?.zoomBy(-1)}>
                −
              </Button>
              <Button className="segment" onPress={() => mapControls()?.fitAlaska()}>
                All of Alaska
              </Button>
            </div>
          </div>
          {shown && <Legend question={shown} />}
          <Readout />
        </div>
      </div>
      <TimeBar />
    </div>
  );
}
