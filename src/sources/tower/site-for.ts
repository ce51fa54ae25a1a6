import { UnreadableFile } from '../../core/error.ts';
import { windowCell } from '../../grid/window.ts';
import type { InputFile } from '../source.ts';
import { findSite, type TowerSite } from './site-sheet.ts';

/** A tower's metadata with what has to be said of them. */
export interface KnownTower {
  readonly site: TowerSite;
  readonly used: readonly string[];
  readonly notes: readonly string[];
}

/** Alaska Standard Time. */
const ALASKA = -540;

/**
 * Which tower a table is of, and where that stands.
 * @param header its `# Site:` line counts before the file's name
 * @throws UnreadableFile when the tower has no name, or no metadata with its position are in the same import
 */
export async function siteFor(
  file: InputFile,
  header: { readonly site: string },
  companions: readonly InputFile[],
): Promise<KnownTower> {
  const id =
    header.site ||
    /(?:AMF|FLX|ICOSETC)_([A-Z]{2}-[A-Za-z0-9]{3})_/.exec(file.name.slice(file.name.lastIndexOf('/') + 1))?.[1];
  if (!id)
    throw new UnreadableFile({
      file: file.name,
      expected: 'a line "# Site: XX-Xxx" that names the tower, or its code in the file name',
    });
  const { site, failed } = await findSite(id, companions);
  if (!site) {
    throw new UnreadableFile({
      file: file.name,
      expected: `site metadata of ${id} with its position in the same import, such as the BADM file (BIF) of its archive${failed.length > 0 ? `; ${failed.join('; ')}` : ''}`,
    });
  }
  const where = `${id} stands at ${site.lat}, ${site.lon} (${site.file.slice(site.file.lastIndexOf('/') + 1)})`;
  const outside = windowCell('M01', site.lon, site.lat) === undefined;
  return {
    site,
    used: [site.file],
    notes: [
      outside ? `${where}: outside the Alaska window, so nothing of it comes into a store` : where,
      ...site.notes,
      ...failed,
    ],
  };
}

/**
 * Minutes that a tower's clock is ahead of UTC. Where the metadata are silent it is Alaska Standard Time inside the window and
 * solar time to the hour outside; both are said.
 */
export function clockOf(site: TowerSite): { readonly offset: number; readonly notes: readonly string[] } {
  if (!Number.isNaN(site.offset)) return { offset: site.offset, notes: [] };
  const inside = windowCell('M01', site.lon, site.lat) !== undefined;
  const offset = inside ? ALASKA : Math.round(site.lon / 15) * 60;
  return { offset, notes: [`${site.file} gives no UTC offset: ${offset / 60} hours assumed`] };
}
