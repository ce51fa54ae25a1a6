import { parseArgs } from 'node:util';
import { BadRequest } from '../src/core/error.ts';
import { BEFORE_KEY, readBefore } from '../src/preprocess/diagnostics/before-samples.ts';
import { diagnoseStore } from '../src/preprocess/diagnostics/diagnose-store.ts';
import { diagnosticsText } from '../src/preprocess/diagnostics/diagnostics-text.ts';
import { type DriverModes, driverModes } from '../src/preprocess/eof/driver-modes.ts';
import { driverModesText } from '../src/preprocess/eof/driver-modes-text.ts';
import { openStore } from '../src/store/open.ts';
import { ProgressLine } from './progress-line.ts';
import { storageAt } from './store-at.ts';

export const help = `npm run studio -- diagnose STORE [--json] [--seed N] [--eof]

Tells what the values of a store are like and what that means for modelling: distribution, stationarity, memory in time, normality, equal
spread, difference to what the files held, clustering in space, collinear drivers, and mean and uncertainty of every calendar month.

  STORE     a store: its folder, or a zip file of one
  --json    {"title","seed","variables":[{"variable","of","unit","before","after","tests","correlogram","uncertainty"}],"collinearity",
            "notes"} on standard output, and nothing else there
  --eof     also how few modes (EOF, principal components) carry the gridded drivers, with the variance they explain in the first four
            fifths of the months and give back of the last fifth; as "eof" in the JSON
  --seed N  of subsamples and bootstrap; the same seed gives the same numbers (1)

Only measurements flagged ok count. Fields are seen at a sample of their cells. Progress goes to standard error.
Exit status: 0 done, 1 the store could not be read, 2 wrong usage.`;

/** @returns 0 when the diagnostics are printed */
export async function diagnose(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { json: { type: 'boolean' }, seed: { type: 'string' }, eof: { type: 'boolean' } },
  });
  const [path, ...more] = positionals;
  if (path === undefined || more.length > 0)
    throw new BadRequest({
      what: `${positionals.length} stores`,
      expected: 'one store, a folder or a zip; see --help',
    });
  const seed = seedOf(values.seed ?? '1');
  const storage = await storageAt(path);
  const store = await openStore(storage);
  const kept = await storage.get(BEFORE_KEY);
  const before = kept && readBefore(kept, `${path}/${BEFORE_KEY}`);
  const line = new ProgressLine();
  const found = await diagnoseStore(store, { seed, before }, (p) =>
    line.tell(`${p.what}: ${p.done} of ${p.of}`, p.secondsLeft),
  );
  const modes = values.eof ? await driverModes(store, seed) : undefined;
  line.end();
  if (values.json) process.stdout.write(`${JSON.stringify(modes ? { ...found, eof: summaryOf(modes) } : found)}\n`);
  else process.stdout.write(`${diagnosticsText(found)}${modes ? `\n${driverModesText(modes)}\n` : ''}`);
  return 0;
}

/** Without the loadings of thousands of channels. */
const summaryOf = ({ eof, heldOut, drivers, cells }: DriverModes) => ({
  drivers,
  cells,
  n: eof.n,
  monthsHeldOut: eof.scaling.heldOut,
  explained: eof.explained,
  separated: eof.separated,
  heldOut,
});

function seedOf(text: string): number {
  const seed = Number(text);
  if (!/^\d+$/.test(text) || seed >= 2 ** 32)
    throw new BadRequest({ what: `--seed ${text}`, expected: 'a whole number from 0 to 4294967295' });
  return seed;
}
