/** One half hour of a tower table made for a test; `hour` on the tower's own clock. */
export interface Half {
  readonly index: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
}

const stamp = (t: number): string => new Date(t).toISOString().replace(/[-T:]/g, '').slice(0, 12);

/** Time of a half hour and its cells: `undefined` is written as -9999. */
function rowsOf(first: string, months: number, columns: readonly ((h: Half) => number | undefined)[]): string[] {
  const begin = Date.parse(`${first}-01T00:00Z`);
  const end = new Date(begin);
  end.setUTCMonth(end.getUTCMonth() + months);
  const rows: string[] = [];
  for (let t = begin, index = 0; t < end.getTime(); t += 1_800_000, index++) {
    const at = new Date(t);
    const half = {
      index,
      month: at.getUTCMonth() + 1,
      day: at.getUTCDate(),
      hour: at.getUTCHours() + at.getUTCMinutes() / 60,
    };
    rows.push([stamp(t), stamp(t + 1_800_000), ...columns.map((c) => c(half) ?? -9999)].join(','));
  }
  return rows;
}

/** A half-hourly table in the layout of AmeriFlux BASE, comment lines padded with commas as spreadsheets leave them. */
export function towerCsv(
  first: string,
  months: number,
  columns: Readonly<Record<string, (h: Half) => number | undefined>>,
  site = 'US-Xyz',
): string {
  const pad = ','.repeat(Object.keys(columns).length + 1);
  const head = [`# Site: ${site}${pad}`, `# Version: 1-5${pad}`];
  return [...head, halfHourlyCsv(first, months, columns)].join('\n');
}

/** The same without comment lines: the layout of FLUXNET and FLUXNET-CH4. */
export function halfHourlyCsv(
  first: string,
  months: number,
  columns: Readonly<Record<string, (h: Half) => number | undefined>>,
): string {
  const header = ['TIMESTAMP_START', 'TIMESTAMP_END', ...Object.keys(columns)].join(',');
  return `${[header, ...rowsOf(first, months, Object.values(columns))].join('\n')}\n`;
}

/** A BADM interchange file with position, clock and sensors, a row a value. */
export function bifCsv(
  site: string,
  place: { readonly lat: string; readonly lon: string; readonly offset?: string },
  sensors: Readonly<Record<string, { readonly height: string; readonly unit: string }>> = {},
): string {
  const rows = [
    ['1', 'GRP_LOCATION', 'LOCATION_LAT', place.lat],
    ['1', 'GRP_LOCATION', 'LOCATION_LONG', place.lon],
    ['1', 'GRP_LOCATION', 'LOCATION_ELEV', '720'],
    ...(place.offset ? [['2', 'GRP_UTC_OFFSET', 'UTC_OFFSET', place.offset]] : []),
    ['3', 'GRP_TEAM_MEMBER', 'TEAM_MEMBER_NAME', 'A Person'],
    ...Object.entries(sensors).flatMap(([name, s], i) => [
      [`${10 + i}`, 'GRP_VAR_INFO', 'VAR_INFO_VARNAME', name],
      [`${10 + i}`, 'GRP_VAR_INFO', 'VAR_INFO_HEIGHT', s.height],
      [`${10 + i}`, 'GRP_VAR_INFO', 'VAR_INFO_UNIT', s.unit],
    ]),
  ];
  return ['SITE_ID,GROUP_ID,VARIABLE_GROUP,VARIABLE,DATAVALUE', ...rows.map((r) => [site, ...r].join(','))].join('\n');
}
