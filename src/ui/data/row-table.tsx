import type { ReactNode } from 'react';
import { Button } from 'react-aria-components/Button';

export interface RowTableProps<C extends string> {
  /** Accessible name. */
  readonly label: string;
  readonly columns: readonly {
    readonly id: C;
    readonly label: string;
    readonly isNumber?: boolean;
    readonly isWide?: boolean;
  }[];
  readonly sort: { readonly column: C; readonly descending: boolean };
  readonly onSort: (sort: { readonly column: C; readonly descending: boolean }) => void;
  /** Rows of this page: a key, a cell for each column, and whether it is to stand out. */
  readonly rows: readonly { readonly key: string; readonly cells: readonly ReactNode[] }[];
  readonly total: number;
  readonly from: number;
  readonly pageSize: number;
  readonly onPage: (from: number) => void;
}

/** A sortable table by pages. The order is said by `aria-sort` and by an arrow. */
export function RowTable<C extends string>({ label, columns, sort, onSort, rows, ...paging }: RowTableProps<C>) {
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section className="table-frame rows" aria-label={label} tabIndex={0}>
        <table className="tight words">
          <thead>
            <tr>
              {columns.map(({ id, label: text, isNumber }) => {
                const isSorted = sort.column === id;
                const order = sort.descending ? 'descending' : 'ascending';
                return (
                  <th key={id} scope="col" aria-sort={isSorted ? order : 'none'} data-number={isNumber || undefined}>
                    <button
                      type="button"
                      className="sort"
                      onClick={() => onSort({ column: id, descending: isSorted && !sort.descending })}
                    >
                      {text}
                      <span aria-hidden="true">{isSorted ? (sort.descending ? ' ↓' : ' ↑') : ''}</span>
                    </button>
                  </th>
                );
              })}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ key, cells }) => (
              <tr key={key}>
                {cells.map((cell, i) => (
                  <td
                    key={columns[i]?.id}
                    data-number={columns[i]?.isNumber || undefined}
                    data-wide={columns[i]?.isWide || undefined}
                  >
                    {cell}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <Pager {...paging} />
    </>
  );
}

function Pager({
  total,
  from,
  pageSize,
  onPage,
}: Pick<RowTableProps<string>, 'total' | 'from' | 'pageSize' | 'onPage'>) {
  const end = Math.min(total, from + pageSize);
  const n = (x: number): string => x.toLocaleString('en');
  return (
    <div className="pager">
      <p className="note number" role="status">
        {total === 0 ? 'No rows.' : `${n(from + 1)} to ${n(end)} of ${n(total)}`}
      </p>
      <Button className="button small" isDisabled={from === 0} onPress={() => onPage(Math.max(0, from - pageSize))}>
        Earlier rows
      </Button>
      <Button className="button small" isDisabled={end >= total} onPress={() => onPage(from + pageSize)}>
        Later rows
      </Button>
    </div>
  );
}
