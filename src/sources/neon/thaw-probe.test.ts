import { describe, expect, it } from 'vitest';
import { UnreadableFile } from '../../core/error.ts';
import { damagedCopies, survives } from '../fuzz-table.node.ts';
import { memoryFile } from '../memory-file.ts';
import { importOf } from '../test-data.node.ts';
import { neonThawProbe } from './thaw-probe.ts';

/** Made to the columns that SOURCES.md, 4.9, names; no file of the product is at hand. */
const HEADER =
  'uid,siteID,plotID,decimalLatitude,decimalLongitude,collectDate,measuredBy,groundSurfToWaterDist,groundSurfToThawDist,thawProbeDepth1,thawProbeDepth2,thawProbeDepth3,thawProbeDepthAverage,thawProbeDepthStdDev,dataQF';
const row = (date: string, probes: (number | '')[], average: number | '', qf = '', lat = '71.28') =>
  `a,BARR,BARR_001,${lat},-156.62,${date},somebody@x,,,${probes.join(',')},${average},,${qf}`;
const table = (...rows: string[]) => memoryFile('NEON.BARR.DP1.20099.001.csv', [HEADER, ...rows].join('\n'));
const variables = (unit: string) =>
  memoryFile(
    'NEON.BARR.DP1.20099.001.variables.2024.csv',
    `table,fieldName,description,dataType,units\nsdt,thawProbeDepthAverage,"Mean of probings, all",real,${unit}\n`,
  );

describe('NEON thaw probes, made to specification', () => {
  it.each([
    ['meter', 1],
    ['centimeter', 100],
  ])('are read in the unit that the download’s variables file says: %s', async (unit, factor) => {
    const probes = [0.3, 0.32, 0.34].map((x) => x * factor);
    const { observations, rejected, used } = await importOf(
      neonThawProbe,
      table(
        row(
          '2019-07-10T19:00Z',
          [10, 12, 14].map((x) => (x * factor) / 100),
          0.12 * factor,
        ),
        row('2019-08-20', probes, 0.32 * factor),
      ),
      [variables(unit)],
    );
    expect(rejected).toEqual([]);
    expect(observations.map((o) => [o.variable, Number(o.value.toFixed(6)), o.flag])).toEqual([
      ['thaw_depth', 0.12, 'ok'],
      ['alt', 0.32, 'ok'],
    ]);
    expect(observations[1]?.uncertainty).toBeCloseTo(Math.hypot(0.03, 0.02 / Math.sqrt(3)), 9);
    expect(used).toEqual(['NEON.BARR.DP1.20099.001.variables.2024.csv']);
    expect(JSON.stringify(observations)).not.toContain('somebody');
  });

  it('without that file are a question, with what their size suggests', async () => {
    await expect(importOf(neonThawProbe, table(row('2019-08-20', [30, 32, 34], 32)))).rejects.toThrow(
      /looks like centimetres/,
    );
    await expect(importOf(neonThawProbe, table(row('2019-08-20', [0.3, 0.32, 0.34], 0.32)))).rejects.toThrow(
      UnreadableFile,
    );
  });

  it('keep doubtful rows flagged and reject what cannot be, with line and column', async () => {
    const { observations, rejected } = await importOf(
      neonThawProbe,
      table(
        row('2019-08-20', [30, 32, 34], 32, '1'),
        row('2019-08-20', [30, 32, 34], 61),
        row('2019-08-20', [-30, -32, -34], -32),
        row('yesterday', [30, '', ''], 30),
        row('2019-08-20', ['', '', ''], ''),
        row('2019-08-21', [30, 32, 34], '', '0', '171.28'),
      ),
      [variables('centimeter')],
    );
    expect(observations.map((o) => o.flag)).toEqual(['suspect']);
    expect(rejected.every((r) => r.column === 'decimalLatitude' || r.at?.lat !== undefined)).toBe(true);
    expect(rejected.map((r) => [r.where, r.column, r.found])).toEqual([
      ['line 3', 'thawProbeDepthAverage', '61'],
      ['line 4', 'thawProbeDepthAverage', '-32'],
      ['line 5', 'collectDate', 'yesterday'],
      ['line 7', 'decimalLatitude', '171.28'],
    ]);
  });

  it('survive damage: 200 seeded cases', async () => {
    const text = [HEADER, row('2019-07-10', [10, 12, 14], 12), row('2019-08-20', [30, 32, 34], 32)].join('\n');
    const outcomes = new Set<string>();
    for (const bytes of damagedCopies(text, 200, 2))
      outcomes.add(await survives(neonThawProbe, memoryFile('n.csv', bytes), [variables('centimeter')]));
    expect(outcomes).toContain('read');
  });
});
