import { beforeEach, expect, it } from 'vitest';
import { testMeta } from '../store/test-meta.ts';
import { dataRoom } from './data-room.ts';
import { followRows } from './follow-rows.ts';
import { studio } from './studio.ts';
import { DEFAULT_VIEW, type LonLat, view } from './view.ts';

const meta = testMeta({ firstMonth: 0, months: 12, levels: ['M09'] });
const open = (at: 'url' | 'opfs') =>
  studio.setState({
    tiles: { at: 'ready', value: { handle: 1, meta, ref: at === 'url' ? { at, url: 'x' } : { at, path: 'x' } } },
  });
const sites = [
  { name: 'a', lon: -150, lat: 68, variables: ['alt' as const], rows: 2 },
  { name: 'b', lon: -151, lat: 69, variables: ['co2' as const], rows: 1 },
];
const rejection = { file: 'f', rule: 'r', todo: 't' };
const report = {
  files: [],
  observations: {},
  notes: [],
  rejected: [{ ...rejection, at: { lat: 70, lon: -152 } }, rejection],
};

beforeEach(() => {
  view.setState(DEFAULT_VIEW);
  studio.setState({ sites });
  dataRoom.setState({ tab: 'files', mapped: undefined, companions: { report } });
});

it('places of rows stand on the map in the Data room: of own data always, of the default map where its rows are looked at', () => {
  open('url');
  let shown: readonly (readonly LonLat[])[] = [];
  let calls = 0;
  const stop = followRows((accepted, rejected) => {
    shown = [accepted, rejected];
    calls++;
  });
  const counts = () => shown.map((of) => of.length);
  expect(counts()).toEqual([]);
  view.setState({ panel: 'data' });
  expect(counts()).toEqual([]);
  dataRoom.setState({ tab: 'rows' });
  expect(counts()).toEqual([2, 1]);
  dataRoom.setState({ mapped: 'co2' });
  expect(shown[0]).toMatchObject([{ name: 'b' }]);
  dataRoom.setState({ tab: 'files' });
  expect(counts()).toEqual([0, 0]);
  open('opfs');
  expect(counts()).toEqual([1, 1]);
  view.setState({ panel: 'explore' });
  expect(counts()).toEqual([0, 0]);
  const before = calls;
  view.setState({ month: 5 });
  expect(calls).toBe(before);
  stop();
  view.setState({ panel: 'data' });
  expect(calls).toBe(before);
});
