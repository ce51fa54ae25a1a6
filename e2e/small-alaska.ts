import { windowCell } from '../src/grid/window.ts';
import { httpStorage } from '../src/store/http.ts';
import { memoryStorage } from '../src/store/memory.ts';
import { openStore } from '../src/store/open.ts';
import { packZip } from '../src/store/pack-zip.ts';
import { type ObservationRow, rowOf, tableFromRows } from '../src/store/table.ts';
import { createStore } from '../src/store/writer.ts';

/** Cells of M09 on each side of Toolik, years and measuring sites: so little that even an emulated GPU trains on it in minutes. */
const REACH = 8;
const YEARS = 14;
const SITES = 8;

/** A piece of Reference Alaska around Toolik as a store zip, cut from the store that the page is served with. */
export async function smallAlaska(baseURL: string): Promise<Buffer> {
  const store = await openStore(httpStorage(`${baseURL}stores/reference.zarr`));
  const { meta } = store;
  const middle = windowCell('M09', -149.6, 68.63);
  if (!middle) throw new Error('Toolik lies in the window');
  const rows: [number, number] = [middle.row - REACH / 2, middle.row + REACH / 2];
  const cols: [number, number] = [middle.col - REACH, middle.col + REACH];
  const end = meta.firstMonth + meta.months;
  const months: [number, number] = [end - 12 * YEARS, end];
  const storage = memoryStorage('small');
  const writer = await createStore(storage, {
    ...meta,
    title: 'Around Toolik (modelled)',
    firstMonth: months[0],
    months: 12 * YEARS,
    fields: meta.fields.map((field) => ({ ...field, levels: ['M09'] })),
    places: [],
  });
  for (const field of meta.fields) {
    const isStatic = field.kind === 'static';
    const block = { field: field.name, level: 'M09', rows, cols, ...(isStatic ? {} : { months }) } as const;
    await writer.writeBlock({ ...block, values: (await store.readBlock(block)).values });
  }
  const table = await store.observations();
  const kept: ObservationRow[] = [];
  const sites = new Set<string>();
  for (let i = 0; i < table.length; i++) {
    const row = rowOf(table, i);
    const cell = windowCell('M09', row.lon, row.lat);
    const inside = cell && cell.row >= rows[0] && cell.row < rows[1] && cell.col >= cols[0] && cell.col < cols[1];
    if (!inside || row.month < months[0] || (sites.size >= SITES && !sites.has(row.site))) continue;
    sites.add(row.site);
    kept.push(row);
  }
  await writer.writeObservations(tableFromRows(kept));
  await writer.finish();
  return Buffer.from(await (await packZip(storage)).arrayBuffer());
}
