import { useState } from 'react';
import { VARIABLES, type VariableName } from '../../core/variable.ts';
import { dataRoom } from '../../state/data-room.ts';
import { shownOf } from '../../state/loading.ts';
import { rejectedPlaces } from '../../state/rejected-rows.ts';
import { studio } from '../../state/studio.ts';
import { Segments } from '../segments.tsx';
import { use } from '../use.ts';
import { AcceptedRows } from './accepted-rows.tsx';
import { SelectField } from './field.tsx';
import { RejectedRows } from './rejected-rows.tsx';

/** Every value that was taken over and every one that was not, in tables and on the map. */
export function RowsTab() {
  const [which, setWhich] = useState<'accepted' | 'rejected'>('accepted');
  const tiles = use(studio, (s) => shownOf(s.tiles));
  const report = use(dataRoom, (s) => s.companions.report);
  if (!tiles) return <p className="note">No data are open.</p>;
  return (
    <section>
      <h2>Rows of {tiles.meta.title}</h2>
      <OnTheMap />
      <Segments
        label="Rows"
        value={which}
        options={[
          { value: 'accepted', label: 'Accepted' },
          { value: 'rejected', label: 'Rejected' },
        ]}
        onChange={setWhich}
      />
      {which === 'accepted' && <AcceptedRows key={tiles.handle} store={tiles} />}
      {which === 'rejected' &&
        (report ? (
          <RejectedRows rejected={report.rejected} />
        ) : (
          <p className="note">These data carry no report of an import, so nothing is known of rejected rows.</p>
        ))}
    </section>
  );
}

/** What the map shows of the rows, and its key. */
function OnTheMap() {
  const sites = use(studio, (s) => s.sites);
  const mapped = use(dataRoom, (s) => s.mapped);
  const report = use(dataRoom, (s) => s.companions.report);
  const variables = [...new Set(sites.flatMap((site) => site.variables))].sort();
  const shown = mapped ? sites.filter((site) => site.variables.includes(mapped)) : sites;
  const crosses = report ? rejectedPlaces(report.rejected).length : 0;
  return (
    <>
      <SelectField
        label="Places on the map"
        value={mapped ?? ''}
        options={[
          { value: '' as VariableName | '', label: 'of every quantity' },
          ...variables.map((value) => ({ value, label: `of ${VARIABLES[value].label}` })),
        ]}
        onChange={(value) => dataRoom.setState({ mapped: value === '' ? undefined : value })}
      />
      <ul className="key">
        <li>
          <i className="key-accepted" aria-hidden="true" /> {places(shown.length)} with accepted rows
        </li>
        {report && (
          <li>
            <i className="key-rejected" aria-hidden="true">
              ×
            </i>{' '}
            {places(crosses)} with rejected rows
          </li>
        )}
      </ul>
    </>
  );
}

const places = (n: number): string => `${n.toLocaleString('en')} ${n === 1 ? 'place' : 'places'}`;
