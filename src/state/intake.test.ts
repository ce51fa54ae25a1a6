import { beforeEach, describe, expect, it } from 'vitest';
import type { DroppedFile, ImportOrder, ImportResult, InspectOrder } from '../../workers/import.protocol.ts';
import { Cancelled } from '../core/error.ts';
import type { ImportReport } from '../preprocess/import-report.ts';
import type { InspectedFile } from '../preprocess/inspection.ts';
import { type Recipe, usualRecipe } from '../preprocess/recipe.ts';
import { testMeta } from '../store/test-meta.ts';
import type { DataPort } from './data-port.ts';
import { dataRoom, filesOf } from './data-room.ts';
import type { ImportPort } from './import-port.ts';
import { answer, build, cancelWork, choose, chooseRecipe, startOver, takeFiles } from './intake.ts';
import { shownOf } from './loading.ts';
import { studio } from './studio.ts';

const META = testMeta({ firstMonth: 0, months: 12, levels: ['M09'] });
const file = (name: string, text = 'some text'): DroppedFile => ({ name, blob: new Blob([text]) });
const seen = (name: string, part: Partial<InspectedFile> = {}): InspectedFile => ({
  file: name,
  source: 'calm',
  title: 'CALM',
  confidence: 'certain',
  observations: 3,
  variables: {},
  fields: [],
  rejected: 0,
  reasons: [],
  notes: [],
  ...part,
});
const nothing = seen('', { observations: 0, source: 'none', confidence: 'no', rejected: 1 });
const report: ImportReport = { files: [], rejected: [], observations: {}, notes: [] };
const tiles: ImportResult = {
  kind: 'tiles',
  ref: { at: 'opfs', path: 'imports/x.zarr' },
  meta: META,
  report,
  recipe: usualRecipe('2026-11-22T00:00:00.000Z'),
};

/** Ports that keep what they were asked, and answer as told. */
function ports(
  given: { inspect?: (order: InspectOrder) => InspectedFile[]; result?: ImportResult; zip?: boolean } = {},
) {
  const asked = { inspect: [] as InspectOrder[], build: [] as ImportOrder[], opened: [] as unknown[] };
  const importing: ImportPort = {
    inspect: async (order) => {
      asked.inspect.push(order);
      return { files: given.inspect?.(order) ?? order.files.map(({ name }) => seen(name)) };
    },
    importFiles: async (order) => {
      asked.build.push(order);
      return given.result ?? tiles;
    },
    diagnose: () => Promise.reject(new Cancelled()),
    pack: () => Promise.reject(new Cancelled()),
  };
  const data = {
    open: async (ref: { at: string }) => {
      if (ref.at === 'zip' && !given.zip) throw new Error('no store');
      asked.opened.push(ref);
      return { handle: asked.opened.length, meta: META };
    },
    sites: async () => [],
  } as unknown as DataPort;
  return { importing, data, asked };
}

const notices = (): string =>
  studio
    .getState()
    .notices.map((n) => `${n.kind}: ${n.text}`)
    .join('\n');

beforeEach(() => {
  startOver();
  choose({ extent: undefined, resampling: {}, seed: 7, leastCover: 0.2 });
  studio.setState({ notices: [], tiles: { at: 'idle' }, forecast: { at: 'idle' } });
});

describe('files brought to the Data room', () => {
  it('are looked at, and nothing is built before the person says so', async () => {
    const { importing, data, asked } = ports();
    await takeFiles(importing, data, [file('a.csv')]);
    expect(dataRoom.getState().intake).toMatchObject({ at: 'looked', inspection: { files: [{ file: 'a.csv' }] } });
    expect([asked.inspect.length, asked.build.length]).toEqual([1, 0]);
  });

  it('join those that lie on the table; the same name goes in place of the one before', async () => {
    const { importing, data } = ports();
    await takeFiles(importing, data, [file('a.csv'), file('b.csv')]);
    await takeFiles(importing, data, [file('b.csv', 'newer'), file('c.csv')]);
    expect(filesOf(dataRoom.getState().intake).map((f) => [f.name, f.blob.size])).toEqual([
      ['a.csv', 9],
      ['b.csv', 5],
      ['c.csv', 9],
    ]);
  });

  it('that give nothing and ask nothing are an error which keeps what is open', async () => {
    const { importing, data } = ports({
      inspect: () => [
        { ...nothing, file: 'poem.csv', reasons: [{ rule: 'no table', todo: 'bring one', count: 1, places: [] }] },
      ],
    });
    await takeFiles(importing, data, [file('poem.csv')]);
    expect(notices()).toContain(
      'error: Nothing could be read from poem.csv. What was open stays open. poem.csv: no table.',
    );
  });

  it('that are a finished store open at once, without a look', async () => {
    const { importing, data, asked } = ports({ zip: true });
    await takeFiles(importing, data, [file('store.zip', 'PK\u0003\u0004')]);
    expect([asked.inspect.length, shownOf(studio.getState().tiles)?.ref.at]).toEqual([0, 'zip']);
  });

  it('that are a zip of something else are looked at', async () => {
    const { importing, data, asked } = ports();
    await takeFiles(importing, data, [file('source.zip', 'PK\u0003\u0004')]);
    expect(asked.inspect[0]?.files.map((f) => f.name)).toEqual(['source.zip']);
  });
});

