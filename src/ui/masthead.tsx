import { PANELS, type Panel, view } from '../state/view.ts';
import { Segments } from './segments.tsx';
import { use } from './use.ts';

const LABELS: Readonly<Record<Panel, string>> = { explore: 'Explore', model: 'Model', data: 'Data' };

export function Masthead() {
  const panel = use(view, (v) => v.panel);
  return (
    <header className="masthead">
      <h1 className="wordmark">Thawcast</h1>
      <p className="tagline">Permafrost thaw and its carbon, forecast in your browser</p>
      <nav aria-label="Rooms" style={{ marginTop: 12 }}>
        <Segments
          label="Room"
          value={panel}
          options={PANELS.map((value) => ({ value, label: LABELS[value] }))}
          onChange={(value) => view.setState({ panel: value })}
        />
      </nav>
    </header>
  );
}
