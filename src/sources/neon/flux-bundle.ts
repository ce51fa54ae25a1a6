import { UnreadableFile } from '../../core/error.ts';
import { isoMonth } from '../../core/month.ts';
import { turn } from '../../core/turn.ts';
import type { Provenance } from '../../store/schema.ts';
import type { Candidate } from '../candidate.ts';
import { type Attribute, text } from '../netcdf-model.ts';
import type { Imported, InputFile, Observed, Rejection, Source } from '../source.ts';
import { HalfHours } from '../tower/half-hours.ts';
import { clockOf } from '../tower/site-for.ts';
import { findSite, type TowerSite } from '../tower/site-sheet.ts';
import { towerMonths } from '../tower/tower-months.ts';
import { TOWER_VARIABLES } from '../tower/tower-variable.ts';
import { comesBefore, sameTower, towerOf, withBundle } from './flux-files.ts';
import { type FluxTable, fluxTableOf, readFluxes } from './flux-tables.ts';

/** Minutes of a slot. */
const STEP = 30;
/** Before AmeriFlux BASE, which is not screened by flags; after what ABCflux published of the same tower. */
const RANK = 0.5;
/** Names of the same towers in AmeriFlux: the first three by the site names of ABCflux, the others by the same rule. */
const AMERIFLUX: Readonly<Record<string, string>> = {
  BARR: 'US-xBA',
  BONA: 'US-xBN',
  DEJU: 'US-xDJ',
  HEAL: 'US-xHE',
  TOOL: 'US-xTL',
};

/**
 * NEON's bundle of eddy covariance (HDF5, DP4.00200.001): a day or a month of a tower. Days of one tower come as files of their own, and
 * a month needs all of them: the first file gathers what lies beside it, and the others say so. Gives monthly net exchange of CO2 from
 * half hours that NEON flags as good. Methane is not measured, footprints are not read.
 */
export const neonFlux: Source = {
  id: 'neon-flux',
  title: 'NEON eddy-covariance bundle (HDF5, DP4.00200.001)',
  probe: ({ netcdf }) => (fluxTableOf(netcdf) ? 'certain' : 'no'),
  async read(candidate, companions, signal): Promise<Imported> {
    const { file } = candidate;
    const own = fluxTableOf(candidate.netcdf);
    if (!own) throw new UnreadableFile({ file: file.name, expected: 'a table dp04/data/fluxCo2/nsae of one site' });
    const others = sameTower(file, companions);
    for (const other of others)
      if (comesBefore(other, file) && (await towerOf(other, signal)) === own.site)
        return { ...empty(file.name, own.site), notes: [`its half hours are read with those of ${other.name}`] };
    return readTogether(candidate, own, others, companions, signal);
  },
};

async function readTogether(
  candidate: Candidate,
  own: FluxTable,
  others: readonly InputFile[],
  companions: readonly InputFile[],
  signal: AbortSignal | undefined,
): Promise<Imported> {
  const file = candidate.file.name;
  const { site, used, notes } = await siteOf(candidate, own.site, companions);
  const clock = clockOf(site);
  const gather = new Gather(clock.offset);
  gather.add(candidate);
  const read: string[] = [];
  for (const other of others) {
    await turn(signal);
    await withBundle(
      other,
      (c) => {
        if (fluxTableOf(c.netcdf)?.site !== own.site) return;
        gather.add(c);
        read.push(other.name);
      },
      signal,
    );
  }
  const { half, rejected } = gather;
  const measured = half.series(0);
  const reading = { column: 'fluxCo2/nsae', measured, method: 'eddy covariance, turbulent and storage flux' };
  const origin = { site, source: 'neon', file, rank: RANK };
  const axis = { first: half.first, step: STEP, offset: clock.offset };
  const months = measured.length > 0 ? towerMonths(TOWER_VARIABLES.co2, [reading], axis, origin) : undefined;
  const at = { lat: site.lat, lon: site.lon };
  return {
    ...empty(file, site.id),
    observations: (months?.observations ?? []).map((o) => knownAs(o, AMERIFLUX[site.id])),
    rejected: [...rejected, ...(months?.rejected ?? [])].map((r) => ({ ...r, at })),
    used: [...used, ...read],
    notes: [
      ...notes,
      ...clock.notes,
      `${gather.taken} good half hours of ${1 + read.length} files, UTC`,
      ...(gather.blank > 0 ? [`${gather.blank} half hours without a flux`] : []),
      ...gather.notes,
      'no methane flux is measured; footprints are not read',
    ],
  };
}

