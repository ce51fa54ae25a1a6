// npm test: type check, lint, layer rules, unit tests, end-to-end tests; the last line is 'N passed, N failed'.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { ensurePackages, root } from './install.mjs';
import { obtainReaders } from './readers.mjs';

ensurePackages();
const { ensureChromium } = await import('./chromium.mjs');
const chromium = await ensureChromium();
obtainReaders();

const out = path.join(root, '.cache', 'test');
rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
const total = { passed: 0, failed: 0, skipped: 0 };

function step(title, args, env = {}) {
  console.log(`\n── ${title}`);
  const started = Date.now();
  const { status } = spawnSync(process.execPath, args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, CHROMIUM: chromium, ...env },
  });
  console.log(`── ${title}: ${status === 0 ? 'ok' : 'FAILED'} in ${Math.round((Date.now() - started) / 1000)} s`);
  return status === 0;
}

/** A gate is one test: it holds or it does not. */
const gate = (title, args) => (step(title, args) ? total.passed++ : total.failed++);

/** Adds what a runner counted in its JSON file; a runner that died without one is one failure. */
function suite(title, args, env, file, count) {
  const ok = step(title, args, env);
  let counted;
  try {
    counted = count(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    counted = { passed: 0, failed: 1, skipped: 0 };
  }
  if (!ok && counted.failed === 0) counted.failed = 1;
  for (const key of Object.keys(total)) total[key] += counted[key];
}

const bin = (name) => path.join(root, 'node_modules', name);
gate('type check', [bin('typescript-native/bin/tsc'), '--noEmit']);
gate('lint', [bin('@biomejs/biome/bin/biome'), 'check', '.']);
gate('layer rules', [
  bin('dependency-cruiser/bin/dependency-cruise.mjs'),
  'src',
  'workers',
  'cli',
  '--config',
  '.dependency-cruiser.cjs',
]);
const unit = path.join(out, 'unit.json');
suite(
  'unit tests',
  [bin('vitest/vitest.mjs'), 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${unit}`],
  {},
  unit,
  (r) => ({
    passed: r.numPassedTests,
    failed:
      r.numFailedTests + r.testResults.filter((f) => f.status === 'failed' && f.assertionResults.length === 0).length,
    skipped: r.numPendingTests + r.numTodoTests,
  }),
);
const e2e = path.join(out, 'e2e.json');
suite(
  'end-to-end tests',
  [bin('@playwright/test/cli.js'), 'test', '--reporter=list,json'],
  { PLAYWRIGHT_JSON_OUTPUT_NAME: e2e },
  e2e,
  (r) => ({
    passed: r.stats.expected,
    failed: r.stats.unexpected + r.stats.flaky + r.errors.length,
    skipped: r.stats.skipped,
  }),
);

console.log(`\n${total.passed} passed, ${total.failed} failed${total.skipped ? `, ${total.skipped} skipped` : ''}`);
process.exit(total.failed === 0 ? 0 : 1);
