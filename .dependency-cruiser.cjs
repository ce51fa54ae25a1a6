/**
 * The layers of the house, lowest first. A file imports from its own layer or from one below it.
 * docs/adr/0001 says why the build checks this and not memory.
 */
const layers = [
  ['core'],
  ['grid', 'nn'],
  ['store', 'process'],
  ['sources'],
  ['preprocess'],
  ['learn'],
  ['forecast'],
  ['export'],
  ['workers'],
  ['cli'],
  ['state'],
  ['map', 'charts'],
  ['ui'],
];
const outside = new Set(['workers', 'cli']);
const folder = (room) => (outside.has(room) ? `^${room}/` : `^src/${room}/`);

const forbidden = [];
layers.forEach((rooms, level) => {
  for (const room of rooms) {
    const above = layers
      .slice(level)
      .flat()
      .filter((other) => other !== room);
    if (above.length === 0) continue;
    forbidden.push({
      name: `${room}-imports-downward-only`,
      severity: 'error',
      comment: `${room} may import only itself and what lies below it`,
      from: { path: folder(room), pathNot: '\\.test\\.tsx?$' },
      to: { path: above.map(folder).join('|') },
    });
  }
});

module.exports = {
  forbidden: [
    ...forbidden,
    {
      name: 'no-circles',
      severity: 'error',
      comment: 'modules that import each other cannot be understood one at a time',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-dom-below-export',
      severity: 'error',
      comment: 'core to export run in page, worker and Node alike',
      from: { path: '^src/(core|grid|nn|store|process|sources|preprocess|learn|forecast|export)/' },
      to: { path: 'node_modules/(react|react-dom|maplibre-gl|@deck\\.gl|zustand)/' },
    },
    {
      name: 'page-without-engine',
      severity: 'error',
      comment: 'the page holds no tfjs, no Zarr decoder, no parser: workers do that',
      from: {
        path: '^src/(state|map|charts|ui)/|^workers/[^/]+\\.(client|protocol)\\.ts$',
        pathNot: '\\.test\\.tsx?$',
      },
      to: {
        path: 'node_modules/(@tensorflow|zarrita|numcodecs|h5wasm|netcdfjs|xlsx|papaparse|geotiff|hyparquet|ml-matrix|@noble)/',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'no-node-in-the-page',
      severity: 'error',
      comment: 'Node modules only in the command line, scripts, tests and files named *.node.ts',
      from: { path: '^(src|workers)/', pathNot: '\\.(test|node)\\.(tsx?|mjs)$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'nothing-needs-the-benchmarks',
      severity: 'error',
      comment: 'bench may import anything; nothing imports bench',
      from: { path: '^(src|workers|cli)/' },
      to: { path: '^bench/' },
    },
    {
      name: 'resolves',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '\\?(url|worker|raw)|^virtual:' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    moduleSystems: ['es6'],
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'browser', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'],
    },
  },
};
