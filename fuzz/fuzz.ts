import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { faults, table } from './report.ts';
import { run } from './run.ts';

/** `npm run fuzz`: damaged and hostile files through the whole import, thousands of them, the same for the same seed. */
const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
    from: { type: 'string', default: '0' },
    only: { type: 'string', default: '' },
    processes: { type: 'string', default: '2' },
    light: { type: 'boolean', default: false },
    cuts: { type: 'boolean', default: false },
    json: { type: 'string' },
  },
});
const results = await run({
  cases: values.cuts ? Number.POSITIVE_INFINITY : Number(values.cases),
  seed: Number(values.seed),
  from: Number(values.from),
  only: values.only.split(',').filter(Boolean),
  processes: Number(values.processes),
  plan: values.cuts ? 'cuts' : values.light ? 'light' : 'all',
  onCase: (n) => {
    if (n % 500 === 0) process.stderr.write(`${n} cases\n`);
  },
});
const found = faults(results);
process.stdout.write(`${found.length > 0 ? `${found.join('\n\n')}\n\n` : ''}${table(results)}\n`);
if (values.json) writeFileSync(values.json, `${JSON.stringify(results, null, 1)}\n`);
process.exitCode = found.length > 0 ? 1 : 0;
