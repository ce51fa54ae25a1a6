import react from '@vitejs/plugin-react';
import sirv from 'sirv';
import { defineConfig, type Plugin } from 'vite';

/** The dev server shows the stores that `npm start` made, at the address they have in production. */
const stores = (): Plugin => ({
  name: 'thawcast-stores',
  configureServer(server) {
    server.middlewares.use('/stores', sirv('.cache/stores', { dev: true }));
  },
});

export default defineConfig({
  plugins: [react(), stores()],
  // A missing file is a 404, never index.html: a Zarr chunk that is absent must not decode as HTML.
  appType: 'mpa',
  base: './',
  worker: { format: 'es' },
  // MapLibre 6 finds its worker by a run-time URL that pre-bundling would break.
  optimizeDeps: { exclude: ['maplibre-gl'] },
  build: { target: 'es2023', chunkSizeWarningLimit: 4000 },
});
