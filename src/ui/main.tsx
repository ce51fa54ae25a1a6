import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import './fonts.css';
import './theme.css';
import './layout.css';
import './button.css';
import './segments.css';
import './form.css';
import './list.css';
import './table.css';
import './progress.css';
import './overlay.css';
import './time-bar.css';
import './notices.css';
import './chart.css';
import 'maplibre-gl/dist/maplibre-gl.css';
import { App } from './app.tsx';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <App root={root} />
  </StrictMode>,
);
