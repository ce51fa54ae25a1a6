import { parseArgs } from 'node:util';
import { BadRequest } from '../src/core/error.ts';
import { inspectFiles } from '../src/preprocess/inspect-files.ts';
import type { InspectedFile } from '../src/preprocess/inspection.ts';
import { diskFiles } from '../src/sources/disk-file.node.ts';
import { ProgressLine } from './progress-line.ts';

export const help = `npm run studio -- inspect FILE... [--json]

Tells of each file which source recognises it and how sure that is, what it holds (in canonical units), what was not taken over and why,
and what it leaves open. Nothing is built.

  FILE     files or folders; folders are walked, archives (zip, tar, gzip) are opened
  --json   one JSON object on standard output, {"files": [{"file", "source", "confidence", "observations", "variables", "fields",
           "rejected", "reasons", …}]}; without it, text

Progress goes to standard error. Exit status: 0 something could be read, 1 nothing could, 2 wrong usage.`;

/** @returns 0 when at least one file gave something */
export async function inspect(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: { json: { type: 'boolean' } } });
  if (positionals.length === 0)
    throw new BadRequest({ what: 'no input', expected: 'at least one file or folder to look at' });
  const line = new ProgressLine();
  const found = await inspectFiles(await diskFiles(positionals), {}, (p) =>
    line.tell(`${p.what}: ${p.of > 0 ? Math.floor((100 * p.done) / p.of) : 0} %`, p.secondsLeft),
  );
  line.end();
  process.stdout.write(
    values.json ? `${JSON.stringify(found, null, 1)}\n` : `${found.files.map(textOf).join('\n\n')}\n`,
  );
  return found.files.some(gaveSomething) ? 0 : 1;
}

const gaveSomething = (f: InspectedFile): boolean => Object.keys(f.variables).length + f.fields.length > 0;

const short = (x: number): string => String(Number(x.toPrecision(5)));

function textOf(f: InspectedFile): string {
  const sure = f.source === 'none' || f.source === 'archive' ? '' : ` (${f.confidence})`;
  return [
    `${f.file}: ${f.title}${sure}`,
    ...Object.entries(f.variables).map(
      ([name, v]) => `    ${name}: ${v.n} values, mean ${short(v.mean)}, ${short(v.min)} to ${short(v.max)} ${v.unit}`,
    ),
    ...f.fields.map(
      (v) =>
        `    field ${v.name}: ${v.rows} x ${v.cols} cells, ${v.steps} ${v.time}, mean ${short(v.mean)}, ${short(v.min)} to ${short(v.max)} ${v.unit}`,
    ),
    ...f.notes.map((n) => `    ${n}`),
    ...f.reasons.map(
      (r) =>
        `    not taken over (${r.count}): ${r.rule}. To do: ${r.todo}.${r.places.length > 0 ? ` At ${r.places.join('; ')}${r.count > r.places.length ? ' …' : ''}` : ''}`,
    ),
    ...(f.table?.proposal.questions.map((q) => `    open: ${q}`) ?? []),
  ].join('\n');
}