/** A month that another network has of the same tower counts once. */
const knownAs = (o: Observed, code: string | undefined): Observed =>
  code === undefined ? o : { ...o, identity: `${o.variable}/${code}/${isoMonth(o.month)}`, place: `tower ${code}` };

/** Half hours of several files on one axis. */
class Gather {
  readonly half: HalfHours;
  readonly rejected: Rejection[] = [];
  readonly notes = new Set<string>();
  taken = 0;
  blank = 0;

  constructor(offset: number) {
    this.half = new HalfHours(1, STEP, offset);
  }

  add({ file, netcdf }: Pick<Candidate, 'file' | 'netcdf'>): void {
    const table = fluxTableOf(netcdf);
    const got = table && netcdf ? readFluxes(table, netcdf, file.name) : 'no table of net exchange';
    if (typeof got === 'string') {
      this.rejected.push({ file: file.name, rule: got, todo: 'download the file again; the others are not affected' });
      return;
    }
    let again = 0;
    for (const [i, slot] of got.slots.entries()) {
      if (this.half.put(slot, Float64Array.of(got.flux[i] as number), 0)) this.taken++;
      else again++;
    }
    if (again > 0)
      this.rejected.push({
        file: file.name,
        count: again,
        rule: 'half hours that stand in another file, or earlier in this one; those are kept',
        todo: 'nothing, or leave out the older version of a day',
      });
    this.rejected.push(...got.rejected);
    this.blank += got.empty;
    for (const n of got.notes) this.notes.add(n);
  }
}

/**
 * Where the tower stands: attributes of the site's group, else a table of sites in the same import.
 * @throws UnreadableFile when neither says
 */
async function siteOf(
  { file, netcdf }: Candidate,
  id: string,
  companions: readonly InputFile[],
): Promise<{ readonly site: TowerSite; readonly used: readonly string[]; readonly notes: readonly string[] }> {
  const said = netcdf?.groups?.[id] ?? {};
  const [latText, lonText] = [written(said.LatTow), written(said.LonTow)];
  const [lat, lon] = [numberIn(latText), numberIn(lonText)];
  const hours = numberIn(written(said.TimeDiffUtcLt));
  if (Math.abs(lat) <= 90 && Math.abs(lon) <= 180 && !(lat === 0 && lon === 0)) {
    const elevation = numberIn(written(said.ElevRefeTow));
    const offset = Math.abs(hours) <= 14 ? hours * 60 : Number.NaN;
    const more = { doi: '', sensors: new Map<string, never>(), file: file.name, notes: [] };
    return { site: { id, lat, lon, latText, lonText, elevation, offset, ...more }, used: [], notes: [] };
  }
  const { site, failed } = await findSite(id, companions);
  if (!site)
    throw new UnreadableFile({
      file: file.name,
      expected: `attributes LatTow and LonTow of group ${id}, or a table with SITE_ID, LAT, LON and UTC_OFFSET of it in the same import${failed.length > 0 ? `; ${failed.join('; ')}` : ''}`,
    });
  return { site, used: [site.file], notes: [`position of ${id} from ${site.file}: the file itself gives none`] };
}

const written = (a: Attribute | undefined): string => (typeof a === 'number' ? String(a) : text(a).trim());
const numberIn = (x: string): number => (/^[+-]?\d+(\.\d+)?$/.test(x) ? Number(x) : Number.NaN);

const empty = (file: string, site: string): Imported => ({
  observations: [],
  series: [],
  grids: [],
  rejected: [],
  notes: [],
  provenance: provenanceOf(file, site),
});

const provenanceOf = (file: string, site: string): Provenance => ({
  source: 'neon',
  file,
  publisher: 'National Ecological Observatory Network (NEON)',
  citation: `NEON, bundled data products, eddy covariance (DP4.00200.001), ${site}; cite release and date of access`,
  licence: 'CC0 1.0',
  note: 'Monthly means of half hours flagged as good, at least 25 % of the month and every quarter of the day; uncertainty as for other towers.',
});
