import { StudioError } from '../../core/error.ts';
import { isCancelled } from '../../core/wire.ts';
import { isEra5 } from '../era5/era5-file.ts';
import { weatherAt } from '../era5/weather-at.ts';
import { isClassic, isHdf5, openNetcdfFile } from '../netcdf.ts';
import type { FluxAsk } from '../raster/raster-meaning.ts';
import type { InputFile, NativeGrid } from '../source.ts';
import { zipMembers } from '../zip-members.ts';
import type { Air } from './flux-proxy.ts';

/** Wind over the middle of a field at its instant: as a person says, else from a file of ERA5 in the same import. */
export async function airOver(
  column: NativeGrid,
  ask: FluxAsk,
  companions: readonly InputFile[],
): Promise<Air | string> {
  const height = ask.blh === undefined ? {} : { blh: ask.blh };
  if (ask.wind !== undefined) return { wind: ask.wind, ...height, by: 'as stated by the person' };
  if (column.time.at !== 'span') return 'its instant is not known';
  const at = { ...middleOf(column), time: column.time.from };
  const why: string[] = [];
  for (const file of await unzipped(companions)) {
    const head = await file.bytes(0, Math.min(8, file.size));
    if (!isClassic(head) && !isHdf5(head)) continue;
    try {
      const netcdf = await openNetcdfFile(file);
      try {
        if (!isEra5(netcdf)) continue;
        const found = await weatherAt(netcdf, file.name, at);
        if (typeof found === 'string') why.push(found);
        else return { ...found, ...height, by: `${file.name.slice(file.name.lastIndexOf('/') + 1)}, ${found.hour}` };
      } finally {
        netcdf.close();
      }
    } catch (error) {
      if (isCancelled(error) || !(error instanceof StudioError)) throw error;
      why.push(error.message);
    }
  }
  return why.length > 0 ? why.join('; ') : 'no file of ERA5 lies beside it';
}

/** The same files with the members of zips in their place: the Climate Data Store may send several netCDF files in one. */
async function unzipped(files: readonly InputFile[]): Promise<InputFile[]> {
  const all: InputFile[] = [];
  for (const file of files) {
    const [p, k] = await file.bytes(0, Math.min(2, file.size));
    all.push(...(p === 0x50 && k === 0x4b ? await membersOf(file) : [file]));
  }
  return all;
}

/** None of a damaged zip: that is said where the zip itself is read. */
async function membersOf(zip: InputFile): Promise<readonly InputFile[]> {
  try {
    return await zipMembers(zip);
  } catch (error) {
    if (error instanceof StudioError) return [];
    throw error;
  }
}

/** Middle of the cells that have a value, degrees. */
function middleOf({ values, lat, lon }: NativeGrid): { readonly lat: number; readonly lon: number } {
  let [n, a, o] = [0, 0, 0];
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i] as number)) continue;
    n++;
    a += lat[i] as number;
    o += lon[i] as number;
  }
  return { lat: a / n, lon: o / n };
}
