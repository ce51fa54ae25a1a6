import { UnreadableFile } from '../../core/error.ts';
import { monthOfDate } from '../../core/month.ts';
import { metresFromCm } from '../../core/unit.ts';
import type { ObservationFlag, Provenance } from '../../store/schema.ts';
import { medianOf } from '../median.ts';
import { rejectedAt } from '../rejected-at.ts';
import { isSeasonEnd } from '../season-end.ts';
import type { Imported, Observed, Rejection, Source } from '../source.ts';
import { outliers, shiftedNodes } from './node-check.ts';
import { HEADER, type ProbingGrid, readProbingGrid } from './probing-grid.ts';
import { isMetadata, metadataFor, type SiteMetadata } from './site-metadata.ts';

const PROVENANCE: Provenance = {
  source: 'gtnp',
  publisher: 'Global Terrestrial Network for Permafrost, gtnpdatabase.org',
  citation: 'Global Terrestrial Network for Permafrost (GTN-P), gtnpdatabase.org; cite the site investigators',
  licence: 'open (GTN-P dataset policy); cite the site investigators',
  note: 'Thaw depth at every node and visit, cm (unit not in the file; equals CALM). A visit is the mean of its nodes.',
};

/** Mechanical probe, m, one sd; an instrument bias that no averaging removes. Assumed (SOURCES.md, 3.3). */
const PROBE_SD = 0.03;

/**
 * GTN-P active layer grids: a CSV of nodes and visits, and a metadata text that holds the position.
 * Gives `thaw_depth` for each visit, and `alt` for a year's last visit when that is in August to October.
 */
export const gtnp: Source = {
  id: 'gtnp',
  title: 'GTN-P active layer grid (CSV and metadata)',
  probe: ({ text }) => (HEADER.test(text) || isMetadata(text) ? 'certain' : 'no'),
  async read({ file, text }, companions) {
    if (!HEADER.test(text)) return { ...EMPTY, notes: ['metadata: read together with the time series it names'] };
    const site = await metadataFor(file.name, companions);
    if (!site) {
      throw new UnreadableFile({
        file: file.name,
        expected: 'the metadata text of this site in the same import: the table holds no coordinates',
      });
    }
    const grid = await readProbingGrid(file);
    const far = outliers(grid);
    const observations = observedOf(grid, site, file.name, new Set(far.map((o) => `${o.node} ${o.date}`)));
    return {
      ...EMPTY,
      observations,
      rejected: rejectedAt(site, [...grid.rejected, ...farRejections(grid, far, file.name)]),
      notes: notesOf(grid),
      provenance: { ...PROVENANCE, file: file.name },
    };
  },
};

const EMPTY: Imported = {
  observations: [],
  series: [],
  grids: [],
  rejected: [] as Rejection[],
  notes: [],
  provenance: PROVENANCE,
};

interface Visit {
  readonly date: Date;
  readonly mean: number;
  /** Between nodes, m. */
  readonly sd: number;
  readonly n: number;
}

function observedOf(grid: ProbingGrid, site: SiteMetadata, file: string, skip: ReadonlySet<string>): Observed[] {
  const visits = grid.dates.flatMap((date, d): Visit[] => {
    const m = grid.nodes.flatMap((n, i) =>
      Number.isNaN(n.cm[d] as number) || skip.has(`${i} ${d}`) ? [] : [metresFromCm(n.cm[d] as number)],
    );
    if (m.length === 0) return [];
    const mean = m.reduce((s, v) => s + v, 0) / m.length;
    const sd = m.length > 1 ? Math.sqrt(m.reduce((s, v) => s + (v - mean) ** 2, 0) / (m.length - 1)) : Number.NaN;
    return [{ date, mean, sd, n: m.length }];
  });
  const days = visits.map((v) => v.date);
  const usual = medianOf(visits.filter((v) => isSeasonEnd(v.date, days)).map((v) => v.mean));
  const code = site.code || site.name;
  return visits.map((v): Observed => {
    const alt = isSeasonEnd(v.date, days);
    const day = v.date.toISOString().slice(0, 10);
    return {
      variable: alt ? 'alt' : 'thaw_depth',
      lat: site.lat,
      lon: site.lon,
      // One coordinate for a grid whose origin and direction nobody gives (GTNP-10): uniform over its extent, both ways.
      locationSd: Math.hypot(10, grid.extent / Math.sqrt(6)),
      month: monthOfDate(v.date),
      value: v.mean,
      uncertainty: Math.hypot(PROBE_SD, Number.isNaN(v.sd) ? 0 : v.sd / Math.sqrt(v.n)),
      filled: 0,
      flag: flagOf(v, usual),
      site: `gtnp/${code}/${site.name}`,
      method: `thaw probe, ${v.n} nodes, sd between nodes ${v.sd.toFixed(3)} m, ${day}`,
      source: 'gtnp',
      origin: `${file}:${day}`,
      identity: alt ? `alt/${code.replace(/\s+/g, '')}/${v.date.getUTCFullYear()}` : `thaw_depth/${code}/${day}`,
      ...(site.code ? { place: site.code } : {}),
      rank: rankOf(grid),
    };
  });
}

/** Share of nodes that may be lost before the publisher's own mean of all nodes (CALM) says more than ours of the rest. */
const MOST_LOST = 0.05;

/** Ours is dated and carries its spread, so it comes before CALM, unless rows had to be rejected: Bonanza Creek loses a third. */
function rankOf({ nodes, rejected }: ProbingGrid): number {
  const lost = rejected.filter((r) => r.found?.endsWith('fields')).length;
  return lost / (lost + nodes.length) > MOST_LOST ? 0 : 3;
}

/** Deeper than any Alaskan active layer, or far beyond what the site used to have: thaw that no longer freezes back (GTNP-12). */
const flagOf = (v: Visit, usual: number): ObservationFlag => (v.mean > 1.2 || v.mean > 1.55 * usual ? 'suspect' : 'ok');

/** Single probings that cannot be thaw are left out of their visit's mean (GTNP-7). */
function farRejections(grid: ProbingGrid, far: ReturnType<typeof outliers>, file: string): Rejection[] {
  return far.map(({ node, date, cm }) => ({
    file,
    where: `line ${grid.nodes[node]?.line}, node (${grid.nodes[node]?.x}, ${grid.nodes[node]?.y})`,
    column: grid.dates[date]?.toISOString().slice(0, 10) ?? '',
    found: `${cm} cm`,
    rule: 'far from what the node’s other visits and the visit’s other nodes let expect; left out of the mean',
    todo: 'nothing, unless the field book confirms it',
  }));
}

function notesOf(grid: ProbingGrid): string[] {
  const node = (i: number) => `node (${grid.nodes[i]?.x}, ${grid.nodes[i]?.y}), line ${grid.nodes[i]?.line}`;
  return [
    `${grid.nodes.length} nodes x ${grid.dates.length} visits: ${grid.kept} values kept, ${grid.negative} negative ones taken as missing; unit cm assumed`,
    ...shiftedNodes(grid).map(
      (s) => `${node(s.node)}: its values fit the season better when moved by ${s.shift} visits; check the row`,
    ),
  ];
}
