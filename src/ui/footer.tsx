import { studio } from '../state/studio.ts';
import { PROJECTIONS, type Projection, THEMES, type ThemeChoice, view } from '../state/view.ts';
import { Segments } from './segments.tsx';
import { use } from './use.ts';

const PROJECTION_LABELS: Readonly<Record<Projection, string>> = { globe: 'Globe', mercator: 'Flat' };
const THEME_LABELS: Readonly<Record<ThemeChoice, string>> = { auto: 'Auto', light: 'Light', dark: 'Dark' };

export function Footer() {
  const projection = use(view, (v) => v.projection);
  const theme = use(view, (v) => v.theme);
  const device = use(studio, (s) => s.device);
  return (
    <footer className="footer">
      <Segments
        compact
        label="Projection"
        value={projection}
        options={PROJECTIONS.map((value) => ({ value, label: PROJECTION_LABELS[value] }))}
        onChange={(value) => view.setState({ projection: value })}
      />
      <Segments
        compact
        label="Theme"
        value={theme}
        options={THEMES.map((value) => ({ value, label: THEME_LABELS[value] }))}
        onChange={(value) => view.setState({ theme: value })}
      />
      <span title={device?.description}>Computes on {device ? device.name : '…'}. Nothing is uploaded.</span>
    </footer>
  );
}
