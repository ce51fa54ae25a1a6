import { execFileSync } from 'node:child_process';

/** Debian's Python: its packages are not seen by others. */
const PYTHON = '/usr/bin/python3';

/** Whether a program of that name runs here; for tests, which skip by name where it does not. */
export function programRuns(name: string, args: readonly string[] = ['--version']): boolean {
  try {
    execFileSync(name, args, { stdio: 'ignore' });
    return true;
  } catch (error) {
    // ncdump knows no --version and says so with a status of its own.
    return (error as NodeJS.ErrnoException).code !== 'ENOENT';
  }
}

/** Whether Debian's Python has these modules. */
export function pythonHas(...modules: readonly string[]): boolean {
  try {
    execFileSync(PYTHON, ['-c', `import ${modules.join(', ')}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

export const run = (program: string, ...args: readonly string[]): string =>
  execFileSync(program, args, { encoding: 'utf8', maxBuffer: 1 << 28 });

/** What a Python program prints, which is one JSON value. */
export const python = (program: string, ...args: readonly string[]): unknown =>
  JSON.parse(run(PYTHON, '-c', program, ...args));
