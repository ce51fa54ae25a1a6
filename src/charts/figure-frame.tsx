import { type ReactNode, useState } from 'react';

export interface FigureTable {
  /** First column names the row. */
  readonly headings: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export interface FigureFrameProps {
  /** Title, and accessible name of the figure. */
  readonly title: string;
  /** What it shows in a sentence, with n and unit: seen and heard. */
  readonly text: string;
  /** Its numbers, for those who cannot or will not read the drawing. */
  readonly table: FigureTable;
  readonly keys?: readonly { readonly mark: string; readonly text: string }[];
  readonly children: ReactNode;
}

/** A drawing with title, sentence, key, and its numbers as a table on demand. */
export function FigureFrame({ title, text, table, keys = [], children }: FigureFrameProps) {
  const [asTable, setAsTable] = useState(false);
  return (
    <figure className="series figure" aria-label={title}>
      <figcaption className="figure-head">
        <b>{title}</b>
        <button type="button" className="button small" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
          Table<span className="unseen"> of {title}</span>
        </button>
      </figcaption>
      {asTable ? <Numbers title={title} table={table} /> : children}
      {!asTable && keys.length > 0 && (
        <ul className="key">
          {keys.map(({ mark, text: name }) => (
            <li key={name}>
              <i className={mark} aria-hidden="true" /> {name}
            </li>
          ))}
        </ul>
      )}
      <p className="note">{text}</p>
    </figure>
  );
}

function Numbers({ title, table }: { readonly title: string; readonly table: FigureTable }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className="table-frame" aria-label={`${title} as a table`} tabIndex={0}>
      <table className="tight">
        <thead>
          <tr>
            {table.headings.map((heading) => (
              <th key={heading} scope="col">
                {heading}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map(([name = '', ...cells], i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the rows of a figure never change places
            <tr key={i}>
              <th scope="row">{name}</th>
              {cells.map((cell, j) => (
                <td key={table.headings[j + 1]}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
