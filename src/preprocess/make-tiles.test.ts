import { describe, expect, it } from 'vitest';
import { windowOf } from '../grid/window.ts';
import { memoryFile } from '../sources/memory-file.ts';
import { memoryStorage } from '../store/memory.ts';
import { packZip } from '../store/pack-zip.ts';
import { BESIDE, makeTiles } from './make-tiles.ts';
import { checkRecipe, type Recipe, usualRecipe } from './recipe.ts';

const CALM = memoryFile(
  'calm.csv',
  'code,name,lat,lon,method,year,alt_cm,flag\nU1,Barrow,71.3167,-156.6,1000,1995,35.0,\nU2,Nowhere,71.3,-156.5,10,1996,xx,\n',
);
/** A thaw table whose unit and longitude's sign its headings leave open. */
const TABLE = memoryFile(
  'mine.csv',
  ['plot,lat,lon,date,thaw', 'A,71.31,156.6,2001-08-20,33', 'A,71.31,156.6,2002-08-21,41', ''].join('\n'),
);
const MAPPING = {
  kind: 'thawcast column mapping',
  version: 1,
  file: 'mine.csv',
  heading: 1,
  site: { column: 'plot' },
  position: { lat: { value: 71.31 }, lon: { value: -156.6 } },
  time: { date: 'date' },
  values: [{ column: 'thaw', variable: 'thaw_depth', unit: 'cm', sign: 1, per: 'visit', method: { value: 'probe' } }],
  missing: [-9999],
  citation: 'a person',
};
const recipe: Recipe = {
  ...usualRecipe('2026-01-01T00:00:00Z'),
  extent: { west: -157.2, south: 71, east: -156, north: 71.6 },
};

function land() {
  const { rows, cols } = windowOf('M01');
  return { rows, cols, land: new Uint8Array(rows * cols).fill(1) };
}

async function make(files: Parameters<typeof makeTiles>[0]['files'], by: Recipe) {
  const storage = memoryStorage('t');
  const made = await makeTiles({ files, recipe: by, place: () => storage, land });
  return { ...made, storage };
}
const bytesOf = async (storage: ReturnType<typeof memoryStorage>) =>
  new Uint8Array(await (await packZip(storage)).arrayBuffer());

describe('a store by recipe', () => {
  it('has the same bytes again, whatever the order of the files, from the recipe it keeps', async () => {
    const by: Recipe = { ...recipe, answers: { 'mine.mapping.json': MAPPING } };
    const first = await make([CALM, TABLE], by);
    const kept = await first.storage.get(BESIDE.recipe);
    const again = checkRecipe(JSON.parse(new TextDecoder().decode(kept)), 'kept');
    const second = await make([TABLE, CALM], again);
    expect(Buffer.compare(await bytesOf(first.storage), await bytesOf(second.storage))).toBe(0);
    expect(again.inputs.map((i) => i.name)).toEqual(['calm.csv', 'mine.csv']);
    // Known by any SHA-256 program.
    expect(again.inputs[1]?.sha256).toBe('f80474ea15390738c06cef361104c4d1c67619c4e6dc54f913e11c68486a0486');
    const other = await make([CALM, TABLE], { ...by, created: '2026-01-02T00:00:00Z' });
    expect(Buffer.compare(await bytesOf(first.storage), await bytesOf(other.storage))).not.toBe(0);
  }, 60_000);

  it('reads a table by the answers in it, and asks where there are none', async () => {
    const asked = await make([TABLE], recipe);
    expect(asked.meta).toBeUndefined();
    expect(asked.report.rejected[0]?.rule).toMatch(/column mapping that answers: .*unit/);
    const { report } = await make([TABLE], { ...recipe, answers: { 'any.json': MAPPING } });
    expect(report.observations).toEqual({ thaw_depth: { ok: 2 } });
  }, 60_000);

  it('says which files are not those it was made for', async () => {
    const { recipe: kept } = await make([CALM], recipe);
    const changed = memoryFile('calm.csv', `${new TextDecoder().decode(await CALM.bytes())}\n`);
    const { report } = await make([changed], kept);
    expect(report.notes[0]).toMatch(/^calm\.csv is not the file the recipe was made for/);
    const gone = await make([memoryFile('x.csv', await CALM.bytes())], kept);
    expect(gone.report.notes.slice(0, 2)).toEqual([
      expect.stringMatching(/^x\.csv is not in the recipe/),
      expect.stringMatching(/^calm\.csv is in the recipe and was not given/),
    ]);
  }, 60_000);
});

describe('a recipe', () => {
  it.each([
    [{ kind: 'pie' }, /kind, version of r\.json/],
    [{ seed: 1.5 }, /seed of r\.json: expected a whole number/],
    [{ created: 'yesterday' }, /created/],
    [{ extent: { west: -150, south: 70, east: -151, north: 71 } }, /extent/],
    [{ inputs: [{ name: 'a', size: 1, sha256: 'zz' }] }, /inputs/],
    [{ resampling: { alt: 'guess' } }, /resampling\.alt of r\.json: expected auto, nearest/],
    [{ resampling: { snowiness: 'auto' } }, /resampling\.snowiness/],
    [{ leastCover: 2 }, /leastCover/],
    [{ answers: 'none' }, /answers/],
  ])('that is wrong in %j is refused by that part', (part, message) => {
    expect(() => checkRecipe({ ...recipe, ...part }, 'r.json')).toThrow(message);
  });

  it('that is whole is taken as it is', () => {
    expect(checkRecipe(JSON.parse(JSON.stringify(recipe)), 'r.json')).toEqual(recipe);
    expect(() => checkRecipe([], 'r.json')).toThrow(/JSON object/);
  });
});
