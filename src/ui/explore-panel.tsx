import { SeriesFigure } from '../charts/series-figure.tsx';
import { TARGETS } from '../core/variable.ts';
import { shownOf } from '../state/loading.ts';
import { placeText, QUANTITIES, STATISTIC_LABELS } from '../state/quantity.ts';
import { coversMonth, monthRange } from '../state/question.ts';
import { series } from '../state/series.ts';
import { studio } from '../state/studio.ts';
import { STATISTICS, view } from '../state/view.ts';
import { MapSummary } from './map-summary.tsx';
import { PlaceList } from './place-list.tsx';
import { PlaceSearch } from './place-search.tsx';
import { Segments } from './segments.tsx';
import { use } from './use.ts';

/** What to look at, and one place through time. */
export function ExplorePanel() {
  const variable = use(view, (v) => v.variable);
  const statistic = use(view, (v) => v.statistic);
  const month = use(view, (v) => v.month);
  const forecast = use(studio, (s) => shownOf(s.forecast));
  const inForecast = month !== undefined && forecast !== undefined && coversMonth(forecast.meta, month);
  return (
    <>
      <section>
        <Segments
          label="Variable"
          value={variable}
          options={TARGETS.map((value) => ({ value, label: QUANTITIES[value].label, name: QUANTITIES[value].name }))}
          onChange={(value) => view.setState({ variable: value })}
        />
        <p className="note" style={{ marginTop: 8 }}>
          {QUANTITIES[variable].about}
        </p>
        <span className="field-label">Statistic of the forecast</span>
        <Segments
          compact
          label="Statistic"
          value={statistic}
          options={STATISTICS.map((value) => ({ value, label: STATISTIC_LABELS[value] }))}
          onChange={(value) => view.setState({ statistic: value })}
          isDisabled={!inForecast}
        />
        <div style={{ marginTop: 8 }}>
          <MapSummary />
        </div>
        {!inForecast && <p className="note">The past is one estimate of the process model, without an interval.</p>}
      </section>
      <PlaceSection />
      <PlaceList />
    </>
  );
}

function PlaceSection() {
  const place = use(view, (v) => v.place);
  const month = use(view, (v) => v.month);
  const loading = use(series, (s) => s.data);
  const tiles = use(studio, (s) => shownOf(s.tiles));
  const forecast = use(studio, (s) => shownOf(s.forecast));
  const range = monthRange({ tiles, forecast });
  const data = shownOf(loading);
  if (!place) {
    return (
      <section>
        <h2>A place through time</h2>
        <PlaceSearch />
        <p className="note">
          Click the map, or move the probe with the arrow keys and press Enter, to see a place’s past and its forecast.
        </p>
      </section>
    );
  }
  return (
    <section>
      <h2>{placeText(place)}</h2>
      <PlaceSearch />
      {loading.at === 'loading' && !data && <p className="note">Reading the series …</p>}
      {loading.at === 'failed' && <p className="note">The series could not be read: {loading.error.message}</p>}
      {data && range && month !== undefined && (
        <SeriesFigure data={data} range={range} month={month} onMonth={(m) => view.setState({ month: m })} />
      )}
    </section>
  );
}
