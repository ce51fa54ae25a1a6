import { Button } from 'react-aria-components/Button';
import { dataRoom } from '../../state/data-room.ts';
import { dataWorker } from '../../state/data-worker.ts';
import { openDefaults } from '../../state/default-data.ts';
import { shownOf } from '../../state/loading.ts';
import { studio } from '../../state/studio.ts';
import { use } from '../use.ts';
import { BuildReport } from './build-report.tsx';
import { DropZone } from './drop-zone.tsx';
import { FilesOnTable } from './files-on-table.tsx';

/** Bring files, answer what they leave open, make a store of them. */
export function FilesTab() {
  const built = use(dataRoom, (s) => s.built);
  const isEmpty = use(dataRoom, (s) => s.intake.at === 'empty');
  return (
    <>
      <section>
        <h2>Bring your own data</h2>
        <DropZone isShort={!isEmpty && !built} />
        <OpenNow />
      </section>
      {built && <BuildReport built={built} />}
      {!isEmpty && !built && <FilesOnTable />}
    </>
  );
}

/** What is open, in a line, and the way back. */
function OpenNow() {
  const tiles = use(studio, (s) => shownOf(s.tiles));
  if (!tiles) return null;
  return (
    <div className="open-now">
      <p className="note">
        Open now: <b>{tiles.meta.title}</b> {tiles.meta.modelled && <span className="badge">Modelled data</span>}
      </p>
      {tiles.ref.at !== 'url' && (
        <Button className="button small" onPress={() => void openDefaults(dataWorker)}>
          Back to Reference Alaska
        </Button>
      )}
    </div>
  );
}
