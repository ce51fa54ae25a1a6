import { describe, expect, it } from 'vitest';
import type { StoreMeta } from '../store/schema.ts';
import { framesFor, monthRange, type OpenStore, quantileIndices, storeFor } from './question.ts';

const field = (name: 'alt' | 'co2', quantile: boolean): StoreMeta['fields'][number] => ({
  name,
  variable: name,
  kind: quantile ? 'forecast' : 'process',
  axes: quantile ? ['quantile', 'month', 'row', 'col'] : ['month', 'row', 'col'],
  levels: ['M01', 'M09'],
  unit: 'm',
  longName: name,
  modelled: true,
  method: '',
});

const store = (handle: number, firstMonth: number, months: number, quantiles?: readonly number[]): OpenStore => ({
  handle,
  meta: {
    schema: 1,
    kind: quantiles ? 'forecast' : 'tiles',
    title: '',
    modelled: true,
    licence: '',
    created: '',
    firstMonth,
    months,
    ...(quantiles ? { quantiles } : {}),
    fields: [field('alt', quantiles !== undefined)],
    places: [{ name: 'Toolik', level: 'M01', lat: 68.6, lon: -149.6, window: [144, 1944, 72, 72] }],
    provenance: [],
  },
});

// History 1990-01 … 1991-06; forecast from there, so that both share the calendar year 1991.
const tiles = store(1, 252, 18);
const forecast = store(2, 270, 24, [0.05, 0.25, 0.5, 0.75, 0.95]);
const stores = { tiles, forecast };
const ask = (month: number, statistic: 'p50' | 'spread' = 'p50') =>
  framesFor({ variable: 'alt', statistic, month }, stores, 3);

describe('what a question needs', () => {
  it('asks the forecast for its months and the tiles for theirs', () => {
    expect(storeFor(stores, 269)).toBe(tiles);
    expect(storeFor(stores, 270)).toBe(forecast);
    expect(storeFor(stores, 300)).toBeUndefined();
    expect(monthRange(stores)).toEqual([252, 294]);
  });

  it('fetches the part of a calendar year that the store has', () => {
    expect(ask(266)[0]).toMatchObject({ firstMonth: 264, months: 6, quantiles: [] });
    expect(ask(271)[0]).toMatchObject({ firstMonth: 270, months: 6, quantiles: [2] });
    expect(ask(280)[0]).toMatchObject({ firstMonth: 276, months: 12 });
  });

  it('needs both ends for a spread', () => {
    expect(ask(271, 'spread')[0]?.quantiles).toEqual([4, 0]);
    expect(quantileIndices([0.5], 'spread')).toEqual([]);
  });

  it('adds the places with finer cells when near, after the whole map', () => {
    const near = framesFor({ variable: 'alt', statistic: 'p50', month: 271 }, stores, 7);
    expect(near.map(({ slot }) => slot)).toEqual(['M09', 'Toolik']);
    expect(near[1]?.patch).toEqual({ level: 'M01', rows: [144, 216], cols: [1944, 2016] });
  });

  it('keeps the same patch object, so that the map keeps its mesh', () => {
    expect(ask(271)[0]?.patch).toBe(ask(280)[0]?.patch);
  });

  it('asks for nothing that no store has', () => {
    expect(framesFor({ variable: 'co2', statistic: 'p50', month: 271 }, stores, 3)).toEqual([]);
    expect(ask(400)).toEqual([]);
  });
});
