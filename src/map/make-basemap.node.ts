import { readFileSync, writeFileSync } from 'node:fs';
import { basemapOf, type Topology } from './basemap.ts';

// Writes public/basemap.json from the world-atlas package: `npx tsx src/map/make-basemap.node.ts` in the repository root.
const topology = JSON.parse(readFileSync('node_modules/world-atlas/countries-10m.json', 'utf8')) as Topology;
const text = `${JSON.stringify(basemapOf(topology))}\n`;
writeFileSync('public/basemap.json', text);
process.stdout.write(`public/basemap.json: ${(text.length / 1024).toFixed(0)} KiB\n`);
