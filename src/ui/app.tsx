import { lazy, Suspense, useEffect } from 'react';
import { startSession } from '../state/session.ts';
import { studio } from '../state/studio.ts';
import { onTheme } from '../state/theme.ts';
import { view } from '../state/view.ts';
import { ExplorePanel } from './explore-panel.tsx';
import { Footer } from './footer.tsx';
import { Masthead } from './masthead.tsx';
import { Notices } from './notices.tsx';
import { Stage } from './stage.tsx';
import { use } from './use.ts';

const ModelPanel = lazy(() => import('./model-panel.tsx').then(({ ModelPanel }) => ({ default: ModelPanel })));
const DataPanel = lazy(() => import('./data-panel.tsx').then(({ DataPanel }) => ({ default: DataPanel })));

/** The studio: one map, and beside it the room a person is in. */
export function App({ root }: { readonly root: HTMLElement }) {
  useEffect(() => startSession(), []);
  useEffect(() => onTheme((theme) => document.documentElement.setAttribute('data-theme', theme)), []);
  useRootState(root);
  const panel = use(view, (v) => v.panel);
  return (
    <div className="studio">
      <div className="side">
        <Masthead />
        <main className="room" id={`room-${panel}`} aria-label={`${panel} panel`}>
          <Suspense fallback={<p className="note">Loading …</p>}>
            {panel === 'explore' ? <ExplorePanel /> : panel === 'model' ? <ModelPanel /> : <DataPanel />}
          </Suspense>
        </main>
        <Footer />
      </div>
      <Stage />
      <Notices />
    </div>
  );
}

/** `data-state` and `data-device` on the root element: the contract that tests and other programs read. */
function useRootState(root: HTMLElement): void {
  const state = use(studio, ({ tiles, forecast, mapReady }) => {
    if (tiles.at === 'failed') return 'failed';
    const settled =
      tiles.at !== 'idle' && tiles.at !== 'loading' && forecast.at !== 'idle' && forecast.at !== 'loading';
    return settled && mapReady ? 'ready' : 'loading';
  });
  const device = use(studio, (s) => s.device?.name);
  useEffect(() => {
    root.dataset.state = state;
    if (device) root.dataset.device = device;
  }, [root, state, device]);
}
