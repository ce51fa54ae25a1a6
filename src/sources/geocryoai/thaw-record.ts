import { UnreadableFile } from '../../core/error.ts';
import { yearOf } from '../../core/month.ts';
import { decodeMonths } from '../cf-time.ts';
import { decodeValues, type Netcdf, type NetcdfVariable, text } from '../netcdf-model.ts';
import type { Source } from '../source.ts';
import { ARCHIVE } from './archive-provenance.ts';

/** Thaw depth of the archive's netCDF. */
const THAW = /^alt(_(mean|max|min))?$/;
const TIME = /^(date)?time$/i;
/** No field of ours goes beyond. */
const LAST_YEAR = 2200;
const DAYS = 365;

interface Conflict {
  readonly data: NetcdfVariable;
  readonly found: string;
  readonly rule: string;
}

/** Whether the time axis of a thaw depth contradicts the length of its data. */
function conflictIn(file: Netcdf | undefined): Conflict | undefined {
  const data = file?.variables.find((v) => THAW.test(v.name) && v.shape.length === 3);
  const axis = file?.variables.find((v) => TIME.test(v.name) && v.shape.length <= 1 && text(v.attributes.units) !== '');
  if (!data || !axis) return undefined;
  const steps = data.shape[0] as number;
  const stated = axis.shape[0] ?? 1;
  const units = text(axis.attributes.units);
  const origin = Number(/since\s+(\d{1,4})/.exec(units)?.[1]);
  if (!Number.isFinite(origin)) return undefined;
  const found = `${steps} time steps of ${data.name}; ${axis.name} of length ${stated}, "${units}", calendar "${text(axis.attributes.calendar)}"`;
  const both = `as months they would end in ${origin + Math.floor(steps / 12)}, as days of ${DAYS}-day years in ${origin + Math.floor(steps / DAYS)}`;
  if (stated !== steps) return { data, found, rule: `the time axis has another length than the data: ${both}` };
  const last = decodeMonths(
    (decodeValues(axis) ?? new Float64Array()).slice(-1),
    units,
    text(axis.attributes.calendar),
  )?.[0];
  return last !== undefined && yearOf(last) > LAST_YEAR
    ? { data, found, rule: `its unit gives years up to ${yearOf(last)}: ${both}` }
    : undefined;
}

/**
 * `alt_harmonized_1km_1800-2100.nc` as the archive's header prints it: 106 322 steps under a time axis of one value in months. A
 * thaw depth whose time axis agrees with its data is read as any other CF netCDF.
 */
export const thawRecord: Source = {
  id: 'geocryoai-thaw-record',
  title: 'GeoCryoAI thaw depth 1800-2100 (netCDF)',
  probe: ({ netcdf }) => {
    try {
      return conflictIn(netcdf) ? 'certain' : 'no';
    } catch {
      return 'no';
    }
  },
  async read({ file, netcdf }) {
    const conflict = conflictIn(netcdf);
    if (!conflict)
      throw new UnreadableFile({ file: file.name, expected: 'a thaw depth alt [time, y, x] with a time axis' });
    const { data, found, rule } = conflict;
    return {
      observations: [],
      series: [],
      grids: [],
      rejected: [
        {
          file: file.name,
          where: `variable ${data.name}`,
          found,
          count: data.shape.reduce((a, b) => a * b, 1),
          rule,
          todo: 'write a time axis that has one value for each step, such as "days since 1800-01-01" with calendar 365_day, if that is what they are',
        },
      ],
      notes: [],
      provenance: { ...ARCHIVE, file: file.name },
    };
  },
};
