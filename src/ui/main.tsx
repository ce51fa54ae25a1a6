import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import './fonts.css';
import './theme.css';
import './layout.css';
import './widgets.css';
import 'maplibre-gl/dist/maplibre-gl.css';
import { App } from './app.tsx';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <App root={root} />
  </StrictMode>,
);
