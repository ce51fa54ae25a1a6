import { useMemo, useState } from 'react';
import { Button } from 'react-aria-components/Button';
import { csvRecord } from '../../export/csv-text.ts';
import type { Rejection } from '../../sources/source.ts';
import { commonest, type RejectedColumn, type RejectedWanted, rejectedRows } from '../../state/rejected-rows.ts';
import { saveFile } from '../../state/save-file.ts';
import { view } from '../../state/view.ts';
import { use } from '../use.ts';
import { SelectField, TextField } from './field.tsx';
import { goTo } from './go-to.ts';
import { NearPlace, nearOf } from './near-place.tsx';
import { RowTable } from './row-table.tsx';

const PAGE = 50;
const MOST_OPTIONS = 60;
const COLUMNS = [
  { id: 'file', label: 'File' },
  { id: 'where', label: 'Where' },
  { id: 'found', label: 'Found' },
  { id: 'rule', label: 'Reason and what to do' },
  { id: 'count', label: 'Values', isNumber: true },
] as const satisfies readonly { id: RejectedColumn; label: string; isNumber?: boolean }[];

/** What was not taken over, in the files' own line numbers. */
export function RejectedRows({ rejected }: { readonly rejected: readonly Rejection[] }) {
  const [wanted, setWanted] = useState<RejectedWanted>({
    file: '',
    rule: '',
    text: '',
    sort: { column: 'file', descending: false },
  });
  const [wantedFrom, setFrom] = useState(0);
  const [isNear, setNear] = useState(false);
  const place = use(view, (v) => v.place);
  const rows = useMemo(
    () => rejectedRows(rejected, { ...wanted, ...nearOf(isNear, place) }),
    [rejected, wanted, isNear, place],
  );
  // Another place may have fewer pages.
  const from = wantedFrom < rows.length ? wantedFrom : 0;
  const set = (part: Partial<RejectedWanted>): void => {
    setWanted({ ...wanted, ...part });
    setFrom(0);
  };
  const options = (column: 'file' | 'rule') => [
    { value: '', label: 'every' },
    ...commonest(rejected, column, MOST_OPTIONS).map((value) => ({ value, label: value })),
  ];
  return (
    <>
      <div className="field-pair">
        <SelectField label="File" value={wanted.file} options={options('file')} onChange={(file) => set({ file })} />
        <SelectField label="Reason" value={wanted.rule} options={options('rule')} onChange={(rule) => set({ rule })} />
      </div>
      <TextField label="Find in any part" inputMode="search" value={wanted.text} onChange={(text) => set({ text })} />
      <NearPlace
        isOn={isNear}
        onChange={(isOn) => {
          setNear(isOn);
          setFrom(0);
        }}
      />
      <RowTable
        label="Rejected rows"
        columns={COLUMNS}
        sort={wanted.sort}
        onSort={(sort) => set({ sort })}
        rows={rows.slice(from, from + PAGE).map((r, i) => ({ key: String(from + i), cells: cellsOf(r) }))}
        total={rows.length}
        from={from}
        pageSize={PAGE}
        onPage={setFrom}
      />
      <div className="button-row">
        <Button className="button small" isDisabled={rows.length === 0} onPress={() => save(rows)}>
          Save these rows as CSV
        </Button>
      </div>
    </>
  );
}

function cellsOf({ file, where, column, found, rule, todo, count, at }: Rejection): React.ReactNode[] {
  const place = [where, column].filter(Boolean).join(', ') || '–';
  return [
    <span key="file" className="path">
      {file}
    </span>,
    at ? (
      <button key="where" type="button" className="link" onClick={() => goTo(at)} title="Show on the map">
        {place}
      </button>
    ) : (
      place
    ),
    found === undefined ? '' : `“${found}”`,
    <span key="rule" className="reason">
      {rule}. <span className="note">What to do: {todo}.</span>
    </span>,
    (count ?? 1).toLocaleString('en'),
  ];
}

const save = (rows: readonly Rejection[]): void =>
  saveFile(
    new Blob(
      [
        csvRecord(['file', 'where', 'column', 'found', 'values', 'lat', 'lon', 'reason', 'what_to_do']),
        ...rows.map(({ file, where, column, found, count, at, rule, todo }) =>
          csvRecord([file, where, column, found, count ?? 1, at?.lat, at?.lon, rule, todo].map((x) => String(x ?? ''))),
        ),
      ],
      { type: 'text/csv' },
    ),
    'rejected-rows.csv',
  );
