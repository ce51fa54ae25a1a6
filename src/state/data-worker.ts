import { DataClient } from '../../workers/data.client.ts';
import type { DataPort } from './data-port.ts';
import { studio, tell } from './studio.ts';

/** Measurements within this distance of a pinned place are shown with it, m. */
const NEAR = 5000;

const client = new DataClient({
  onRestart: (error) => tell('info', error.message),
  onLost: (handle) => {
    const { tiles, forecast } = studio.getState();
    const lost = [tiles, forecast].find((store) => store.at === 'ready' && store.value.handle === handle);
    if (lost) tell('error', 'A store could not be opened again after its worker stopped. Reload the page.');
  },
});

/** The data worker as the page uses it. */
export const dataWorker: DataPort = {
  open: (ref, signal) => client.open(ref, signal),
  frame: ({ store, field, patch, firstMonth, months }, quantile, signal) =>
    client.frames(
      {
        handle: store.handle,
        field,
        level: patch.level,
        months: [firstMonth, firstMonth + months],
        rows: patch.rows,
        cols: patch.cols,
        ...(quantile === undefined ? {} : { quantile }),
      },
      signal,
    ),
  value: ({ handle }, field, { lon, lat }, month, signal) => client.value({ handle, field, lon, lat, month }, signal),
  async series({ handle, meta }, field, { lon, lat }, signal) {
    const reply = await client.series(
      {
        handle,
        fields: [field],
        lon,
        lat,
        within: NEAR,
        variables: field === 'alt' ? ['alt', 'thaw_depth'] : [field],
      },
      signal,
    );
    const [found] = reply.series;
    return {
      level: found?.level,
      firstMonth: found?.firstMonth ?? meta.firstMonth,
      lines: found?.values ?? [],
      observations: reply.observations.map(({ month, value, uncertainty, site, distance }) => ({
        month,
        value,
        sd: uncertainty,
        site,
        distance,
      })),
    };
  },
  async sites({ handle }, signal) {
    const sites = await client.sites(handle, signal);
    return sites.map(({ site, lon, lat, variables, rows }) => ({ name: site, lon, lat, variables, rows }));
  },
  companion: ({ handle }, name, signal) => client.companion(handle, name, signal),
  rows: ({ handle }, wanted, signal) => client.rows({ handle, ...wanted }, signal),
};
