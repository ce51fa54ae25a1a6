import type { DataPort } from './data-port.ts';
import { FrameLoader } from './frame-loader.ts';
import { shownOf } from './loading.ts';
import { Painter } from './picture.ts';
import { startPlayer } from './player.ts';
import { monthText } from './quantity.ts';
import { monthRange, PLACE_ZOOM, type Question, type Stores } from './question.ts';
import { announce, studio, tell } from './studio.ts';
import { view } from './view.ts';

export function storesNow(): Stores {
  const { tiles, forecast } = studio.getState();
  return { tiles: shownOf(tiles), forecast: shownOf(forecast) };
}

function questionNow(): Question | undefined {
  const { variable, statistic, month } = view.getState();
  return month === undefined ? undefined : { variable, statistic, month };
}

/** Keeps the picture on the map answering the view, and plays time. @returns stops it */
export function followView(data: DataPort): () => void {
  const loader = new FrameLoader((request, quantile, signal) => data.frame(request, quantile, signal));
  const painter = new Painter(loader, (error, { month }) => {
    tell(
      'error',
      `${monthText(month)} could not be read, so the map still shows the last good picture. ${error.message}`,
    );
  });
  const paint = (): void => {
    const question = questionNow();
    if (question) void painter.paint(question, storesNow(), view.getState().camera.zoom);
  };
  const near = (zoom: number): boolean => zoom >= PLACE_ZOOM;
  const stops = [
    view.subscribe((now, before) => {
      const asked =
        now.variable !== before.variable || now.statistic !== before.statistic || now.month !== before.month;
      if (asked || near(now.camera.zoom) !== near(before.camera.zoom)) paint();
      if (now.variable !== before.variable && now.month !== undefined)
        announce(`${now.variable}, ${monthText(now.month)}`);
    }),
    studio.subscribe((now, before) => {
      if (now.tiles !== before.tiles || now.forecast !== before.forecast) paint();
    }),
    startPlayer({
      month: () => view.getState().month,
      range: () => monthRange(storesNow()),
      show: (month) => view.setState({ month }),
      isReady: (month) => {
        const question = questionNow();
        return (
          question !== undefined && painter.isResident({ ...question, month }, storesNow(), view.getState().camera.zoom)
        );
      },
      prepare: async (month) => {
        const question = questionNow();
        return !question || painter.prefetch({ ...question, month }, storesNow(), view.getState().camera.zoom);
      },
    }),
  ];
  paint();
  return () => {
    for (const stop of stops) stop();
    loader.clear();
  };
}
