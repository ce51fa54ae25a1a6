import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components/Tabs';
import { dataRoom, TABS } from '../state/data-room.ts';
import { DiagnosticsTab } from './data/diagnostics-tab.tsx';
import { FilesTab } from './data/files-tab.tsx';
import { RowsTab } from './data/rows-tab.tsx';
import { StoresTab } from './data/stores-tab.tsx';
import './data/data.css';
import './data/files.css';
import './data/form.css';
import './data/rows.css';
import './data/figures.css';
import { use } from './use.ts';

const LABELS = { files: 'Files', rows: 'Rows', diagnostics: 'Diagnostics', stores: 'Stores' } as const;
const CONTENTS = { files: FilesTab, rows: RowsTab, diagnostics: DiagnosticsTab, stores: StoresTab } as const;

/** Own data, from files to a store to trust: bring them, check the rows, test the numbers, keep or take out what was made. */
export function DataPanel() {
  const tab = use(dataRoom, (s) => s.tab);
  return (
    <Tabs
      className="tabs"
      selectedKey={tab}
      onSelectionChange={(key) => dataRoom.setState({ tab: TABS.find((t) => t === key) ?? 'files' })}
    >
      <TabList className="tab-list" aria-label="Data room">
        {TABS.map((id) => (
          <Tab key={id} id={id} className="tab">
            {LABELS[id]}
          </Tab>
        ))}
      </TabList>
      {TABS.map((id) => {
        const Content = CONTENTS[id];
        return (
          <TabPanel key={id} id={id} className="tab-panel">
            <Content />
          </TabPanel>
        );
      })}
    </Tabs>
  );
}
