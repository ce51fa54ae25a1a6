import { isCancelled } from '../../core/wire.ts';
import { parseCsv } from '../csv.ts';
import { decodeText } from '../encoding.ts';
import type { InputFile } from '../source.ts';
import { type Cell, readWorkbook } from '../workbook.ts';

/** What metadata say of a tower. No names of persons are taken over. */
export interface TowerSite {
  readonly id: string;
  readonly lat: number;
  readonly lon: number;
  /** As written, for the rounding. */
  readonly latText: string;
  readonly lonText: string;
  /** m; NaN where not given. */
  readonly elevation: number;
  /** Minutes that local standard time is ahead of UTC; NaN where not given. */
  readonly offset: number;
  readonly doi: string;
  /** By column name of the data: height in m above ground (negative below) and unit, where stated. */
  readonly sensors: ReadonlyMap<string, { readonly height: number; readonly unit: string }>;
  /** Name of the file that said it. */
  readonly file: string;
  readonly notes: readonly string[];
}

const LARGEST = 60e6;

/** Where site metadata were looked for, and what stood in the way. */
export interface SiteSearch {
  readonly site: TowerSite | undefined;
  readonly failed: readonly string[];
}

/**
 * The metadata of one tower among the companions of its data: a BADM interchange file (BIF, workbook or CSV, a row a value) or
 * a table with a row a site. Files that speak of BIF or metadata in their name are tried first; each is judged by its content.
 */
export async function findSite(id: string, companions: readonly InputFile[]): Promise<SiteSearch> {
  const likely = (f: InputFile) => (/bif|badm|meta|site/i.test(f.name.slice(f.name.lastIndexOf('/') + 1)) ? 0 : 1);
  const tables = companions.filter((f) => /\.(csv|xlsx?)$/i.test(f.name) && f.size <= LARGEST);
  const failed: string[] = [];
  for (const file of [...tables].sort((a, b) => likely(a) - likely(b))) {
    try {
      const site = siteIn(await rowsOf(file), id, file.name);
      if (site) return { site, failed };
    } catch (error) {
      if (isCancelled(error)) throw error;
      failed.push(`${file.name} could not be read as site metadata: ${error instanceof Error ? error.message : error}`);
    }
  }
  return { site: undefined, failed };
}

type Row = readonly Cell[];

async function rowsOf(file: InputFile): Promise<readonly Row[]> {
  if (!/\.csv$/i.test(file.name))
    return (await readWorkbook(file)).flatMap((s) => (isSiteHeader(s.rows[0]) ? s.rows : []));
  const head = decodeText(await file.bytes(0, Math.min(file.size, 8192))).text;
  const first = parseCsv(head.slice(0, head.indexOf('\n') + 1 || undefined)).rows[0];
  if (!isSiteHeader(first?.cells)) return [];
  return parseCsv(decodeText(await file.bytes()).text).rows.map((r) => r.cells);
}

const isSiteHeader = (row: Row | undefined): boolean => words(row).includes('SITE_ID');
const words = (row: Row | undefined): string[] =>
  (row ?? []).map((c) =>
    String(c ?? '')
      .trim()
      .toUpperCase(),
  );

function siteIn(rows: readonly Row[], id: string, file: string): TowerSite | undefined {
  const header = words(rows[0]);
  const at = (...names: string[]) => header.findIndex((h) => names.includes(h));
  const site = at('SITE_ID');
  const own = rows.slice(1).filter((r) => String(r[site] ?? '').trim() === id);
  if (own.length === 0) return undefined;
  const [group, variable, value] = [at('GROUP_ID'), at('VARIABLE'), at('DATAVALUE')];
  if (variable >= 0 && value >= 0) return fromBif(own, { group, variable, value }, id, file);
  const [row] = own as [Row];
  const text = (...names: string[]) => String(row[at(...names)] ?? '').trim();
  return made(id, file, text('LAT', 'LOCATION_LAT', 'LATITUDE'), text('LON', 'LONG', 'LOCATION_LONG', 'LONGITUDE'), {
    elevation: text('ELEV', 'LOCATION_ELEV', 'ELEVATION'),
    offset: text('UTC_OFFSET'),
    doi: text('DOI', 'FLUXNET-CH4_DOI', 'FLUXNETCH4_DOI'),
  });
}

function fromBif(
  rows: readonly Row[],
  at: { readonly group: number; readonly variable: number; readonly value: number },
  id: string,
  file: string,
): TowerSite | undefined {
  const groups = new Map<string, Map<string, string>>();
  for (const r of rows) {
    const key = String(r[at.group] ?? '');
    const group = groups.get(key) ?? new Map<string, string>();
    groups.set(key, group);
    group.set(
      String(r[at.variable] ?? '')
        .trim()
        .toUpperCase(),
      String(r[at.value] ?? '').trim(),
    );
  }
  const having = (name: string) => [...groups.values()].filter((g) => g.has(name));
  const places = having('LOCATION_LAT').sort((a, b) => since(a) - since(b));
  const place = places.at(-1);
  const offsets = new Set(having('UTC_OFFSET').map((g) => g.get('UTC_OFFSET') as string));
  const sensors = new Map(
    having('VAR_INFO_VARNAME').map((g) => [
      g.get('VAR_INFO_VARNAME') as string,
      { height: numberIn(g.get('VAR_INFO_HEIGHT')), unit: g.get('VAR_INFO_UNIT') ?? '' },
    ]),
  );
  const doi =
    having('DOI')
      .find((g) => /ameriflux|fluxnet|^$/i.test(g.get('DOI_DATAPRODUCT') ?? ''))
      ?.get('DOI') ?? '';
  return made(
    id,
    file,
    place?.get('LOCATION_LAT') ?? '',
    place?.get('LOCATION_LONG') ?? '',
    { elevation: place?.get('LOCATION_ELEV'), offset: [...offsets][0], doi },
    sensors,
    [
      ...(places.length > 1 ? [`the tower has ${places.length} positions in ${file}; the latest is used`] : []),
      ...(offsets.size > 1
        ? [`${file} gives several UTC offsets (${[...offsets].join(', ')}); the first is used`]
        : []),
    ],
  );
}

const since = (g: ReadonlyMap<string, string>): number =>
  Number((g.get('LOCATION_DATE_START') ?? '').slice(0, 8).padEnd(8, '0')) || 0;

const numberIn = (text: string | undefined): number =>
  text !== undefined && /^[+-]?\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : Number.NaN;

function made(
  id: string,
  file: string,
  latText: string,
  lonText: string,
  more: { elevation?: string | undefined; offset?: string | undefined; doi: string },
  sensors: TowerSite['sensors'] = new Map(),
  notes: readonly string[] = [],
): TowerSite | undefined {
  const [lat, lon] = [numberIn(latText), numberIn(lonText)];
  if (!(Math.abs(lat) <= 90 && Math.abs(lon) <= 180)) return undefined;
  const hours = numberIn(more.offset);
  return {
    id,
    lat,
    lon,
    latText,
    lonText,
    elevation: numberIn(more.elevation),
    offset: Math.abs(hours) <= 14 ? hours * 60 : Number.NaN,
    doi: /^(https?:\/\/(dx\.)?doi\.org\/)?10\.\d{4,}\/\S+$/i.test(more.doi)
      ? more.doi.replace(/^https?:\/\/[^/]+\//i, '')
      : '',
    sensors,
    file,
    notes,
  };
}
