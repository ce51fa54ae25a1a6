import type { ColumnMapping } from '../../sources/mapped-csv/column-mapping.ts';
import type { Sample } from '../../sources/mapped-csv/propose-mapping.ts';
import { previewOf } from '../../state/mapping-preview.ts';

const ROWS = 6;

/** The first rows as they would be taken over, to be checked by eye. */
export function MappingPreview({ mapping, sample }: { readonly mapping: ColumnMapping; readonly sample: Sample }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className="table-frame" aria-label="The first rows as they will be read" tabIndex={0}>
      <table className="tight words">
        <caption>The first rows as they will be read</caption>
        <thead>
          <tr>
            <th scope="col">Site</th>
            <th scope="col">Place</th>
            <th scope="col">When</th>
            <th scope="col">Value</th>
          </tr>
        </thead>
        <tbody>
          {previewOf(mapping, sample, ROWS).map((row, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows of a sample have no other name and never change places
            <tr key={i} data-good={row.isGood || undefined}>
              <th scope="row">{row.site}</th>
              <td>{row.place}</td>
              <td>{row.when}</td>
              <td>{row.values.join('; ')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
