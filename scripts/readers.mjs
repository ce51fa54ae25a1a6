// The programs with which the tests read back what the studio writes. On a Debian machine, as root, missing ones are installed;
// elsewhere, or when that fails, those tests skip and say so by name.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const MINUTES = 60_000;
const NEEDED = [
  { packages: ['netcdf-bin'], check: ['ncdump', ['-h']] },
  { packages: ['gdal-bin'], check: ['gdalinfo', ['--version']] },
  {
    packages: ['python3-xarray', 'python3-netcdf4', 'python3-numcodecs'],
    check: ['/usr/bin/python3', ['-c', 'import xarray, netCDF4, numcodecs']],
  },
];

/** A program that is not there has no status; ncdump without a file has one that says nothing. */
const works = ([program, args]) => {
  const { error, status } = spawnSync(program, args, { stdio: 'ignore' });
  return !error && (program === 'ncdump' || status === 0);
};

const apt = (args, timeout) =>
  spawnSync('apt-get', ['-o', 'DPkg::Lock::Timeout=60', '-o', 'Acquire::Retries=0', '-qq', ...args], {
    stdio: ['ignore', 'ignore', 'ignore'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    ...(timeout ? { timeout } : {}),
  }).status === 0;

/** Installs what is missing, if it can; never an error. Call it when nothing else uses apt. */
export function obtainReaders() {
  const missing = NEEDED.filter(({ check }) => !works(check)).flatMap(({ packages }) => packages);
  if (missing.length === 0 || process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return;
  console.error(`Installing programs that read exported files back (once): ${missing.join(', ')} …`);
  const wanted = ['install', '-y', '--no-install-recommends'];
  const fetched = () => apt([...wanted, '--download-only', ...missing], 5 * MINUTES);
  // Only the download is bounded: an installation that is cut off leaves a package half set up.
  const got = fetched() || (apt(['update'], 2 * MINUTES) && fetched());
  if (!got || !apt([...wanted, '--no-download', ...missing]))
    console.error('They could not be installed; the tests that need them are skipped.');
}
