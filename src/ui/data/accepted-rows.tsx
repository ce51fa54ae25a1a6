import { useEffect, useState } from 'react';
import { Button } from 'react-aria-components/Button';
import { isoMonth } from '../../core/month.ts';
import { VARIABLES, type VariableName } from '../../core/variable.ts';
import { isCancelled, toWire } from '../../core/wire.ts';
import { dataWorker } from '../../state/data-worker.ts';
import { fileNameOf } from '../../state/kept-stores.ts';
import { observationsCsv } from '../../state/observations-csv.ts';
import { saveFile } from '../../state/save-file.ts';
import { type LoadedStore, studio, tell } from '../../state/studio.ts';
import { view } from '../../state/view.ts';
import type { RowPage, RowSort, RowsWanted, SortColumn } from '../../store/row-page.ts';
import type { ObservationFlag } from '../../store/schema.ts';
import type { ObservationRow } from '../../store/table.ts';
import { use } from '../use.ts';
import { SelectField, TextField } from './field.tsx';
import { goTo } from './go-to.ts';
import { NearPlace, nearOf } from './near-place.tsx';
import { RowTable } from './row-table.tsx';

const PAGE = 50;
const FLAGS: readonly ObservationFlag[] = ['ok', 'suspect', 'censored', 'modelled'];
const COLUMNS = [
  { id: 'site', label: 'Site', isWide: true },
  { id: 'variable', label: 'Quantity', isWide: true },
  { id: 'month', label: 'Month' },
  { id: 'value', label: 'Value', isNumber: true },
  { id: 'uncertainty', label: '± sd', isNumber: true },
  { id: 'flag', label: 'Flag' },
  { id: 'origin', label: 'From' },
] as const satisfies readonly { id: SortColumn; label: string; isNumber?: boolean; isWide?: boolean }[];
type Column = (typeof COLUMNS)[number]['id'];

/** The observation table of a store, by pages from the data worker. */
export function AcceptedRows({ store }: { readonly store: LoadedStore }) {
  const [variable, setVariable] = useState<VariableName | ''>('');
  const [flag, setFlag] = useState<ObservationFlag | ''>('');
  const [text, setText] = useState('');
  const [sort, setSort] = useState<RowSort & { readonly column: Column }>({ column: 'site', descending: false });
  const [isNear, setNear] = useState(false);
  const [from, setFrom] = useState(0);
  const place = use(view, (v) => v.place);
  const sites = use(studio, (s) => s.sites);
  const filter = {
    ...(variable === '' ? {} : { variable }),
    ...(flag === '' ? {} : { flag }),
    ...(text.trim() === '' ? {} : { text }),
    ...nearOf(isNear, place),
    sort,
  };
  const page = useRows(store, { ...filter, from, count: PAGE });
  // Another place may have fewer pages.
  if (page && from > 0 && from >= page.total) setFrom(0);
  const first =
    <T,>(set: (value: T) => void) =>
    (value: T): void => {
      set(value);
      setFrom(0);
    };
  return (
    <>
      <div className="field-pair">
        <SelectField
          label="Quantity"
          value={variable}
          options={[
            { value: '' as VariableName | '', label: 'every' },
            ...[...new Set(sites.flatMap((s) => s.variables))]
              .sort()
              .map((v) => ({ value: v, label: VARIABLES[v].label })),
          ]}
          onChange={first(setVariable)}
        />
        <SelectField
          label="Flag"
          value={flag}
          options={[
            { value: '' as ObservationFlag | '', label: 'every' },
            ...FLAGS.map((f) => ({ value: f, label: f })),
          ]}
          onChange={first(setFlag)}
        />
      </div>
      <TextField label="Find in site, file, method" inputMode="search" value={text} onChange={first(setText)} />
      <NearPlace isOn={isNear} onChange={first(setNear)} />
      {page && (
        <RowTable
          label="Accepted rows"
          columns={COLUMNS}
          sort={sort}
          onSort={first(setSort)}
          rows={page.rows.map((row, i) => ({ key: `${from + i}/${row.origin}`, cells: cellsOf(row) }))}
          total={page.total}
          from={from}
          pageSize={PAGE}
          onPage={setFrom}
        />
      )}
      <div className="button-row">
        <Button className="button small" isDisabled={!page?.total} onPress={() => void saveCsv(store, filter)}>
          Save these rows as CSV
        </Button>
      </div>
    </>
  );
}

function cellsOf(row: ObservationRow): React.ReactNode[] {
  const { unit, label } = VARIABLES[row.variable];
  const number = (x: number): string =>
    Number.isNaN(x) ? '' : String(Number(x.toPrecision(4))).replace('-', '\u2212');
  return [
    <button key="site" type="button" className="link" onClick={() => goTo(row)} title="Show on the map">
      {row.site}
    </button>,
    `${label}${depthText(row)}`,
    <span key="month" className="firm">
      {isoMonth(row.month)}
    </span>,
    <span key="value">
      {number(row.value)} <span className="unit">{unit}</span>
    </span>,
    number(row.uncertainty),
    row.flag,
    <span key="origin" className="path">
      {row.origin}
    </span>,
  ];
}

/** Where in the soil, of what is measured there. */
function depthText({ depthTop, depthBottom }: ObservationRow): string {
  if (depthTop === undefined || depthBottom === undefined) return '';
  const cm = (metres: number): string => String(Number((100 * metres).toPrecision(3)));
  return depthTop === depthBottom ? `, ${cm(depthTop)} cm deep` : `, ${cm(depthTop)} to ${cm(depthBottom)} cm deep`;
}

/** A page as it arrives; the one before stays until then. */
function useRows(store: LoadedStore, wanted: RowsWanted): RowPage | undefined {
  const [page, setPage] = useState<RowPage>();
  const key = JSON.stringify(wanted);
  useEffect(() => {
    const stop = new AbortController();
    dataWorker.rows(store, JSON.parse(key) as RowsWanted, stop.signal).then(setPage, (e: unknown) => {
      if (!isCancelled(e)) tell('error', `The rows could not be read. ${toWire(e).message}`);
    });
    return () => stop.abort();
  }, [store, key]);
  return page;
}

async function saveCsv(store: LoadedStore, filter: Omit<RowsWanted, 'from' | 'count'>): Promise<void> {
  try {
    const parts = await observationsCsv((part) => dataWorker.rows(store, { ...filter, ...part }));
    saveFile(new Blob(parts, { type: 'text/csv' }), `${fileNameOf(store.meta.title)}-rows.csv`);
  } catch (e) {
    tell('error', `The rows could not be saved. ${toWire(e).message}`);
  }
}
