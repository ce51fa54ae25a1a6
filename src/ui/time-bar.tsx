import type { KeyboardEvent } from 'react';
import { Button } from 'react-aria-components/Button';
import { yearOf } from '../core/month.ts';
import { shownOf } from '../state/loading.ts';
import { playing, SPEEDS } from '../state/player.ts';
import { monthText } from '../state/quantity.ts';
import { coversMonth, monthRange } from '../state/question.ts';
import { studio } from '../state/studio.ts';
import { view } from '../state/view.ts';
import { Segments } from './segments.tsx';
import { use } from './use.ts';

/** Month by month over history and forecast, with a mark where one becomes the other. */
export function TimeBar() {
  const tiles = use(studio, (s) => shownOf(s.tiles));
  const forecast = use(studio, (s) => shownOf(s.forecast));
  const month = use(view, (v) => v.month);
  const isPlaying = use(playing, (p) => p.on);
  const speed = use(playing, (p) => p.speed);
  const range = monthRange({ tiles, forecast });
  if (!range || month === undefined) return <div className="timebar">No months yet.</div>;
  const [first, end] = range;
  const isForecast = forecast !== undefined && coversMonth(forecast.meta, month);
  const known = isForecast || (tiles !== undefined && coversMonth(tiles.meta, month));
  const kind = isForecast ? 'Forecast' : known ? 'History' : 'No data for this month';
  return (
    <section className="timebar" aria-label="Time">
      <Button
        className="button primary round"
        aria-label={isPlaying ? 'Pause' : 'Play'}
        onPress={() => playing.setState({ on: !isPlaying })}
      >
        <svg viewBox="0 0 20 20" aria-hidden="true">
          {isPlaying ? <path d="M5 3h4v14H5zM11 3h4v14h-4z" /> : <path d="M6 3l11 7-11 7z" />}
        </svg>
      </Button>
      <div>
        <div className="month number">{monthText(month)}</div>
        <div className="kind" data-kind={isForecast ? 'forecast' : 'history'}>
          {kind}
        </div>
      </div>
      <Track first={first} end={end} now={forecast?.meta.firstMonth} month={month} kind={kind} />
      <Segments
        compact
        label="Speed"
        value={String(speed)}
        options={SPEEDS.map((value) => ({ value: String(value), label: `${value}/s` }))}
        onChange={(text) => playing.setState({ speed: SPEEDS.find((s) => String(s) === text) ?? 6 })}
      />
    </section>
  );
}

interface TrackProps {
  readonly first: number;
  readonly end: number;
  /** First month of the forecast. */
  readonly now: number | undefined;
  readonly month: number;
  readonly kind: string;
}

function Track({ first, end, now, month, kind }: TrackProps) {
  const at = (m: number): string => `${(100 * (m - first)) / Math.max(1, end - 1 - first)}%`;
  const show = (m: number): void => view.setState({ month: Math.max(first, Math.min(end - 1, m)) });
  const keys = (event: KeyboardEvent): void => {
    const step = event.key === 'PageUp' ? 12 : event.key === 'PageDown' ? -12 : 0;
    if (step === 0) return;
    event.preventDefault();
    show(month + step);
  };
  const split = now !== undefined && now > first && now < end ? now : undefined;
  return (
    <div className="track">
      <div
        className="track-part"
        data-kind="history"
        style={{ left: 0, right: split ? `calc(100% - ${at(split)})` : 0 }}
      />
      {split !== undefined && (
        <>
          <div className="track-part" data-kind="forecast" style={{ left: at(split), right: 0 }} />
          <div className="track-now" style={{ left: at(split) }} title={`Forecast from ${monthText(split)}`} />
        </>
      )}
      {years(first, end).map((m) => (
        <span key={m} className="track-year" style={{ left: at(m) }} aria-hidden="true">
          {yearOf(m)}
        </span>
      ))}
      <input
        type="range"
        aria-label="Month"
        min={first}
        max={end - 1}
        step={1}
        value={month}
        aria-valuetext={`${monthText(month)}, ${kind.toLowerCase()}`}
        onChange={(event) => {
          playing.setState({ on: false });
          show(Number(event.target.value));
        }}
        onKeyDown={keys}
      />
    </div>
  );
}

/** Januaries worth a label: every fifth or tenth year. */
function years(first: number, end: number): number[] {
  const every = end - first > 420 ? 120 : end - first > 150 ? 60 : 12;
  const marks: number[] = [];
  // Months count from 1969, so 1970 is 12: round decades lie at 12 modulo 120.
  for (let m = Math.ceil((first - 12) / every) * every + 12; m < end; m += every) marks.push(m);
  return marks;
}
