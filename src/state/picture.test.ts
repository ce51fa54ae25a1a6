import { beforeEach, describe, expect, it } from 'vitest';
import { BadRequest, Cancelled } from '../core/error.ts';
import type { StoreMeta } from '../store/schema.ts';
import { FrameLoader } from './frame-loader.ts';
import { Painter, picture } from './picture.ts';
import type { FrameRequest, Question, Stores } from './question.ts';

const meta: StoreMeta = {
  schema: 1,
  kind: 'tiles',
  title: '',
  modelled: true,
  licence: '',
  created: '',
  firstMonth: 0,
  months: 120,
  fields: (['alt', 'co2'] as const).map((name) => ({
    name,
    variable: name,
    kind: 'process' as const,
    axes: ['month', 'row', 'col'] as const,
    levels: ['M09'] as const,
    unit: '',
    longName: '',
    modelled: true,
    method: '',
  })),
  places: [],
  provenance: [],
};
const stores: Stores = { tiles: { handle: 1, meta }, forecast: undefined };
const question = (month: number): Question => ({ variable: 'alt', statistic: 'p50', month });

/** A worker whose answers the test gives one by one. */
class Slow {
  readonly asked: { request: FrameRequest; signal: AbortSignal; done(): void; fail(e: unknown): void }[] = [];
  readonly fetch = (request: FrameRequest, _quantile: number | undefined, signal: AbortSignal): Promise<Float32Array> =>
    new Promise((resolve, reject) => {
      this.asked.push({ request, signal, done: () => resolve(new Float32Array(12)), fail: reject });
    });
}

const settle = () => new Promise((resolve) => setTimeout(resolve, 0));
const shownMonth = () => {
  const shown = picture.getState();
  return shown.at === 'empty' ? undefined : shown.question.month;
};

beforeEach(() => picture.setState({ at: 'empty' }, true));

describe('the picture on the map', () => {
  it('is of the newest question, also when an older answer comes later', async () => {
    const slow = new Slow();
    const painter = new Painter(new FrameLoader(slow.fetch), () => undefined);
    void painter.paint(question(5), stores, 3);
    void painter.paint(question(17), stores, 3);
    await settle();
    slow.asked[1]?.done();
    await settle();
    expect(shownMonth()).toBe(17);
    slow.asked[0]?.done();
    await settle();
    expect(shownMonth()).toBe(17);
  });

  it('fetches a year once and scrubs through it at once', async () => {
    const slow = new Slow();
    const painter = new Painter(new FrameLoader(slow.fetch), () => undefined);
    void painter.paint(question(5), stores, 3);
    await settle();
    slow.asked[0]?.done();
    await settle();
    void painter.paint(question(11), stores, 3);
    expect(shownMonth()).toBe(11);
    expect(slow.asked).toHaveLength(1);
    expect(painter.isResident(question(0), stores, 3)).toBe(true);
    expect(painter.isResident(question(12), stores, 3)).toBe(false);
  });

  it('stays, stale, when its successor fails, and the failure is told and tried again', async () => {
    const slow = new Slow();
    const told: string[] = [];
    const painter = new Painter(new FrameLoader(slow.fetch), (error) => told.push(error.tag));
    void painter.paint(question(5), stores, 3);
    await settle();
    slow.asked[0]?.done();
    await settle();
    void painter.paint(question(30), stores, 3);
    await settle();
    slow.asked[1]?.fail(new BadRequest({ what: 'x', expected: 'y' }));
    await settle();
    expect(picture.getState()).toMatchObject({ at: 'stale', question: { month: 5 } });
    expect(told).toEqual(['BadRequest']);
    void painter.paint(question(30), stores, 3);
    await settle();
    expect(slow.asked).toHaveLength(3);
    slow.asked[2]?.done();
    await settle();
    expect(picture.getState()).toMatchObject({ at: 'ready', question: { month: 30 } });
  });

  it('gives up a year that was dragged past, and fetches it anew when it is wanted after all', async () => {
    const slow = new Slow();
    const painter = new Painter(new FrameLoader(slow.fetch), () => undefined);
    void painter.paint(question(5), stores, 3);
    void painter.paint(question(17), stores, 3);
    expect(slow.asked.map(({ signal }) => signal.aborted)).toEqual([true, false]);
    void painter.paint(question(5), stores, 3);
    slow.asked[0]?.fail(new Cancelled());
    await settle();
    expect(slow.asked).toHaveLength(3);
    slow.asked[2]?.done();
    await settle();
    expect(shownMonth()).toBe(5);
  });

  it('tells nobody of what was cancelled', async () => {
    const slow = new Slow();
    const told: string[] = [];
    const loader = new FrameLoader(slow.fetch);
    const painter = new Painter(loader, (error) => told.push(error.tag));
    void painter.paint(question(5), stores, 3);
    await settle();
    loader.clear();
    expect(slow.asked[0]?.signal.aborted).toBe(true);
    slow.asked[0]?.fail(new Cancelled());
    await settle();
    expect(told).toEqual([]);
  });
});
