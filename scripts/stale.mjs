// Says whether something made from files is still the same as those files: a hash of their contents beside the result.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { root } from './install.mjs';

/** Hash of every file under the given paths (relative to the repository), tests left out. */
export function hashOf(paths) {
  const hash = createHash('sha256');
  const visit = (file) => {
    const full = path.join(root, file);
    if (!existsSync(full)) return;
    if (statSync(full).isDirectory()) {
      for (const name of readdirSync(full).sort()) visit(path.join(file, name));
    } else if (!/\.test\.tsx?$/.test(file)) {
      hash.update(file).update('\0').update(readFileSync(full)).update('\0');
    }
  };
  for (const p of paths) visit(p);
  return hash.digest('hex');
}

export const isFresh = (stamp, key) => existsSync(stamp) && readFileSync(stamp, 'utf8') === key;
