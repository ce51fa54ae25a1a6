import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [react()],
  // A missing file is a 404, never index.html: a Zarr chunk that is absent must not decode as HTML.
  appType: 'mpa',
  base: './',
  worker: { format: 'es' },
  // MapLibre 6 finds its worker by a run-time URL that pre-bundling would break.
  optimizeDeps: { exclude: ['maplibre-gl'] },
  build: { target: 'es2023', sourcemap: false, chunkSizeWarningLimit: 4000 },
});
