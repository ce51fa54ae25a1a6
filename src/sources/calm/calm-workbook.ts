import { UnreadableFile } from '../../core/error.ts';
import { monthOfDate } from '../../core/month.ts';
import { metresFromCm } from '../../core/unit.ts';
import { medianOf } from '../median.ts';
import { PointMean } from '../point-mean.ts';
import { isSeasonEnd } from '../season-end.ts';
import type { Imported, Observed, Source } from '../source.ts';
import { readWorkbook } from '../workbook.ts';
import { headerRow, readSiteSheet, type SiteSheet } from './site-workbook.ts';
import { CALM_PROVENANCE } from './thaw-record.ts';

/** Mechanical probe, m, one sd; assumed (SOURCES.md, 3.3). */
const PROBE_SD = 0.03;
const DEEP = 1.2;

/**
 * A CALM site's own workbook: a row a node, a column a visit (`al-080295`). Gives `alt`, the mean of the nodes, for a year's last visit
 * when that falls in August to October, and `thaw_depth` at every node for the other visits: a probing counts once.
 */
export const calmWorkbook: Source = {
  id: 'calm-workbook',
  title: 'CALM site workbook (.xls, .xlsx)',
  probe: ({ workbook }) => (workbook?.some((s) => headerRow(s.rows) >= 0) ? 'certain' : 'no'),
  async read({ file, workbook }) {
    const sheets = (workbook ?? (await readWorkbook(file))).filter((s) => headerRow(s.rows) >= 0);
    const read = sheets.map((s) => readSiteSheet(s, file.name));
    if (!read.some((s) => s.dates.length > 0 && s.nodes.length > 0)) {
      throw new UnreadableFile({
        file: file.name,
        expected: 'nodes with coordinates below a heading of visits al-MMDDYY',
      });
    }
    const site = siteOf(file.name);
    refuseOtherUnits(read, file.name);
    return {
      observations: read.flatMap((s, i) => observedOf(s, site, `${file.name}:${sheets[i]?.name ?? ''}`)),
      series: [],
      grids: [],
      rejected: read.flatMap((s) => s.rejected),
      notes: read.map(
        (s, i) =>
          `${sheets[i]?.name}: ${s.nodes.length} nodes x ${s.dates.length} visits, cm; ${s.water} cells are water, ${s.averages} rows of averages not read as nodes; site ${site.code} by the file's name`,
      ),
      provenance: {
        ...CALM_PROVENANCE,
        source: 'calm-workbook',
        file: file.name,
        note: 'Thaw depth at every node, cm; uncertainty assumed 0.03 m (mechanical probe).',
      },
    } satisfies Imported;
  },
};

/** `U1_alt_1995_2022.xls`: the sheet itself does not name its site. */
function siteOf(name: string): { readonly code: string; readonly known: boolean } {
  const base = name.slice(name.lastIndexOf('/') + 1).replace(/\.\w+$/, '');
  const code = /^([A-Z]{1,2}\d{1,3}[ _-]?[A-Z]?)(?=[ _.-]|$)/i.exec(base)?.[1];
  return code ? { code: code.toUpperCase().replace(/[ _-]/g, ''), known: true } : { code: base, known: false };
}

function refuseOtherUnits(read: readonly SiteSheet[], file: string): void {
  const middle = medianOf(read.flatMap((s) => s.nodes.flatMap((n) => [...n.cm])));
  if (middle < 3 || middle > 300)
    throw new UnreadableFile({
      file,
      expected: `thaw depth in cm; a median of ${middle} is another unit. Convert the file to cm`,
    });
}

function observedOf({ dates, nodes }: SiteSheet, site: ReturnType<typeof siteOf>, origin: string): Observed[] {
  const visited = dates.filter((_, d) => nodes.some((n) => !Number.isNaN(n.cm[d] as number)));
  const common = { filled: 0, source: 'calm-workbook', rank: 4, uncertainty: PROBE_SD } as const;
  return dates.flatMap((date, d): Observed[] => {
    const day = date.toISOString().slice(0, 10);
    const mean = new PointMean();
    const month = monthOfDate(date);
    const probed = nodes.flatMap((n): Observed[] => {
      const cm = n.cm[d] as number;
      if (Number.isNaN(cm)) return [];
      const value = metresFromCm(cm);
      mean.add(value, n.lat, n.lon, Number.NaN);
      return [
        {
          ...common,
          variable: 'thaw_depth',
          lat: n.lat,
          lon: n.lon,
          locationSd: n.locationSd,
          month,
          value,
          flag: value > DEEP ? 'suspect' : 'ok',
          site: `calm-workbook/${site.code}/node ${n.row}`,
          method: `thaw probe, one node, ${day}`,
          origin: `${origin}, row ${n.row}`,
          identity: `thaw_depth/${site.code}/${n.lat},${n.lon}/${day}`,
        },
      ];
    });
    if (mean.n === 0 || !isSeasonEnd(date, visited)) return probed;
    const alt: Observed = {
      ...common,
      variable: 'alt',
      lat: mean.lat,
      lon: mean.lon,
      locationSd: Math.hypot(nodes[0]?.locationSd ?? 10, mean.spread),
      month,
      value: mean.mean,
      uncertainty: mean.uncertainty(PROBE_SD),
      flag: mean.mean > DEEP ? 'suspect' : 'ok',
      site: `calm-workbook/${site.code}`,
      method: `thaw probe, ${mean.n} nodes, sd between nodes ${mean.sd.toFixed(3)} m, ${day}`,
      origin: `${origin}, al-${day}`,
      identity: `alt/${site.code}/${date.getUTCFullYear()}`,
      ...(site.known ? { place: site.code } : {}),
    };
    return [alt];
  });
}
