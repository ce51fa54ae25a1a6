import { describe, expect, it } from 'vitest';
import { importFiles } from '../../preprocess/import-files.ts';
import { openCandidate } from '../candidate.ts';
import { memoryFile } from '../memory-file.ts';
import { recognise } from '../registry.ts';
import { hdf5File } from './hdf5-file.node.ts';
import { thawRecord } from './thaw-record.ts';

/** A thaw depth as the archive's header prints it, with fewer cells. */
const record = (steps: number, time: readonly number[], units = 'months since 1800-01-01') =>
  hdf5File((f) => {
    f.create_dataset({ name: 'alt_max', data: new Float64Array(steps * 4).fill(-0.5), shape: [steps, 2, 2] });
    f.create_dataset({ name: 'lat', data: Float64Array.of(60, 61), shape: [2] });
    f.create_dataset({ name: 'lon', data: Float64Array.of(-150, -149), shape: [2] });
    f.create_dataset({ name: 'datetime', data: Float64Array.from(time), shape: [time.length] });
    const datetime = f.get('datetime');
    if (datetime && 'create_attribute' in datetime) {
      datetime.create_attribute('units', units);
      datetime.create_attribute('calendar', '365_day');
    }
  });

describe('alt_harmonized_1km_1800-2100.nc (made to specification)', () => {
  it('with 106322 steps under a time axis of one month is a question, and nothing of it is placed in time', async () => {
    const { grids, rejected, files } = await importFiles([memoryFile('alt.nc', await record(106_322, [0]))]);
    expect(grids).toEqual([]);
    expect(files[0]?.source).toContain('1800-2100');
    expect(rejected[0]).toMatchObject({
      where: 'variable alt_max',
      found: expect.stringContaining('106322 time steps'),
    });
    expect(rejected[0]?.rule).toContain('as months they would end in 10660, as days of 365-day years in 2091');
  });

  it('whose unit gives years that no field reaches is a question too', async () => {
    const { grids, rejected } = await importFiles([
      memoryFile(
        'alt.nc',
        await record(
          6000,
          Array.from({ length: 6000 }, (_, i) => i),
        ),
      ),
    ]);
    expect(grids).toEqual([]);
    expect(rejected[0]?.rule).toContain('years up to 2299');
  });

  it('whose time axis agrees with its data is left to the readers of CF netCDF', async () => {
    const candidate = await openCandidate(
      memoryFile(
        'alt.nc',
        await record(
          12,
          Array.from({ length: 12 }, (_, i) => i),
        ),
      ),
    );
    expect(thawRecord.probe(candidate)).toBe('no');
    expect(recognise(candidate)?.source.id).not.toBe('geocryoai-thaw-record');
    candidate.close();
  });
});