describe('an answer', () => {
  it('goes along with the next look and the build, and is not shown as a file', async () => {
    const { importing, data, asked } = ports({
      inspect: ({ files, answers }) => [
        ...files.map((f) => seen(f.name)),
        ...Object.keys(answers ?? {}).map((n) => seen(n)),
      ],
    });
    await takeFiles(importing, data, [file('itex.csv')]);
    await answer(importing, 'itex.csv.mapping.json', { some: 'mapping' });
    expect(asked.inspect[1]?.answers).toEqual({ 'itex.csv.mapping.json': { some: 'mapping' } });
    expect(dataRoom.getState().intake).toMatchObject({ inspection: { files: [{ file: 'itex.csv' }] } });
    await build(importing, data);
    expect(asked.build[0]?.recipe?.answers).toEqual({ 'itex.csv.mapping.json': { some: 'mapping' } });
    await answer(importing, 'itex.csv.mapping.json', undefined);
    expect(dataRoom.getState().recipe.answers).toEqual({});
  });
});

describe('building', () => {
  it('hands on every choice, opens what was made and keeps its report and recipe', async () => {
    const { importing, data, asked } = ports();
    await takeFiles(importing, data, [file('a.csv')]);
    choose({ extent: { west: -150, south: 68, east: -149, north: 69 }, seed: 5 });
    await build(importing, data);
    expect(asked.build[0]?.recipe).toMatchObject({ seed: 5, extent: { west: -150 }, inputs: [] });
    expect(Date.parse(asked.build[0]?.recipe?.created ?? '')).toBeGreaterThan(Date.parse('2020-01-01'));
    expect(shownOf(studio.getState().tiles)?.ref).toEqual({ at: 'opfs', path: 'imports/x.zarr' });
    expect(dataRoom.getState().built).toMatchObject({ report, recipe: { kind: 'thawcast recipe' } });
  });

  it('with a recipe from a file keeps its date, unless a choice was changed', async () => {
    const recipe: Recipe = { ...usualRecipe('2001-02-03T04:05:06.000Z'), seed: 11 };
    const { importing, data, asked } = ports();
    await takeFiles(importing, data, [file('r.json', JSON.stringify(recipe)), file('a.csv')]);
    expect(filesOf(dataRoom.getState().intake).map((f) => f.name)).toEqual(['a.csv']);
    await build(importing, data);
    expect(asked.build[0]?.recipe).toEqual(recipe);
    choose({ seed: 12 });
    dataRoom.setState({ built: undefined });
    await build(importing, data);
    expect(asked.build[1]?.recipe?.created).not.toBe(recipe.created);
  });

  it('takes a recipe dropped with its files after another build, answers and all', async () => {
    const recipe: Recipe = {
      ...usualRecipe('2001-02-03T04:05:06.000Z'),
      answers: { 'b.csv.mapping.json': { some: 1 } },
    };
    const { importing, data, asked } = ports();
    await takeFiles(importing, data, [file('a.csv')]);
    await answer(importing, 'a.csv.mapping.json', { other: 2 });
    await build(importing, data);
    await takeFiles(importing, data, [file('r.json', JSON.stringify(recipe)), file('b.csv')]);
    expect(asked.inspect.at(-1)).toMatchObject({ files: [{ name: 'b.csv' }], answers: recipe.answers });
    await build(importing, data);
    expect(asked.build[1]?.recipe).toEqual(recipe);
  });

  it('looks again when a recipe answers what lies on the table', async () => {
    const recipe: Recipe = {
      ...usualRecipe('2001-02-03T04:05:06.000Z'),
      answers: { 'a.csv.mapping.json': { some: 1 } },
    };
    const { importing, data, asked } = ports();
    await takeFiles(importing, data, [file('a.csv')]);
    await chooseRecipe(importing, file('r.json', JSON.stringify(recipe)));
    expect(asked.inspect.map((order) => order.answers)).toEqual([{}, recipe.answers]);
  });

  it('says what is wrong with a recipe and changes nothing', async () => {
    const { importing, data } = ports();
    const before = dataRoom.getState().recipe;
    await takeFiles(importing, data, [file('r.json', '{"kind": "thawcast recipe", "version": 1, "created": "soon"}')]);
    expect(notices()).toMatch(
      /error: r\.json is no recipe that can be used; the choices stay as they were\. .*created/,
    );
    expect(dataRoom.getState()).toMatchObject({ recipe: before, intake: { at: 'empty' } });
  });

  it('that gives nothing shows the report and leaves open what was open', async () => {
    const rejected = [{ file: 'a.csv', rule: 'an empty file', todo: 'bring the whole' }];
    const { importing, data } = ports({ result: { kind: 'nothing', report: { ...report, rejected } } });
    await takeFiles(importing, data, [file('a.csv')]);
    await build(importing, data);
    expect(dataRoom.getState().built?.report.rejected).toEqual(rejected);
    expect(studio.getState().tiles.at).toBe('idle');
    expect(notices()).toContain('error: Nothing could be read from a.csv.');
  });

  it('stops at once when cancelled, and what comes later changes nothing', async () => {
    let finish: (result: ImportResult) => void = () => undefined;
    const { importing, data } = ports();
    const slow: ImportPort = { ...importing, importFiles: () => new Promise((resolve) => (finish = resolve)) };
    await takeFiles(slow, data, [file('a.csv')]);
    const building = build(slow, data);
    expect(dataRoom.getState().intake.at).toBe('building');
    cancelWork();
    expect(dataRoom.getState().intake.at).toBe('looked');
    finish(tiles);
    await building;
    expect([dataRoom.getState().built, studio.getState().tiles.at, notices()]).toEqual([undefined, 'idle', '']);
  });

  it('that fails says so and keeps the files on the table', async () => {
    const { importing, data } = ports();
    const broken: ImportPort = { ...importing, importFiles: () => Promise.reject(new Error('no room left')) };
    await takeFiles(broken, data, [file('a.csv')]);
    await build(broken, data);
    expect(notices()).toBe('error: No store could be made of a.csv. What was open stays open. no room left');
    expect(dataRoom.getState().intake).toMatchObject({ at: 'looked', files: [{ name: 'a.csv' }] });
  });
});
