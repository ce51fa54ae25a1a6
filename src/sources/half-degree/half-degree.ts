import { UnreadableFile } from '../../core/error.ts';
import type { VariableName } from '../../core/variable.ts';
import { VARIABLES } from '../../core/variable.ts';
import { cellSize, centresOf } from '../netcdf-grid.ts';
import { decodeValues, type Netcdf, type NetcdfVariable, text } from '../netcdf-model.ts';
import type { NativeGrid, Rejection, Source } from '../source.ts';

/** Meanings by long_name, because the variable is always called `data` (HD-4). */
const MEANINGS: readonly {
  readonly long: RegExp;
  readonly unit: RegExp;
  readonly variable: VariableName;
  readonly statistic: 'mean' | 'amplitude';
}[] = [
  { long: /^maat$/i, unit: /^deg ?c$/i, variable: 't_air', statistic: 'mean' },
  { long: /^ampt$/i, unit: /^deg ?c$/i, variable: 't_air', statistic: 'amplitude' },
  { long: /^snowdepth$/i, unit: /^m$/, variable: 'snow_depth', statistic: 'mean' },
  { long: /^vol\.?\s*water\.?\s*content$/i, unit: /^m3 m-3$/, variable: 'vwc', statistic: 'mean' },
];

/** Snow deeper than this lies on ice, m (HD-5). */
const DEEP_SNOW = 2;

const dataOf = (file: Netcdf | undefined): NetcdfVariable | undefined =>
  file?.variables.find((v) => v.name === 'data' && v.shape.length === 3);
const yearsOf = (file: Netcdf): NetcdfVariable | undefined =>
  file.variables.find((v) => v.name === 'time' && /^years?$/i.test(text(v.attributes.units).trim()));

/** Annual grids of the permafrost model tools: `data[year, lat, lon]`, time unit `Year`, meaning in `long_name`. */
export const halfDegree: Source = {
  id: 'half-degree',
  title: 'Annual climate on a coarse grid (netCDF)',
  probe: ({ netcdf }) => (netcdf && dataOf(netcdf) && yearsOf(netcdf) ? 'certain' : 'no'),
  async read({ file, netcdf }) {
    const data = dataOf(netcdf);
    const centres = netcdf && centresOf(netcdf);
    const time = netcdf && yearsOf(netcdf);
    const years = time && decodeValues(time);
    if (!netcdf || !data || !centres || !years?.every((y) => Number.isInteger(y) && y >= 1700 && y <= 2400))
      throw new UnreadableFile({
        file: file.name,
        expected: 'data[year, lat, lon] with latitude, longitude and years',
      });
    const rejected: Rejection[] = [];
    const base = {
      observations: [],
      series: [],
      rejected,
      provenance: {
        source: 'half-degree',
        file: file.name,
        citation: 'ECMWF reanalysis, prepared for permamodel (MIT)',
        note: `annual, ${text(data.attributes.long_name)}`,
      },
    };
    const long = text(data.attributes.long_name).trim();
    const meaning = MEANINGS.find((m) => m.long.test(long) && m.unit.test(text(data.attributes.units).trim()));
    if (!meaning) {
      rejected.push({
        file: file.name,
        where: 'variable data',
        found: `${long}, ${text(data.attributes.units)}`,
        rule: modelResult(long)
          ? 'a model’s result, no measurement and no driver'
          : 'a quantity the program does not use',
        todo: 'nothing',
      });
      return { ...base, grids: [], notes: [] };
    }
    const grid: NativeGrid = {
      name: long,
      variable: meaning.variable,
      ...centres,
      cell: cellSize(centres),
      time: { at: 'years', years: Int32Array.from(years), statistic: meaning.statistic },
      values: Float32Array.from(decodeValues(data) ?? []),
      projection: false,
      source: 'half-degree',
      origin: `${file.name}:data`,
      note: `annual ${meaning.statistic}`,
    };
    rangeCheck(grid, file.name, rejected);
    return { ...base, grids: [grid], notes: ['time unit "Year" is not CF; its values were taken as calendar years'] };
  },
};

const modelResult = (long: string): boolean => /active layer|permafrost/i.test(long);

function rangeCheck(grid: NativeGrid, file: string, rejected: Rejection[]): void {
  const [low, high] = grid.variable === 'snow_depth' ? [0, DEEP_SNOW] : VARIABLES[grid.variable].range;
  let outside = 0;
  grid.values.forEach((v, i) => {
    if (v < low || v > high) {
      outside++;
      grid.values[i] = Number.NaN;
    }
  });
  if (outside > 0)
    rejected.push({
      file,
      where: 'variable data',
      count: outside,
      rule: `outside ${low} to ${high} ${VARIABLES[grid.variable].unit}${grid.variable === 'snow_depth' ? ': snow over ice' : ''}`,
      todo: 'nothing',
    });
}
