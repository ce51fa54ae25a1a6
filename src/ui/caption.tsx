import { shownOf } from '../state/loading.ts';
import { picture } from '../state/picture.ts';
import { monthText, QUANTITIES, STATISTIC_LABELS } from '../state/quantity.ts';
import { storeFor } from '../state/question.ts';
import { studio } from '../state/studio.ts';
import { use } from './use.ts';

/** Says what is on the map now, which may differ from what was asked last, and that it is modelled. */
export function Caption() {
  const shown = use(picture, (p) => p);
  const tiles = use(studio, (s) => shownOf(s.tiles));
  const forecast = use(studio, (s) => shownOf(s.forecast));
  if (shown.at === 'empty') {
    return (
      <div className="card caption">
        <h2>Alaska</h2>
        <p>Reading the map data …</p>
      </div>
    );
  }
  const { variable, month, statistic } = shown.question;
  const store = storeFor({ tiles, forecast }, month);
  const isForecast = store !== undefined && store === forecast;
  const kind = isForecast
    ? statistic === 'spread'
      ? 'Forecast, width of the 90 % interval'
      : `Forecast, ${STATISTIC_LABELS[statistic].toLowerCase()}`
    : 'Estimate of the process model';
  return (
    <div className="card caption">
      <h2>
        {QUANTITIES[variable].label}, {monthText(month)}
      </h2>
      <p>{shown.at === 'stale' ? 'Last good picture; the month asked for could not be read' : kind}</p>
      {store?.meta.modelled && (
        <p>
          <span className="badge" title="What you see is model output, not measurement.">
            Modelled data
          </span>
        </p>
      )}
    </div>
  );
}
